// Doors: the ways on from the first page, as links where there is an address and as a button where something begins.

import { make } from "../shared/dom.js";

const BELOW_HEADER = "4rem"; // Streamlit's header lies over the page
const MOST_WAIT = 20_000; // milliseconds: after that the visitor looks elsewhere

/** Make the doors; `choose(name)` is called for a plain click on one that Python follows, without loading the page again. */
export function makeDoors({ doors, texts }, choose) {
  return make("nav", { className: "gs-start-doors", "aria-label": texts.doors }, ...doors.map((door) => makeDoor(door, choose)));
}

function makeDoor({ name, link, title, about, reported }, choose) {
  const lines = [make("b", {}, title), make("span", {}, about)];
  const door = link ? make("a", { href: link, target: "_self" }, ...lines) : make("button", { type: "button" }, ...lines);
  door.classList.add("gs-start-door");
  door.dataset.door = name;
  if (name === "train") door.onpointerenter = door.onfocus = () => import("../live/live.js"); // what draws behind it
  door.onclick = (event) => {
    if (!reported || event.ctrlKey || event.metaKey || event.shiftKey) return; // a plain link, or another tab
    event.preventDefault();
    if (name === "train") showWhenDrawn(".gs-live[data-rendered]");
    choose(name);
  };
  return door;
}

/** Scroll to what the next page draws, below its header, once it is there. */
function showWhenDrawn(selector) {
  const show = () => {
    const element = document.querySelector(selector);
    if (!element) return;
    watcher.disconnect();
    element.style.scrollMarginTop = BELOW_HEADER;
    element.scrollIntoView();
  };
  const watcher = new MutationObserver(show);
  watcher.observe(document.body, { childList: true, subtree: true, attributeFilter: ["data-rendered"] });
  setTimeout(() => watcher.disconnect(), MOST_WAIT);
}
