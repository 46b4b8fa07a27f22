// The telling: when a component may tell Python something, so that nothing else that a visitor did is lost by it.
//
// What is told after a link was followed would interrupt the server as it draws the next page. And what changes elsewhere
// before a message has left goes with it: Streamlit then runs the component's fragment alone, and the change is not read.

import { idle } from "./dom.js";

const PAUSE = 3000; // ms, by when the next page has taken this one away
let followed = -PAUSE;

document.addEventListener("click", (event) => {
  const link = event.composedPath().find((one) => one.tagName === "A" && one.href);
  if (link && !(event.ctrlKey || event.metaKey || event.shiftKey)) followed = performance.now();
}, true);

const left = () => followed + PAUSE - performance.now();

/** Call `tell()` apart, after so many ms, later where a link is being followed; returns how to stop. */
export function tellAfter(wait, tell) {
  let timer = 0;
  const look = apart(() => {
    if (timer && left() > 0) timer = setTimeout(look, left());
    else if (timer) tell();
  });
  timer = setTimeout(look, wait);
  return () => {
    clearTimeout(timer);
    timer = 0;
  };
}

/** Return `tell`, called when nothing else is left to do, so that its message leaves at once and alone. */
export function apart(tell) {
  return (...what) => idle(() => tell(...what), { timeout: 1000 });
}
