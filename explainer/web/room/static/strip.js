// The strip above a teacher's pages: which room follows, how many are in it; it sends where the teacher's cursor is.

import { make } from "../shared/dom.js";
import { listenTo, post, roomPath } from "./requests.js";
import { fill } from "./texts.js";

const PERIOD = 80; // milliseconds between two positions that are sent
const SENTENCE = /^.{25,}[.!?]$/s;
const READ_AFTER = [400, 2000]; // milliseconds after a page was drawn, its words are read

/** Draw the strip: {element, update(data), close()}. */
export function drawStrip({ code, texts }, notify) {
  const steer = (order) => post(roomPath(code, "steer"), order, "");
  const count = make("span", {});
  const share = make("button", { type: "button", onclick: () => steer({ do: "share", on: share.dataset.on !== "yes" }) });
  const back = make("a", { href: "/room", target: "_self" }, fill(texts, "back"));
  const ask = make("button", { type: "button", onclick: () => notify("ask") }, fill(texts, "ask"));
  const element = make("div", { className: "gs-room gs-room-strip", role: "region", "aria-label": fill(texts, "room") }, make("strong", {}, `${fill(texts, "room")} ${code}`), count, back, ask, share);
  const sender = makeSender((cursor) => steer({ do: "cursor", cursor }));
  let [timers, revealed] = [[], null];

  const onPart = (name, part) => {
    if (name === "count") count.replaceChildren(fill(texts, "following", { count: part.here }));
    if (name === "question") {
      const now = Boolean(part?.revealed);
      if (now && revealed === false) notify("revealed"); // the page, drawn again, shows the room what it covered before
      revealed = now;
    }
    if (name !== "room") return;
    share.dataset.on = part.sharing ? "yes" : "no";
    share.replaceChildren(fill(texts, part.sharing ? "stop" : "show"));
  };
  const stream = listenTo(roomPath(code, "teacher-events"), ["room", "count", "question"], onPart, () => {}, (reason) => (reason === "closed" ? notify("closed") : element.remove()));

  /** The page was drawn again: say what it says, once it stands. */
  const update = ({ page, can_ask: canAsk }) => {
    ask.hidden = !canAsk;
    if (page !== sender.page) sender.reset(page);
    timers.forEach(clearTimeout);
    timers = READ_AFTER.map((wait) => setTimeout(() => steer({ do: "words", ...readPage() }), wait));
  };
  const close = () => {
    timers.forEach(clearTimeout);
    stream.close();
    sender.close();
  };
  return { element, update, close };
}

/** Draw the strip of a student who has let go: the way back. */
export function drawWayBack({ code, texts }) {
  const back = make("a", { href: `/room/${code}`, target: "_self" }, fill(texts, "follow_again", { code }));
  return { element: make("div", { className: "gs-room gs-room-strip", role: "region", "aria-label": fill(texts, "room") }, fill(texts, "let_go"), back), close: () => {} };
}

/** Send the page's view while it changes, at most once per PERIOD, and always the last one. */
function makeSender(send) {
  let [timer, read, last] = [0, () => ({}), ""];
  const sender = { page: "" };
  const flush = () => {
    timer = 0;
    const view = read();
    if (JSON.stringify(view) === last) return;
    last = JSON.stringify(view);
    send(view);
  };
  const note = (reader) => {
    read = reader;
    timer ||= setTimeout(flush, PERIOD);
  };
  const onView = ({ detail }) => note(detail);
  const onCursor = ({ detail }) => document.querySelector(".gs-stage") || note(() => ({ t: detail.t + 1, unit: detail.unit + 1 }));
  document.addEventListener("gs-view", onView);
  document.addEventListener("gs-cursor", onCursor);
  sender.reset = (page) => {
    sender.page = page;
    last = "";
  };
  sender.close = () => {
    clearTimeout(timer);
    document.removeEventListener("gs-view", onView);
    document.removeEventListener("gs-cursor", onCursor);
  };
  return sender;
}

/** The heading of the page, and the first sentence below it. */
function readPage() {
  const main = document.querySelector("[data-testid=stMain]");
  const heading = main?.querySelector("h1");
  const texts = [...(main?.querySelectorAll("[data-testid=stMarkdownContainer] > p") ?? [])];
  const below = texts.find((one) => SENTENCE.test(one.innerText) && heading && heading.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING && !one.closest("button, label"));
  return { heading: heading?.innerText ?? "", sentence: below?.innerText ?? "" };
}
