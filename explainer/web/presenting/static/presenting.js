// Presenting: the keys of a page that is shown to a class, a dialog that lists them, and answers that are blanked.

import { make } from "../shared/dom.js";
import { keepEntries } from "./links.js";

const STEP_KEYS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", " "];
/** What takes the keys of steps when nothing has the focus: the first of these that is on the page. */
const STEPPED = [".gs-stage .gs-timeline canvas", ".gs-board .gs-picture", ".gs-live .gs-card:not([hidden]) .gs-plot"];
const REVEALED = "gs-revealed"; // on the root element: answers are shown

const views = new WeakMap();

/** Draw the buttons with new data; called by Streamlit, returns the clean-up. */
export function draw({ data, parentElement, setTriggerValue }) {
  if (!views.has(parentElement)) views.set(parentElement, makeView(parentElement));
  const view = views.get(parentElement);
  view.report = (command) => setTriggerValue("command", command);
  view.update(data);
  return () => {
    view.close();
    views.delete(parentElement);
  };
}

function makeView(parent) {
  const root = document.documentElement;
  const dialog = make("dialog", { className: "gs-keys" });
  const element = make("div", { className: "gs-presenting" });
  parent.append(element);
  const view = { page: null, isPresenting: false };
  const reveal = (shown) => {
    root.classList.toggle(REVEALED, shown);
    element.querySelector("[data-key=b]")?.setAttribute("aria-pressed", shown);
  };
  const actions = {
    b: () => reveal(!root.classList.contains(REVEALED)),
    "?": () => (dialog.open ? dialog.close() : dialog.showModal()),
    n: () => view.report("next"),
    p: () => view.report("previous"),
    q: () => view.report("leave"),
  };
  const onKey = (event) => {
    if (!view.isPresenting || event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    const { target } = event;
    if (target.closest?.("input:not([type=range]), select, textarea, [contenteditable]")) return;
    if (actions[event.key] && (!dialog.open || event.key === "?")) actions[event.key]();
    else if (dialog.open || !STEP_KEYS.includes(event.key) || !passOn(event)) return;
    event.preventDefault();
  };
  document.addEventListener("keydown", onKey);
  const stop = keepEntries();

  view.update = ({ page, keys, labels }) => {
    view.isPresenting = keys.length > 0;
    element.hidden = !view.isPresenting;
    const buttons = Object.entries(labels.buttons).map(([key, label]) => {
      const button = make("button", { type: "button", onclick: () => actions[key]() }, make("kbd", {}, key), ` ${label}`);
      button.dataset.key = key;
      return button;
    });
    element.replaceChildren(make("div", { className: "gs-present-buttons", role: "toolbar", "aria-label": labels.toolbar }, ...buttons), dialog);
    fill(dialog, keys, labels);
    if (page !== view.page) reveal(false);
    view.page = page;
  };
  view.close = () => {
    document.removeEventListener("keydown", onKey);
    stop();
    root.classList.remove(REVEALED);
    element.remove();
  };
  return view;
}

/** Write the dialog: a row for each key. */
function fill(dialog, keys, labels) {
  const title = make("h2", { id: "gs-keys-title" }, labels.title);
  const rows = keys.map(([key, text]) => make("tr", {}, make("th", { scope: "row" }, ...key.split(" ").flatMap((one) => [make("kbd", {}, one), " "])), make("td", {}, text)));
  const close = make("button", { type: "button", onclick: () => dialog.close() }, labels.close);
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.replaceChildren(title, make("table", {}, make("tbody", {}, ...rows)), close);
}

/** Pass the key of a step on to the page's main picture, if nothing else has the focus; returns whether it was used. */
function passOn(event) {
  const target = STEPPED.map((selector) => document.querySelector(selector)).find((one) => one?.getClientRects().length);
  if (!target || document.activeElement !== document.body) return false;
  target.focus({ preventScroll: true });
  const { key, shiftKey } = event;
  return !target.dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey, bubbles: true, cancelable: true }));
}
