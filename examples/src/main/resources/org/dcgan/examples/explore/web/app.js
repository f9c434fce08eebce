import { post } from "./api.js";
import { byId, fail, press, say } from "./dom.js";
import { forgetImages } from "./grid.js";
import { Concepts } from "./concepts.js";
import { SamplesView } from "./samples.js";
import { WalkView } from "./walk.js";
import { ArithmeticView } from "./arithmetic.js";
import { TurnView } from "./turn.js";
import { ForgetView } from "./forget.js";
import { DiscriminatorView } from "./discriminator.js";

const tabs = [...byId("tabs").children];
const nameOf = (tab) => tab.getAttribute("aria-controls");
let views = {};
let current = null;

/** Shows the view that the address names, such as #samples?seed=42&index=17. */
async function route() {
  const [wanted, query] = location.hash.slice(1).split("?");
  const name = wanted in views ? wanted : "samples";
  if (current !== name) {
    views[current]?.close?.();
    current = name;
  }
  for (const tab of tabs) {
    const selected = nameOf(tab) === name;
    tab.setAttribute("aria-selected", selected);
    tab.tabIndex = selected ? 0 : -1;
    byId(nameOf(tab)).hidden = !selected;
    if (selected) {
      tab.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  }
  await views[name].open(new URLSearchParams(query ?? ""));
}

function go(name) {
  say(null);
  history.pushState(null, "", "#" + name);
  route().catch(fail);
}

/** Arrow keys move between the tabs. */
function moveBetweenTabs(event) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const to = event.key === "Home" ? 0 : event.key === "End" ? tabs.length - 1
    : step ? (tabs.indexOf(event.target) + step + tabs.length) % tabs.length : -1;
  if (to >= 0) {
    event.preventDefault();
    tabs[to].focus();
    go(nameOf(tabs[to]));
  }
}

function showModel(model) {
  byId("model-name").textContent = model.name;
  document.title = `Explore ${model.name}`;
  byId("model-info").textContent =
    `step ${model.step}, ${model.width} x ${model.height} x ${model.channels}, ` +
    `${model.latentDim} ${model.latentDistribution.toLowerCase()} latents` +
    (model.label === undefined ? "" : `; all samples of label ${model.label} of 0 to ${model.classes - 1}`) +
    (model.dataset ? `; ${model.dataset.size} training images` : "");
}

async function reload() {
  showModel(await post("reload"));
  forgetImages();
  await views.samples.grid.restart();
  await views.samples.pins.show();
  for (const view of Object.values(views)) {
    if (view.grid?.load) {
      await view.grid.restart();
    }
    await view.modelChanged?.();
  }
  say("The model has been read again.");
}

async function start() {
  const model = await post("model");
  showModel(model);
  const concepts = new Concepts(model);
  views.discriminator = new DiscriminatorView(model);
  views.samples = new SamplesView(model, (sample) => {
    go("discriminator");
    views.discriminator.sample(sample).catch(fail);
  });
  views.walk = new WalkView(model);
  views.arithmetic = new ArithmeticView(model, concepts);
  views.turn = new TurnView(model, concepts);
  views.forget = new ForgetView(model);
  tabs.forEach((tab) => {
    tab.addEventListener("click", () => go(nameOf(tab)));
    tab.addEventListener("keydown", moveBetweenTabs);
  });
  press(byId("reload"), reload);
  addEventListener("popstate", () => route().catch(fail));
  // A file that misses the drop area must not replace the page.
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => event.preventDefault());
  await route();
}

start().catch(fail);
