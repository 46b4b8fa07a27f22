// When a component may report to Python, so that nothing else that the visitor does is lost.
//
// A report after a link was followed would interrupt the server while it draws the next page. And a widget's change that is
// made before the report has left travels with it: Streamlit then reruns only the component's fragment, and the change is lost.

import { idle } from "./dom.js";

const PAUSE = 3000; // ms after a link was followed, by when the next page has replaced this one
let followedAt = -PAUSE;

document.addEventListener("click", (event) => {
  const link = event.composedPath().find((element) => element.tagName === "A" && element.href);
  if (link && !(event.ctrlKey || event.metaKey || event.shiftKey)) followedAt = performance.now();
}, true);

const remaining = () => followedAt + PAUSE - performance.now();

/** Call `report()` when the browser is idle, after so many ms, later while a link is being followed; returns a function that cancels it. */
export function reportAfter(wait, report) {
  let timer = 0;
  const attempt = whenIdle(() => {
    if (timer && remaining() > 0) timer = setTimeout(attempt, remaining());
    else if (timer) report();
  });
  timer = setTimeout(attempt, wait);
  return () => {
    clearTimeout(timer);
    timer = 0;
  };
}

/** Return `report` as a function that runs when the browser is idle, so that its message leaves at once and alone. */
export function whenIdle(report) {
  return (...args) => idle(() => report(...args), { timeout: 1000 });
}
