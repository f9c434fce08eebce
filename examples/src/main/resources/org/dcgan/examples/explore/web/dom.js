// Elements are always made with text nodes: a name from a file is never parsed as HTML.

/** Creates an element. Properties are set as such, except for aria-* and data-*, which are attributes. */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else if (name.includes("-") || name === "role" || name === "for") {
      element.setAttribute(name, value);
    } else {
      element[name] = value;
    }
  }
  element.append(...children);
  return element;
}

export const byId = (id) => document.getElementById(id);

/** The address of a PNG file in Base64. */
export const png = (base64) => "data:image/png;base64," + base64;

export const image = (base64, alt) => el("img", { src: png(base64), alt, draggable: false });

/** Shows a message; null removes it. */
export function say(text) {
  show(text, false);
}

/** Shows an error. An aborted request is none. */
export function fail(error) {
  if (error.name !== "AbortError") {
    show(error.message, true);
  }
}

function show(text, error) {
  const box = byId("message");
  // What is outside of an open dialog can neither be seen well nor be reached.
  (document.querySelector("dialog[open]") ?? document.querySelector("main")).prepend(box);
  box.className = error ? "error" : "";
  box.replaceChildren();
  if (text) {
    box.append(
      el("span", {}, text),
      el("button", { type: "button", "aria-label": "Close the message", onclick: () => say(null) }, "×"));
  }
}

/** An event listener that shows what an asynchronous action throws. */
export function action(work) {
  return async (event) => {
    event?.preventDefault?.();
    try {
      await work(event);
    } catch (error) {
      fail(error);
    }
  };
}

/** Like action, for a button that is disabled meanwhile. */
export function press(button, work) {
  button.addEventListener("click", async (event) => {
    button.disabled = true;
    try {
      await action(work)(event);
    } finally {
      button.disabled = false;
    }
  });
}

/** Calls a function with the newest arguments, never twice at a time, for sliders. */
export function newest(work) {
  let running = false;
  let next = null;
  return async (...args) => {
    next = args;
    if (running) {
      return;
    }
    running = true;
    try {
      while (next) {
        const now = next;
        next = null;
        await work(...now);
      }
    } catch (error) {
      fail(error);
    } finally {
      running = false;
    }
  };
}

/** A tile that is pressed by a click, Enter or the space bar, and can be dragged in all browsers. */
export function tile(base64, label, caption, onpick) {
  return el("div", {
    className: "tile",
    role: "button",
    tabIndex: 0,
    "aria-label": label,
    onclick: onpick,
    onkeydown: (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        onpick(event);
      }
    },
  }, image(base64, ""), ...(caption ? [el("span", { className: "caption" }, caption)] : []));
}

/** Saves data as a file of the browser. */
export function save(blob, name) {
  const link = el("a", { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/** A PNG file in Base64 as a blob. */
export function pngBlob(base64) {
  return new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], { type: "image/png" });
}

/** Reads a JSON file that the user has chosen, of at most 1 MB. */
export async function chosenText(input) {
  const file = input.files[0];
  input.value = "";
  if (!file) {
    return null;
  }
  if (file.size > 500000) {
    throw new Error(`${file.name} has ${file.size} bytes; expected a JSON file of at most 500,000.`);
  }
  return file.text();
}

/** A score of the discriminator. */
export const score = (probability) => probability.toPrecision(3);

export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/** The integer in an input, or an error that names it. */
export function integer(input, name, low = Number.MIN_SAFE_INTEGER, high = Number.MAX_SAFE_INTEGER) {
  const value = Number(input.value);
  if (input.value.trim() === "" || !Number.isInteger(value) || value < low || value > high) {
    throw new Error(`The ${name} must be an integer from ${low} to ${high}.`);
  }
  return value;
}
