import { postForFile } from "./api.js";
import { byId, el, press, save, tile } from "./dom.js";
import { chosen, key } from "./grid.js";

const MOST = 64;
const STORE = "dcgan-favorites";

/** The favorites, which the browser keeps by seed and index. */
export class Pins {
  constructor(open) {
    this.open = open;
    this.ids = read();
    const content = () => ({ samples: this.ids });
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
    return this.set([...this.ids, { seed: sample.seed, index: sample.index }]);
  }

  set(ids) {
    this.ids = ids;
    try {
      localStorage.setItem(STORE, JSON.stringify(ids));
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
    return ids.filter((id) => Number.isSafeInteger(id.seed) && Number.isSafeInteger(id.index)).slice(0, MOST);
  } catch {
    return [];
  }
}
