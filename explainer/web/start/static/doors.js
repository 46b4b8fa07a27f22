// Doors: the ways on from the first page, as links where there is an address and as a button where something begins.

import { make } from "../shared/dom.js";

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
    choose(name);
  };
  return door;
}
