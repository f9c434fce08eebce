import { post } from "./api.js";
import { action, byId, el, image } from "./dom.js";
import { SampleGrid } from "./grid.js";
import { ConceptEditor, conceptGrid } from "./concepts.js";

/** Expressions of concepts. */
export class ArithmeticView {
  constructor(model, concepts) {
    this.model = model;
    this.concepts = concepts;
    this.editor = new ConceptEditor(byId("arithmetic-concepts"), concepts, model.conceptExemplars,
      "the paper found fewer than three unstable");
    this.grid = new SampleGrid(byId("arithmetic-grid"), conceptGrid(concepts));
    byId("arithmetic-form").addEventListener("submit", action(() => this.calculate()));
    concepts.addEventListener("change", () => {
      this.showWords();
      this.grid.follow(concepts.seed);
    });
  }

  async open() {
    if (this.grid.seed !== this.concepts.seed || this.grid.load === 0) {
      await this.grid.show(this.concepts.seed);
    }
    await this.editor.show();
    this.showWords();
  }

  modelChanged() {
    byId("arithmetic-result").hidden = true;
    return this.editor.show();
  }

  /** Buttons that append to the expression. */
  showWords() {
    const input = byId("expression");
    const word = (text) => el("button", {
      type: "button",
      "aria-label": `Append ${text === "+" ? "plus" : text === "-" ? "minus" : text} to the expression`,
      onclick: () => {
        input.value = (input.value.trimEnd() + " " + text).trim() + " ";
        input.focus();
      },
    }, text);
    byId("expression-words").replaceChildren(...[...this.concepts.names(), "+", "-"].map(word));
  }

  async calculate() {
    const result = await post("arithmetic", {
      choices: this.concepts.text(), expression: byId("expression").value.trim(), seed: 42,
    });
    const terms = result.concepts.map((name, i) => el("figure", { className: "term" },
      image(result.means[i], `Average of the concept ${name}`), el("figcaption", {}, name)));
    const [center, ...neighbors] = result.images;
    const cells = neighbors.map((neighbor, i) => image(neighbor, `Neighbor ${i + 1}`));
    const middle = image(center, `Result of ${result.expression}`);
    middle.className = "center";
    cells.splice(Math.floor(neighbors.length / 2), 0, middle);
    byId("arithmetic-result").replaceChildren(
      el("h3", {}, result.expression),
      ...result.warnings.map((warning) => el("p", { className: "warning" }, "Warning: " + warning)),
      el("div", { className: "result-row" },
        ...terms,
        el("figure", {}, el("div", { className: "neighbors" }, ...cells),
          el("figcaption", {}, "the result in the middle, with noise around it")),
        el("figure", { className: "term" }, image(result.pixelSpace, "The same sum in pixels"),
          el("figcaption", {}, "the same sum in pixels"))));
    byId("arithmetic-result").hidden = false;
    byId("arithmetic-result").scrollIntoView({ block: "nearest" });
  }
}
