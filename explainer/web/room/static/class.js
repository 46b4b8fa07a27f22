// Class: the training of the whole room on the teacher's page; each student's network is one of the ensemble.

import { make } from "../shared/dom.js";
import { makeBars } from "./bars.js";
import { fill } from "./texts.js";

/** Make the section; `steer(order)` sends what the teacher chooses. */
export function makeClass(texts, steer) {
  const cells = make("select", { "aria-label": fill(texts, "cell") }, ...["LSTM", "GRU", "RNN"].map((cell) => make("option", { value: cell }, cell)));
  const offer = make("button", { type: "button", onclick: () => steer({ do: "offer", cell: cells.value }) }, fill(texts, "offer"));
  const begin = make("button", { type: "button", className: "gs-room-primary", onclick: () => steer({ do: "train" }) }, fill(texts, "train_now"));
  const away = make("button", { type: "button", onclick: () => steer({ do: "forget" }) }, fill(texts, "put_away"));
  const status = make("p", { role: "status" });
  const bars = makeBars({ ...texts, answers: texts.scores, answer: texts.share, count: texts.networks });
  const element = make("section", { className: "gs-room-class" }, make("h2", {}, fill(texts, "train")), make("div", { className: "gs-room-buttons" }, cells, offer, begin, away), status, bars.element);

  const update = (training) => {
    const { phase } = training ?? {};
    cells.hidden = offer.hidden = Boolean(training);
    begin.hidden = phase !== "gathering";
    begin.disabled = !training?.members;
    away.hidden = !training;
    status.replaceChildren(training ? `${fill(texts, `phase_${phase}`, { ...training, baseline: Math.round(100 * training.baseline) })} ${training.note}` : fill(texts, "train_intro"));
    bars.element.hidden = !training?.count;
    if (training?.count) bars.update({ bars: training.bars, rows: false });
  };
  update(null);
  return { element, update };
}
