import { post, postForFile } from "./api.js";
import { byId, el, image, newest, press, save } from "./dom.js";
import { SampleGrid } from "./grid.js";
import { ConceptEditor, conceptGrid } from "./concepts.js";

const SUBJECTS = 6;

/** Moves samples along the vector between two concepts. */
export class TurnView {
  constructor(model, concepts) {
    this.model = model;
    this.concepts = concepts;
    this.first = 0;
    this.editor = new ConceptEditor(byId("turn-concepts"), concepts, model.turnExemplars,
      "the paper averages four");
    this.grid = new SampleGrid(byId("turn-grid"), conceptGrid(concepts));
    this.refresh = newest(() => this.turn());
    byId("turn-share").addEventListener("input", () => {
      byId("turn-share-value").textContent = byId("turn-share").value;
      this.refresh();
    });
    byId("turn-from").addEventListener("change", () => this.refresh());
    byId("turn-to").addEventListener("change", () => this.refresh());
    press(byId("turn-more"), () => {
      this.first = (this.first + SUBJECTS) % Math.max(1, model.samplesPerSeed - SUBJECTS);
      return this.refresh();
    });
    press(byId("turn-gif"), async () =>
      save(await postForFile("turn.gif", { ...this.request(), reach: this.reach() }), "turn.gif"));
    concepts.addEventListener("change", () => {
      this.showNames();
      this.grid.follow(concepts.seed);
      if (!byId("turn").hidden) {
        this.refresh();
      }
    });
  }

  async open() {
    if (this.grid.seed !== this.concepts.seed || this.grid.load === 0) {
      await this.grid.show(this.concepts.seed);
    }
    await this.editor.show();
    this.showNames();
    this.refresh();
  }

  modelChanged() {
    return this.editor.show();
  }

  showNames() {
    const names = this.concepts.names();
    for (const id of ["turn-from", "turn-to"]) {
      const select = byId(id);
      const before = select.value;
      select.replaceChildren(...names.map((name) => el("option", { value: name }, name)));
      if (names.includes(before)) {
        select.value = before;
      }
    }
    if (names.length > 1 && byId("turn-to").value === byId("turn-from").value) {
      byId("turn-to").value = names.find((name) => name !== byId("turn-from").value);
    }
  }

  reach() {
    return Math.max(0.05, Math.abs(Number(byId("turn-share").value)) || 1);
  }

  /** New samples: those of the next seed, so that none is an exemplar. */
  request() {
    return {
      choices: this.concepts.text(), from: byId("turn-from").value, to: byId("turn-to").value,
      seed: this.concepts.seed + 1, first: this.first, count: SUBJECTS,
    };
  }

  ready() {
    const { from, to } = this.request();
    return from !== to && [from, to].every((name) => (this.concepts.samples.get(name) ?? []).length > 0);
  }

  async turn() {
    byId("turn-result").hidden = !this.ready();
    if (!this.ready()) {
      return;
    }
    const result = await post("turn", { ...this.request(), share: Number(byId("turn-share").value) });
    byId("turn-images").replaceChildren(...result.images.map((base64, i) =>
      el("li", {}, image(base64, `Turned sample ${this.first + i}`))));
    byId("turn-warnings").textContent = result.warnings.map((warning) => `Warning: ${warning}.`).join(" ");
  }
}
