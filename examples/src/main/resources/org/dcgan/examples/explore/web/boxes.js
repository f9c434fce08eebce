import { post } from "./api.js";
import { action, clamp, el, integer, png } from "./dom.js";

/** Boxes on samples of one seed, as the boxes file has them. */
export class Boxes extends EventTarget {
  constructor(model) {
    super();
    this.seed = model.seed;
    this.label = model.label;
    this.count = Math.min(model.boxedSamples, model.samplesPerSeed);
    this.boxes = [];
  }

  of(index) {
    return this.boxes.filter((box) => box.sample === index);
  }

  reseed(seed) {
    if (seed !== this.seed && this.boxes.length) {
      throw new Error(
        `All samples of a boxes file have one seed, and yours have ${this.seed}. Save the file and remove the boxes to continue with another seed.`);
    }
    this.seed = seed;
  }

  add(box) {
    this.boxes.push(box);
    this.count = Math.max(this.count, box.sample + 1);
    this.changed();
  }

  remove(box) {
    this.boxes = this.boxes.filter((other) => other !== box);
    this.changed();
  }

  clear() {
    this.boxes = [];
    this.changed();
  }

  /** The text of the boxes file, which has a label if the model is conditional. */
  text() {
    return JSON.stringify({ seed: this.seed, count: this.count, label: this.label, boxes: this.boxes });
  }

  /** Takes over a file, which the server reads as the program does. */
  async load(text) {
    const file = await post("boxes", { boxes: text });
    ({ seed: this.seed, count: this.count, boxes: this.boxes } = file);
    this.changed();
  }

  async file() {
    return new Blob([(await post("boxes", { boxes: this.text() })).file], { type: "application/json" });
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** Draws boxes on one sample, with the pointer or by numbers. */
export class BoxEditor {
  constructor(root, model, boxes) {
    this.model = model;
    this.boxes = boxes;
    this.sample = null;
    this.title = el("h3", {}, "Boxes");
    this.picture = el("img", { alt: "", draggable: false });
    this.overlay = el("div", {});
    this.stage = el("div", { className: "stage", hidden: true }, this.picture, this.overlay);
    this.hint = el("p", { className: "quiet" }, "Select a sample to draw boxes on.");
    this.list = el("ul", { className: "list", "aria-label": "Boxes", tabIndex: 0 });
    this.numbers = ["x", "y", "width", "height"].map((name) =>
      el("input", {
        type: "number", step: "1", min: name.length > 1 ? "1" : "0", value: name.length > 1 ? "8" : "0",
      }));
    this.form = el("form", { className: "row", hidden: true, onsubmit: action(() => this.addNumbers()) },
      ...["x ", "y ", "width ", "height "].map((name, i) => el("label", {}, name, this.numbers[i])),
      el("button", {}, "Add box"));
    root.replaceChildren(this.title, this.hint, this.stage, this.form, this.list);
    this.stage.addEventListener("pointerdown", (event) => this.start(event));
    this.stage.addEventListener("pointermove", (event) => this.move(event));
    this.stage.addEventListener("pointerup", (event) => this.end(event));
    this.stage.addEventListener("pointercancel", () => this.cancel());
    boxes.addEventListener("change", () => this.show());
  }

  select(sample) {
    this.sample = sample;
    this.picture.src = png(sample.png);
    this.picture.alt = `Sample ${sample.index} of seed ${sample.seed}, to draw boxes on`;
    this.show();
  }

  deselect() {
    this.sample = null;
    this.show();
  }

  show() {
    const { sample, model } = this;
    this.stage.hidden = this.form.hidden = sample === null;
    this.hint.textContent = sample === null
      ? "Select a sample to draw boxes on."
      : `Sample ${sample.index}: drag to draw a box, or enter pixels of the ${model.width} x ${model.height} image.`;
    this.title.textContent = `Boxes (${this.boxes.boxes.length})`;
    const shown = sample === null ? [] : this.boxes.of(sample.index);
    this.overlay.replaceChildren(...[...shown, ...(this.drawn ? [this.drawn] : [])].map((box) => this.outline(box)));
    this.list.replaceChildren(...this.boxes.boxes.map((box) => el("li", {},
      el("span", {}, `Sample ${box.sample}: ${box.width} x ${box.height} at (${box.x}, ${box.y})`),
      el("button", {
        type: "button", "aria-label": `Remove the box at (${box.x}, ${box.y}) on sample ${box.sample}`,
        onclick: () => this.boxes.remove(box),
      }, "×"))));
  }

  outline(box) {
    const { width, height } = this.model;
    const element = el("div", { className: "box" });
    Object.assign(element.style, {
      left: `${(100 * box.x) / width}%`, top: `${(100 * box.y) / height}%`,
      width: `${(100 * box.width) / width}%`, height: `${(100 * box.height) / height}%`,
    });
    return element;
  }

  /** The pixel of the image under the pointer. */
  pixel(event) {
    const area = this.picture.getBoundingClientRect();
    const { width, height } = this.model;
    return {
      x: clamp(Math.floor(((event.clientX - area.left) / area.width) * width), 0, width - 1),
      y: clamp(Math.floor(((event.clientY - area.top) / area.height) * height), 0, height - 1),
    };
  }

  start(event) {
    event.preventDefault();
    this.stage.setPointerCapture(event.pointerId);
    this.from = this.pixel(event);
    this.move(event);
  }

  move(event) {
    if (!this.from) {
      return;
    }
    const to = this.pixel(event);
    const x = Math.min(this.from.x, to.x);
    const y = Math.min(this.from.y, to.y);
    this.drawn = {
      sample: this.sample.index, x, y,
      width: Math.max(this.from.x, to.x) - x + 1, height: Math.max(this.from.y, to.y) - y + 1,
    };
    this.show();
  }

  end(event) {
    this.move(event);
    const { drawn } = this;
    this.cancel();
    if (drawn && (drawn.width > 1 || drawn.height > 1)) {
      this.boxes.add(drawn);
    }
  }

  cancel() {
    this.from = this.drawn = null;
    this.show();
  }

  addNumbers() {
    const { width, height } = this.model;
    const [x, y] = [integer(this.numbers[0], "x", 0, width - 1), integer(this.numbers[1], "y", 0, height - 1)];
    this.boxes.add({
      sample: this.sample.index, x, y,
      width: integer(this.numbers[2], "width", 1, width - x),
      height: integer(this.numbers[3], "height", 1, height - y),
    });
  }
}
