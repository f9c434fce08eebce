import { post } from "./api.js";
import { action, chosenText, el, fail, image, press, save, say } from "./dom.js";
import { DRAGGED, chosen } from "./grid.js";

/** At least as many candidates as the programs offer. */
const LEAST_COUNT = 200;

/** Named concepts, each with the indices of samples of one seed, as the choices file has them. */
export class Concepts extends EventTarget {
  constructor(model) {
    super();
    this.seed = model.seed;
    this.label = model.label;
    this.limit = model.samplesPerSeed;
    this.count = Math.min(LEAST_COUNT, this.limit);
    this.samples = new Map();
    this.active = null;
  }

  names() {
    return [...this.samples.keys()];
  }

  /** Whether any sample is chosen, so that the seed is fixed. */
  inUse() {
    return [...this.samples.values()].some((indices) => indices.length > 0);
  }

  /** Takes the samples of another seed from now on. */
  reseed(seed) {
    if (seed !== this.seed && this.inUse()) {
      throw new Error(
        `All samples of a choices file have one seed, and yours have ${this.seed}. Save the file and remove the concepts to continue with another seed.`);
    }
    this.seed = seed;
  }

  addConcept(name) {
    if (!/^\S+$/.test(name) || name === "+" || name === "-") {
      throw new Error("A concept needs a name without spaces, such as smiling-woman.");
    }
    if (this.samples.has(name)) {
      throw new Error(`There is a concept named ${name} already.`);
    }
    this.samples.set(name, []);
    this.active = name;
    this.changed();
  }

  removeConcept(name) {
    this.samples.delete(name);
    this.active = this.active === name ? this.names()[0] ?? null : this.active;
    this.changed();
  }

  clear() {
    this.samples.clear();
    this.active = null;
    this.changed();
  }

  /** Adds a sample to a concept, or removes it if the concept has it. */
  toggle(sample, name = this.active) {
    if (name === null) {
      throw new Error("Add a concept first, then select samples for it.");
    }
    if (this.samples.get(name).includes(sample.index) && sample.seed === this.seed) {
      this.remove(name, sample.index);
    } else {
      this.add(sample, name);
    }
  }

  add(sample, name) {
    this.reseed(sample.seed);
    if (!this.samples.get(name).includes(sample.index)) {
      this.samples.get(name).push(sample.index);
      this.count = Math.max(this.count, sample.index + 1);
      this.changed();
    }
  }

  remove(name, index) {
    this.samples.set(name, this.samples.get(name).filter((i) => i !== index));
    this.changed();
  }

  has(sampleKey) {
    const [seed, index] = sampleKey.split(":").map(Number);
    return seed === this.seed && [...this.samples.values()].some((indices) => indices.includes(index));
  }

  /** The text of the choices file, which has a label if the model is conditional. */
  text() {
    return JSON.stringify({
      seed: this.seed, count: this.count, label: this.label, choices: Object.fromEntries(this.samples),
    });
  }

  /** Takes over a file, which the server reads as the programs do. */
  async load(text) {
    const file = await post("choices", { choices: text });
    this.samples = new Map(Object.entries(file.choices));
    this.seed = file.seed;
    this.count = file.count;
    this.active = this.names()[0] ?? null;
    this.changed();
  }

  async file() {
    return new Blob([(await post("choices", { choices: this.text() })).file], { type: "application/json" });
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** Shows concepts for editing. */
export class ConceptEditor {
  /**
   * @param root the element to fill
   * @param concepts the concepts
   * @param exemplars the number of samples below which there is a warning
   * @param advice what the paper says about fewer samples
   */
  constructor(root, concepts, exemplars, advice) {
    this.concepts = concepts;
    this.exemplars = exemplars;
    this.advice = advice;
    this.id = root.id;
    this.list = el("div", {});
    const name = el("input", { type: "text", autocomplete: "off", spellcheck: false });
    const form = el("form", {
      className: "row",
      onsubmit: action(() => {
        concepts.addConcept(name.value.trim());
        name.value = "";
      }),
    }, el("label", {}, "New concept ", name), el("button", {}, "Add"));
    const saveButton = el("button", { type: "button" }, "Save choices");
    press(saveButton, async () => save(await concepts.file(), "choices.json"));
    const clear = el("button", { type: "button", onclick: () => concepts.clear() }, "Remove all concepts");
    const input = el("input", { type: "file", accept: ".json,application/json" });
    input.addEventListener("change", action(async () => {
      const text = await chosenText(input);
      if (text !== null) {
        await concepts.load(text);
        say("The concepts have been loaded.");
      }
    }));
    root.replaceChildren(el("h3", {}, "Concepts"), this.list, form,
      el("div", { className: "row" }, saveButton, el("label", { className: "file" }, "Load choices ", input), clear));
    concepts.addEventListener("change", () => this.show().catch(fail));
  }

  async show() {
    const { concepts } = this;
    this.shown = (this.shown ?? 0) + 1;
    const shown = this.shown;
    const cards = [];
    for (const [name, indices] of concepts.samples) {
      const samples = await chosen(indices.map((index) => ({ seed: concepts.seed, index })));
      cards.push(this.card(name, samples));
    }
    if (shown === this.shown) {
      this.list.replaceChildren(...cards);
    }
  }

  card(name, samples) {
    const { concepts } = this;
    const few = samples.length < this.exemplars;
    const card = el("div", { className: "concept" + (concepts.active === name ? " active" : ""), role: "group", "aria-label": `Concept ${name}` },
      el("div", { className: "concept-head" },
        el("label", {},
          el("input", {
            type: "radio", name: this.id + "-active", checked: concepts.active === name,
            onchange: () => {
              concepts.active = name;
              concepts.changed();
            },
          }), " " + name),
        el("button", { type: "button", "aria-label": `Remove the concept ${name}`, onclick: () => concepts.removeConcept(name) }, "×")),
      el("ul", { className: "tiles small" }, ...samples.map((sample) => el("li", {},
        image(sample.png, `Sample ${sample.index}`),
        el("button", {
          type: "button", className: "remove", "aria-label": `Remove sample ${sample.index} from ${name}`,
          onclick: () => concepts.remove(name, sample.index),
        }, "×")))),
      ...(few ? [el("p", { className: "warning" },
        `${samples.length} of ${this.exemplars} samples; ${this.advice}.`)] : []));
    card.addEventListener("dragover", (event) => {
      if (event.dataTransfer.types.includes(DRAGGED)) {
        event.preventDefault();
        card.classList.add("over");
      }
    });
    card.addEventListener("dragleave", () => card.classList.remove("over"));
    card.addEventListener("drop", action((event) => {
      card.classList.remove("over");
      const sample = JSON.parse(event.dataTransfer.getData(DRAGGED));
      if (sample.label !== concepts.label) {
        throw new Error("This sample is of another label; drag one from this page.");
      }
      concepts.add(sample, name);
    }));
    return card;
  }
}

/** Connects a grid of samples with the concepts. */
export function conceptGrid(concepts) {
  return {
    seed: concepts.seed,
    label: concepts.label,
    pick: (sample) => {
      try {
        concepts.toggle(sample);
      } catch (error) {
        fail(error);
      }
    },
    pressed: (name) => concepts.has(name),
    reseed: (seed) => concepts.reseed(seed),
  };
}
