// Theme of a notebook: each has a way of its own to say that it is dark, but in all of them text is light then.

import { make } from "../shared/dom.js";

const LIGHT_TEXT = 128; // of 255: text that is lighter stands on a dark ground

/** Keep the class gs-dark of an element as its surroundings are, and call `changed` when they change; returns a function that stops it. */
export function followTheme(element, changed) {
  const probe = make("span", { className: "gs-probe", "aria-hidden": "true" });
  element.before(probe); // beside it, where the notebook's own colour of text is inherited
  const isDark = () => isLight(getComputedStyle(probe).color);
  const follow = () => {
    if (element.classList.contains("gs-dark") === isDark()) return;
    element.classList.toggle("gs-dark");
    changed();
  };
  element.classList.toggle("gs-dark", isDark());
  probe.addEventListener("transitionend", follow); // the style sheet gives the probe a transition of its colour
  const watcher = new MutationObserver(follow); // JupyterLab hides the page while its theme changes, and nothing moves then
  for (const root of [document.documentElement, document.body]) watcher.observe(root, { attributes: true });
  return () => {
    probe.removeEventListener("transitionend", follow);
    watcher.disconnect();
    probe.remove();
  };
}

/** Return whether a colour, in any form of CSS, is nearer to white than to black. */
function isLight(colour) {
  const pen = new OffscreenCanvas(1, 1).getContext("2d");
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 1, 1);
  const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
  return 0.299 * red + 0.587 * green + 0.114 * blue > LIGHT_TEXT;
}
