import { post } from "./api.js";
import { action, byId, chosenText, el, image, newest, press, save, say } from "./dom.js";
import { SampleGrid, chosen } from "./grid.js";
import { BoxEditor, Boxes } from "./boxes.js";

const PAIRS = 8;

/** Finds the feature maps of an object in boxes, and generates samples without them. */
export class ForgetView {
  constructor(model) {
    this.model = model;
    this.boxes = new Boxes(model);
    this.first = 0;
    this.found = null;
    this.editor = new BoxEditor(byId("box-editor"), model, this.boxes);
    this.grid = new SampleGrid(byId("forget-grid"), {
      seed: model.seed,
      label: model.label,
      pick: (sample) => {
        this.editor.select(sample);
        byId("box-editor").scrollIntoView({ block: "nearest" });
      },
      pressed: (name) => this.boxes.of(Number(name.split(":")[1])).length > 0,
      reseed: (seed) => {
        this.boxes.reseed(seed);
        this.editor.deselect();
      },
    });
    this.boxes.addEventListener("change", () => this.grid.mark());
    byId("forget-layer").replaceChildren(...model.generatorLayers.map((layer) => el("option", {
      value: layer.name, selected: layer.name === model.forgetLayer,
    }, `${layer.name} (${layer.side} x ${layer.side}, ${layer.maps} maps)`)));
    this.refresh = newest(() => this.compare());
    press(byId("forget-fit"), () => this.fit());
    press(byId("boxes-save"), async () => save(await this.boxes.file(), "boxes.json"));
    byId("boxes-clear").addEventListener("click", () => this.boxes.clear());
    byId("boxes-load").addEventListener("change", action(() => this.load(byId("boxes-load"))));
    byId("maps-all").addEventListener("click", () => this.checkFirst(1));
    byId("maps-half").addEventListener("click", () => this.checkFirst(0.5));
    byId("maps-none").addEventListener("click", () => this.checkFirst(0));
    press(byId("forget-more"), () => {
      this.first = (this.first + PAIRS) % Math.max(1, model.samplesPerSeed - PAIRS);
      return this.refresh();
    });
  }

  async open() {
    await this.grid.open();
    this.editor.show();
  }

  modelChanged() {
    this.found = null;
    byId("forget-result").hidden = true;
    this.editor.deselect();
    return this.grid.restart();
  }

  async load(input) {
    const text = await chosenText(input);
    if (text === null) {
      return;
    }
    await this.boxes.load(text);
    await this.grid.show(this.boxes.seed);
    const [first] = this.boxes.boxes;
    if (first) {
      const [sample] = await chosen([{ seed: this.boxes.seed, index: first.sample }]);
      this.editor.select(sample);
    }
    say("The boxes have been loaded.");
  }

  async fit() {
    say("Finding feature maps ...");
    this.found = await post("forget", {
      boxes: this.boxes.text(), layer: byId("forget-layer").value, seed: 42,
    });
    say(null);
    const { found } = this;
    byId("forget-info").textContent =
      `${found.positive.length} of ${found.maps} feature maps of ${found.layer}; the regression classifies ` +
      `${(100 * found.accuracy).toFixed(1)} % of ${found.positives + found.negatives} positions correctly.`;
    byId("forget-maps").replaceChildren(...found.positive.map(({ map, weight }) => el("li", {},
      el("label", {},
        el("input", { type: "checkbox", checked: true, value: map, onchange: () => this.refresh() }),
        ` ${map} (${weight.toFixed(3)})`))));
    byId("forget-result").hidden = false;
    await this.refresh();
    byId("forget-result").scrollIntoView({ block: "nearest" });
  }

  checks() {
    return [...byId("forget-maps").querySelectorAll("input")];
  }

  /** Selects the strongest share of the maps. */
  checkFirst(share) {
    const checks = this.checks();
    checks.forEach((check, i) => (check.checked = i < Math.ceil(share * checks.length)));
    this.refresh();
  }

  async compare() {
    if (!this.found) {
      return;
    }
    const result = await post("forgotten", {
      layer: this.found.layer,
      removed: this.checks().filter((check) => check.checked).map((check) => Number(check.value)),
      seed: this.boxes.seed + 1, first: this.first, count: PAIRS,
    });
    byId("forget-pairs").replaceChildren(...result.with.map((base64, i) => el("li", { className: "pair" },
      image(base64, `Sample ${this.first + i} with all feature maps`),
      image(result.without[i], `Sample ${this.first + i} without the selected ones`))));
  }
}
