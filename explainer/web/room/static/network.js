// Network: the student's part in a training of the whole room.

import { make } from "../shared/dom.js";
import { makeBars } from "./bars.js";
import { fill, percent } from "./texts.js";

/** Make the card; `start()` returns an error message, empty where the student takes part. */
export function makeNetwork(texts, start) {
  const title = make("h1", {}, fill(texts, "train"));
  const about = make("p");
  const status = make("p", { role: "status", className: "gs-room-status" });
  const score = make("p", { className: "gs-room-truth" });
  const button = make("button", { type: "button", className: "gs-room-main-button" }, fill(texts, "start"));
  const bars = makeBars({ ...texts, answers: texts.scores, answer: texts.share, count: texts.networks });
  const element = make("section", { className: "gs-room-network", hidden: true }, title, about, button, status, score, bars.element);
  button.onclick = async () => {
    button.disabled = true;
    status.replaceChildren(await start());
    button.disabled = false;
  };

  /** Show a training, null for none, and the student's own network in it. */
  const update = (training, own) => {
    element.hidden = !training;
    if (!training) return;
    about.replaceChildren(fill(texts, "train_about", training));
    button.hidden = Boolean(own) || training.phase !== "gathering";
    const { phase } = training;
    if (own) status.replaceChildren(fill(texts, phase === "gathering" ? "seed" : "training", { ...training, ...own }));
    else if (phase !== "gathering") status.replaceChildren(fill(texts, "missed"));
    const known = own && own.score !== null;
    score.replaceChildren(...(known ? [fill(texts, "score", { percent: percent(own.score) }), make("br"), make("small", {}, fill(texts, "better", { ...training, ...own }))] : []));
    bars.element.hidden = !training.count;
    if (training.count) bars.update({ bars: training.bars, rows: false });
  };
  return { element, update };
}
