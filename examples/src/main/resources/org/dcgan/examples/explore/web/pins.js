import { postForFile } from "./api.js";
import { byId, el, press, save, tile } from "./dom.js";
import { chosen, key } from "./grid.js";

const MOST = 64;
const STORE = "dcgan-favorites";

/**
 * The favorites, which the browser keeps by seed, index and label: those of another label are other images,
 * and stay for when the model is opened with it again.
 */
export class Pins {
  /**
   * @param label the label of a conditional model, otherwise undefined
   * @param open called with a favorite that was selected
   */
  constructor(label, open) {
    this.label = label;
    this.open = open;
    const stored = read();
    this.ids = stored.filter((id) => id.label === label).slice(0, MOST);
    this.others = stored.filter((id) => id.label !== label);
    const content = () => ({ samples: this.ids.map(({ seed, index }) => ({ seed, index })) });
    press(byId("pins-png"), async () => save(await postForFile("grid.png", content()), "favorites.png"));
    press(byId("pins-npy"), async () => save(await postForFile("latents.npy", content()), "favorites.npy"));
    press(byId("pins-clear"), () => this.set([]));
  }

  has(sample) {
    return this.ids.some((id) => key(id) === key(sample));
  }

  toggle(sample) {
    if (this.has(sample)) {
      return this.set(this.ids.filter((id) => key(id) !== key(sample)));
    }
    if (this.ids.length === MOST) {
      throw new Error(`There can be ${MOST} favorites; remove one first.`);
    }
    return this.set([...this.ids, { seed: sample.seed, index: sample.index, label: this.label }]);
  }

  set(ids) {
    this.ids = ids;
    try {
      localStorage.setItem(STORE, JSON.stringify([...this.others, ...ids]));
    } catch {
      // Without storage, favorites last as long as the page.
    }
    return this.show();
  }

  async show() {
    byId("pins").hidden = this.ids.length === 0;
    const samples = await chosen(this.ids);
    byId("pin-list").replaceChildren(...samples.map((sample) =>
      el("li", {}, tile(sample.png, `Favorite: sample ${sample.index} of seed ${sample.seed}`, null,
        () => this.open(sample)))));
  }
}

function read() {
  try {
    const ids = JSON.parse(localStorage.getItem(STORE)) ?? [];
    return ids.filter((id) => Number.isSafeInteger(id.seed) && Number.isSafeInteger(id.index));
  } catch {
    return [];
  }
}
