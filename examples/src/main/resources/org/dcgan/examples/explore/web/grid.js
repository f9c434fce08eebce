import { post } from "./api.js";
import { action, el, fail, integer, score, tile } from "./dom.js";

const PAGE = 24;

/** An endless grid continues when its end is fewer pixels below the window. */
const MARGIN = 300;

/** The type of dragged samples. */
export const DRAGGED = "application/x-dcgan-sample";

const known = new Map();

export const key = (sample) => `${sample.seed}:${sample.index}`;

/** Keeps the images of samples for other views. */
export function remember(samples) {
  for (const sample of samples) {
    known.set(key(sample), sample);
  }
}

/** Samples with images by their names; those that no grid has shown are generated. */
export async function chosen(ids) {
  const missing = ids.filter((id) => !known.has(key(id)));
  for (let i = 0; i < missing.length; i += 64) {
    const part = missing.slice(i, i + 64).map(({ seed, index }) => ({ seed, index }));
    remember((await post("chosen", { samples: part })).samples);
  }
  return ids.map((id) => known.get(key(id)));
}

/** Forgets all images, because the model has changed. */
export function forgetImages() {
  known.clear();
}

/** A grid of samples of a seed, which grows on demand. */
export class SampleGrid {
  /**
   * @param root the element to fill
   * @param options.seed the first seed
   * @param options.label the label of a conditional model, which dragged samples carry; optional
   * @param options.pick called with a sample that was selected
   * @param options.pressed tells whether a sample is marked; optional
   * @param options.filters whether samples can be filtered by score
   * @param options.endless whether samples follow while one scrolls, also of the next seeds
   * @param options.reseed called with a new seed; may throw to refuse it; optional
   */
  constructor(root, options) {
    this.options = options;
    this.seed = options.seed;
    this.busy = false;
    this.load = 0;
    this.tiles = new Map();
    const id = root.id;
    this.seedInput = el("input", { type: "number", step: "1", value: this.seed, id: id + "-seed" });
    this.list = el("ul", { className: "tiles", "aria-label": "Samples" });
    this.note = el("p", { className: "quiet" });
    this.moreButton = el("button", { type: "button", onclick: action(() => this.more()) }, "More samples");
    const form = el("form", { className: "row", onsubmit: action(() => this.restart()) },
      el("label", {}, "Seed ", this.seedInput));
    if (options.filters) {
      this.minimum = el("input", { type: "number", min: "0", max: "1", step: "any", value: "0" });
      this.maximum = el("input", { type: "number", min: "0", max: "1", step: "any", value: "1" });
      form.append(
        el("label", {}, "Score of D from ", this.minimum),
        el("label", {}, "to ", this.maximum));
    }
    form.append(
      el("button", {}, "Show"),
      el("button", { type: "button", onclick: action(() => this.random()) }, "Random seed"));
    root.replaceChildren(form, this.list, this.note, el("div", { className: "row" }, this.moreButton));
    if (options.endless) {
      new IntersectionObserver((entries) => {
        if (entries.some((entry) => entry.isIntersecting) && this.list.childElementCount && !this.stuck) {
          this.more().catch(fail);
        }
      }, { rootMargin: `${MARGIN}px` }).observe(this.moreButton);
    }
  }

  random() {
    this.seedInput.value = Math.floor(Math.random() * 1e9);
    return this.restart();
  }

  /** Shows the samples of another seed. */
  show(seed) {
    this.seedInput.value = seed;
    return this.restart();
  }

  async restart() {
    const seed = integer(this.seedInput, "seed");
    try {
      this.options.reseed?.(seed);
    } catch (error) {
      this.seedInput.value = this.seed;
      throw error;
    }
    this.seed = seed;
    this.current = seed;
    this.next = 0;
    this.stuck = false;
    this.busy = false;
    this.load++;
    this.tiles.clear();
    this.list.replaceChildren();
    this.note.textContent = "";
    this.moreButton.disabled = false;
    await this.more();
  }

  /** Shows the first samples, once. */
  async open() {
    if (this.load === 0) {
      await this.restart();
    }
  }

  async more() {
    if (this.busy) {
      return;
    }
    this.busy = true;
    const load = this.load;
    try {
      const request = { seed: this.current, first: this.next, count: PAGE };
      if (this.options.filters) {
        request.minimum = Number(this.minimum.value);
        request.maximum = Number(this.maximum.value);
      }
      const page = await post("samples", request);
      if (load !== this.load) {
        return;
      }
      remember(page.samples);
      page.samples.forEach((sample) => this.add(sample));
      this.mark();
      this.next = page.next;
      this.stuck = page.samples.length === 0;
      this.note.textContent = this.stuck
        ? `None of the samples ${this.next - page.scanned} to ${this.next - 1} has such a score.` : "";
      if (page.end && this.options.endless) {
        this.current += 1;
        this.next = 0;
      } else if (page.end) {
        this.moreButton.disabled = true;
        this.note.textContent = "These are all samples of this seed.";
      }
    } finally {
      if (load === this.load) {
        this.busy = false;
      }
    }
    if (this.options.endless && !this.stuck && this.nearEnd()) {
      await this.more();
    }
  }

  /** Whether the end of the grid is visible or almost. */
  nearEnd() {
    const { top, height } = this.moreButton.getBoundingClientRect();
    return height > 0 && top < innerHeight + MARGIN;
  }

  add(sample) {
    const label = `Sample ${sample.index} of seed ${sample.seed}, score ${score(sample.probability)}`;
    const button = tile(sample.png, label, `${sample.index} · ${score(sample.probability)}`,
      () => this.options.pick(sample));
    button.draggable = true;
    button.addEventListener("dragstart", (event) =>
      event.dataTransfer.setData(DRAGGED, JSON.stringify({
        seed: sample.seed, index: sample.index, label: this.options.label,
      })));
    this.tiles.set(key(sample), button);
    this.list.append(el("li", {}, button));
  }

  /** Marks the samples that are chosen, after those of another seed have been shown if need be. */
  follow(seed) {
    if (this.load > 0 && this.seed !== seed) {
      this.show(seed).catch(fail);
    } else {
      this.mark();
    }
  }

  /** Marks the samples that are chosen. */
  mark() {
    if (this.options.pressed) {
      for (const [name, button] of this.tiles) {
        button.setAttribute("aria-pressed", this.options.pressed(name));
      }
    }
  }
}
