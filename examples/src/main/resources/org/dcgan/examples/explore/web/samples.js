import { post, postForFile } from "./api.js";
import { byId, fail, png, pngBlob, press, save, say, score } from "./dom.js";
import { SampleGrid } from "./grid.js";
import { Pins } from "./pins.js";

/** The endless grid, and the dialog with one sample. */
export class SamplesView {
  constructor(model, inspect) {
    this.model = model;
    this.grid = new SampleGrid(byId("samples-grid"), {
      seed: model.seed, label: model.label, filters: true, endless: true,
      pick: (sample) => this.detail(sample).catch(fail),
    });
    this.pins = new Pins(model.label, (sample) => this.detail(sample).catch(fail));
    this.dialog = byId("detail");
    byId("detail-close").addEventListener("click", () => this.dialog.close());
    press(byId("detail-previous"), () => this.step(-1));
    press(byId("detail-next"), () => this.step(1));
    this.dialog.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step) {
        event.preventDefault();
        this.step(step)?.catch(fail);
      }
    });
    this.dialog.addEventListener("close", () => {
      say(null);
      history.replaceState(null, "", "#samples");
    });
    press(byId("detail-pin"), async () => {
      await this.pins.toggle(this.sample);
      this.markPin();
    });
    press(byId("detail-png"), () => save(pngBlob(this.sample.png), this.name() + ".png"));
    press(byId("detail-npy"), async () => {
      const { seed, index } = this.sample;
      save(await postForFile("latents.npy", { samples: [{ seed, index }] }), this.name() + ".npy");
    });
    press(byId("detail-link"), async () => {
      await navigator.clipboard.writeText(location.href);
      byId("detail-link").textContent = "Copied";
      setTimeout(() => (byId("detail-link").textContent = "Copy link"), 1500);
    });
    byId("detail-inspect").addEventListener("click", () => {
      this.dialog.close();
      inspect(this.sample);
    });
  }

  async open(parameters) {
    const label = parameters.get("label");
    if (label !== null && label !== String(this.model.label)) {
      history.replaceState(null, "", "#samples");
      await this.grid.open();
      await this.pins.show();
      const own = this.model.label === undefined ? "has none" : `is shown with label ${this.model.label}`;
      throw new Error(
        `This link is to a sample of label ${label}, but the model ${own}. ` +
        "Start ExploreModel with the model and the --label of the link.");
    }
    const linked = parameters.get("seed");
    const seed = Number(linked);
    const index = Number(parameters.get("index"));
    if (linked !== null && Number.isSafeInteger(seed)) {
      if (this.grid.seed !== seed || this.grid.load === 0) {
        await this.grid.show(seed);
      }
      if (parameters.has("index") && Number.isSafeInteger(index)) {
        await this.detail({ seed, index });
      }
    } else {
      await this.grid.open();
    }
    await this.pins.show();
  }

  name() {
    const { seed, index } = this.sample;
    return `sample-${seed}-${index}` + (this.labeled() ? `-label-${this.model.label}` : "");
  }

  /** Whether all samples have a label, because the model is conditional. */
  labeled() {
    return this.model.label !== undefined;
  }

  step(by) {
    const index = this.sample.index + by;
    if (index >= 0 && index < this.model.samplesPerSeed) {
      return this.detail({ seed: this.sample.seed, index });
    }
  }

  async detail({ seed, index }) {
    this.sample = await post("sample", { seed, index });
    const title = `Sample ${index} of seed ${seed}` + (this.labeled() ? `, label ${this.model.label}` : "");
    byId("detail-title").textContent = title;
    byId("detail-image").src = png(this.sample.png);
    byId("detail-image").alt = title;
    byId("detail-score").textContent =
      `D's probability that it is real: ${score(this.sample.probability)} (logit ${this.sample.logit.toFixed(3)})`;
    const latent = this.sample.latent;
    byId("detail-latent-title").textContent = `Latent (${this.model.latentDim} numbers)`;
    byId("detail-latent").textContent =
      latent.join(" ") + (latent.length < this.model.latentDim ? " ... (all are in the .npy file)" : "");
    this.markPin();
    if (!this.dialog.open) {
      this.dialog.showModal();
    }
    drawBars(byId("detail-bars"), latent);
    history.replaceState(null, "", `#samples?seed=${seed}&index=${index}` +
      (this.labeled() ? `&label=${this.model.label}` : ""));
  }

  markPin() {
    const pinned = this.pins.has(this.sample);
    byId("detail-pin").setAttribute("aria-pressed", pinned);
    byId("detail-pin").textContent = pinned ? "Favorite ★" : "Favorite ☆";
  }
}

/** Draws the coordinates of a latent around the middle. */
function drawBars(canvas, latent) {
  canvas.width = canvas.clientWidth || 500;
  const context = canvas.getContext("2d");
  context.fillStyle = getComputedStyle(document.body).getPropertyValue("--accent");
  const largest = Math.max(...latent.map(Math.abs), 1e-6);
  const width = canvas.width / latent.length;
  latent.forEach((value, i) => {
    const height = (value / largest) * (canvas.height / 2);
    context.fillRect(i * width, canvas.height / 2 - Math.max(0, height), Math.max(1, width - 1), Math.abs(height));
  });
}
