import { post, postImage, postImageForLines } from "./api.js";
import { action, byId, el, fail, image, integer, png, press, score, tile } from "./dom.js";

const MOST_BYTES = 32 * 1024 * 1024;
const PAGE = 24;

/** What the discriminator sees in an image, and the nearest training images. */
export class DiscriminatorView {
  constructor(model) {
    this.model = model;
    this.chosen = null;
    byId("discriminator-label").hidden = model.label === undefined;
    byId("discriminator-label").textContent =
      `The discriminator gets the label ${model.label} with every image, whatever the image shows.`;
    byId("upload").addEventListener("change", action(async () => {
      const [file] = byId("upload").files;
      byId("upload").value = "";
      await this.upload(file);
    }));
    const drop = byId("drop");
    drop.addEventListener("dragover", (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
    drop.addEventListener("dragleave", () => drop.classList.remove("over"));
    drop.addEventListener("drop", action((event) => {
      drop.classList.remove("over");
      return this.upload(event.dataTransfer.files[0]);
    }));
    byId("sample-form").addEventListener("submit", action(() => this.sample({
      seed: integer(byId("sample-seed"), "seed"), index: integer(byId("sample-index"), "index", 0),
    })));
    byId("rule").addEventListener("change", action(() => this.shown && this.guided(this.shown)));
    press(byId("nearest"), () => this.nearest());
    byId("nearest-cancel").addEventListener("click", () => this.search?.abort());
    this.dataset = model.dataset;
    byId("dataset").hidden = byId("nearest-part").hidden = !this.dataset;
    byId("dataset-previous").addEventListener("click", action(() => this.page(-PAGE)));
    byId("dataset-next").addEventListener("click", action(() => this.page(PAGE)));
    byId("dataset-first").addEventListener("change", action(() => this.page(0)));
  }

  async open() {
    if (this.dataset && !byId("dataset-list").childElementCount) {
      byId("dataset-info").textContent = this.dataset.description;
      await this.page(0);
    }
  }

  modelChanged() {
    return this.chosen ? this.inspect(this.chosen, this.title) : undefined;
  }

  async page(by) {
    const input = byId("dataset-first");
    const last = this.dataset.size - 1;
    const first = Math.min(last, Math.max(0, integer(input, "index") + by));
    input.value = first;
    const { images } = await post("dataset", { first, count: PAGE });
    byId("dataset-list").replaceChildren(...images.map((item) => el("li", {}, item.png
      ? tile(item.png, `Image ${item.index} of the dataset${item.label ? ", " + item.label : ""}`, item.label ?? `${item.index}`,
        () => this.inspect({ dataset: item.index }, item.name).catch(fail))
      : el("span", { className: "caption", title: item.error }, `${item.index} cannot be read`))));
  }

  async upload(file) {
    if (!file) {
      throw new Error("Drop an image file.");
    }
    if (file.size > MOST_BYTES) {
      throw new Error(`${file.name} has ${file.size} bytes; expected an image file of at most ${MOST_BYTES}.`);
    }
    await this.inspect({ file }, file.name);
  }

  async sample({ seed, index }) {
    byId("sample-seed").value = seed;
    byId("sample-index").value = index;
    await this.inspect({ seed, index }, `sample ${index} of seed ${seed}`);
  }

  async inspect(chosen, title) {
    this.search?.abort();
    const result = await postImage("discriminator", chosen);
    this.chosen = chosen;
    this.title = title;
    this.shown = null;
    byId("discriminator-image").src = png(result.png);
    byId("discriminator-image").alt = title;
    byId("discriminator-caption").textContent =
      `${title}: D's probability that it is real is ${score(result.probability)} (logit ${result.logit.toFixed(3)})`;
    byId("gradient-figure").hidden = true;
    byId("nearest-result").replaceChildren();
    byId("responses").replaceChildren(...result.layers.map((layer) => el("div", {},
      el("h4", {}, layer.name),
      el("div", { className: "row" }, ...layer.strongest.map((response) => el("button", {
        type: "button",
        "aria-label": `Map ${response.map} of ${layer.name}, response ${response.value.toFixed(2)}`,
        onclick: action(() => this.guided({ layer: layer.name, map: response.map })),
      }, `${response.map} (${response.value.toFixed(2)})`))))));
    byId("discriminator-result").hidden = false;
  }

  async guided({ layer, map }) {
    this.shown = { layer, map };
    const result = await postImage("guided", this.chosen, { layer, map, rule: byId("rule").value });
    byId("gradient").src = png(result.png);
    byId("gradient").alt = `Gradient of map ${map} of ${layer}`;
    byId("gradient-caption").textContent =
      `map ${map} of ${layer}: response ${result.value.toFixed(2)} at row ${result.row}, column ${result.column} of ${result.side}; gray is 0`;
    byId("gradient-figure").hidden = false;
  }

  async nearest() {
    this.search?.abort();
    const search = new AbortController();
    this.search = search;
    const bar = byId("nearest-progress");
    byId("nearest-result").replaceChildren();
    bar.value = 0;
    bar.hidden = byId("nearest-cancel").hidden = false;
    try {
      for await (const line of postImageForLines("nearest", this.chosen, search.signal)) {
        const before = line.by === "features" ? 0.5 : 0;
        if (line.png) {
          byId("nearest-result").append(el("figure", {}, image(line.png, line.name),
            el("figcaption", {}, `by ${line.by}: ${line.name}, distance ${line.distance.toFixed(2)}`)));
        } else {
          bar.value = before + line.done / line.total / 2;
        }
      }
    } finally {
      bar.hidden = byId("nearest-cancel").hidden = true;
    }
  }
}
