import { post, postForFile } from "./api.js";
import { byId, el, image, integer, png, press, save } from "./dom.js";
import { SampleGrid, chosen, key } from "./grid.js";

const FRAME_MILLIS = 80;

/** A walk through chosen samples. */
export class WalkView {
  constructor(model) {
    this.points = [];
    this.frames = [];
    this.grid = new SampleGrid(byId("walk-grid"), {
      seed: model.seed,
      label: model.label,
      pick: (sample) => this.add(sample),
      pressed: (name) => this.points.some((point) => key(point) === name),
    });
    this.position = byId("walk-position");
    this.position.addEventListener("input", () => this.stopAndShow());
    press(byId("walk-start"), () => this.start());
    press(byId("walk-gif"), async () => save(await postForFile("walk.gif", this.request()), "walk.gif"));
    press(byId("walk-clear"), () => {
      this.points = [];
      this.showPoints();
    });
    byId("walk-play").addEventListener("click", () => (this.timer ? this.stop() : this.play()));
    this.showPoints();
  }

  open() {
    return this.grid.open();
  }

  close() {
    this.stop();
  }

  async modelChanged() {
    this.points = await chosen(this.points);
    this.showPoints();
  }

  add(sample) {
    this.points.push(sample);
    this.showPoints();
  }

  showPoints() {
    byId("walk-points").replaceChildren(...this.points.map((point, i) =>
      el("li", {},
        image(point.png, `Point ${i + 1}: sample ${point.index} of seed ${point.seed}`),
        el("button", {
          type: "button", className: "remove", "aria-label": `Remove point ${i + 1}`,
          onclick: () => {
            this.points.splice(i, 1);
            this.showPoints();
          },
        }, "×"))));
    this.grid.mark();
  }

  request() {
    if (this.points.length < 2) {
      throw new Error("Select at least 2 samples as points of the walk.");
    }
    return {
      points: this.points.map(({ seed, index }) => ({ seed, index })),
      steps: integer(byId("walk-steps"), "number of steps", 1, 60),
      interpolation: byId("walk-interpolation").value,
      closed: byId("walk-closed").checked,
    };
  }

  async start() {
    const walk = await post("walk", this.request());
    this.frames = walk.frames;
    this.position.max = this.frames.length - 1;
    this.position.value = 0;
    byId("walk-player").hidden = false;
    byId("walk-info").textContent =
      `${this.frames.length} frames; the largest change from one to the next is ${walk.largestJumpToMean.toFixed(2)} times the mean.`;
    this.stopAndShow();
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) {
      this.play();
    }
  }

  stopAndShow() {
    this.stop();
    this.show();
  }

  show() {
    byId("walk-frame").src = png(this.frames[Number(this.position.value)]);
  }

  play() {
    if (this.frames.length) {
      byId("walk-play").textContent = "Pause";
      this.timer = setInterval(() => {
        this.position.value = (Number(this.position.value) + 1) % this.frames.length;
        this.show();
      }, FRAME_MILLIS);
    }
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    byId("walk-play").textContent = "Play";
  }
}
