// Sample panel: what each language model writes while it trains, once a second, and the prompt that it goes on from.

import { makeTable, toCsv } from "../board/table.js";
import { download, make } from "../shared/dom.js";
import { sendOrder } from "./orders.js";
import { makePromptControls } from "./prompt_controls.js";
import { ofSample, sampleTable, writeSample } from "./sample_text.js";
import { ACTIVE, SHAPE_SYMBOLS } from "./toolbar.js";

const about = (count) => `About once a second ${count > 1 ? "each" : "the"} network goes on from the prefix, which is underlined. The stronger a token's colour, the higher the probability that the network gave it.`;
const ENDED = " The training has ended. The page Write goes on with these weights.";

/** Make the panel of `live`, hidden where no run is a language model; returns {element, open(), update()}. */
export function makeSamplePanel(live) {
  const history = ({ id }) => live.histories.get(id);
  const writers = () => live.runs.filter((run) => live.data.tasks[run.task].prompt);
  const active = () => writers().filter((run) => ACTIVE.includes(history(run).state));
  const unfinished = () => writers().filter((run) => history(run).state !== "ended");
  const controls = makePromptControls(async (prompt) => {
    const errors = await Promise.all(unfinished().map(({ id }) => sendOrder(id, "sample", prompt)));
    return [...new Set(errors.filter(Boolean))].join(" ");
  });
  const heading = make("h2");
  const explanation = make("p", { className: "gs-about" });
  const cards = make("div", { className: "gs-figures" });
  const element = make("section", { className: "gs-samples", hidden: true }, heading, explanation, controls.element, cards);
  let [shown, ids] = [[], ""];

  const update = () => {
    const [first] = writers();
    if (!first) return;
    const standard = live.data.tasks[first.task].prompt;
    const canSend = active().length > 0;
    controls.update(history(active()[0] ?? first).prompt ?? standard, standard.limits, canSend);
    const text = `${about(shown.length)}${canSend || !history(first).state ? "" : ENDED}`;
    if (explanation.textContent !== text) explanation.textContent = text;
    for (const card of shown) card.update();
  };
  return {
    element, update,
    open() {
      const runs = writers();
      if (ids !== runs.map(({ id }) => id).join()) {
        if (ids && runs.length) controls.carryOver(live.data.tasks[runs[0].task].prompt.prefix);
        ids = runs.map(({ id }) => id).join();
        shown = runs.map((run) => makeCard(run, live));
        cards.replaceChildren(...shown.map((card) => card.element));
      }
      heading.textContent = `What the ${runs.length > 1 ? "networks write" : "network writes"}`;
      element.hidden = !runs.length;
      update();
    },
  };
}

/** Make the card of one run: its name, its sample, a sentence, and the table behind it. */
function makeCard(run, live) {
  const name = make("b", {}, `${SHAPE_SYMBOLS[run.shape]} ${run.name}`);
  const text = make("p", { className: "gs-written", dir: "auto", tabIndex: 0, role: "group", "aria-live": "off", "aria-label": `what ${run.name} writes` });
  const sentence = make("p", { className: "gs-sentence" });
  const table = make("div");
  const link = make("a", { target: "_self", "aria-label": `write with ${run.name}` }, "Write");
  const sample = () => live.histories.get(run.id).latestSample;
  const toggle = () => table.replaceChildren(...(table.firstChild || !sample() ? [] : [makeTable(sampleTable(sample()), `What ${run.name} writes`)]));
  const csv = () => sample() && download("sample.csv", URL.createObjectURL(new Blob([toCsv(sampleTable(sample()))], { type: "text/csv" })));
  const tools = make("div", { className: "gs-tools" }, tool("Table", run, toggle), tool("CSV", run, csv), link);
  const element = make("figure", { className: "gs-card" }, make("figcaption", { className: "gs-title" }, make("h3", {}, name), tools), text, sentence, table);
  Object.assign(element.dataset, { key: "sample", writer: run.id });
  const update = () => {
    const colour = live.theme().shade(run.colour);
    const { prompt: standard } = live.data.tasks[run.task];
    const [found, prompt] = [sample(), live.histories.get(run.id).prompt ?? standard];
    name.style.color = colour;
    link.href = `/write?run=${run.id}&prefix=${encodeURIComponent(prompt.prefix)}&temperature=${prompt.temperature}`;
    writeSample(text, found ?? { pieces: [], probabilities: [], prefix: 0 }, colour);
    const line = found ? ofSample(found, standard.symbols) : "Nothing is written yet.";
    if (sentence.textContent !== line) sentence.textContent = line;
  };
  return { element, update };
}

const tool = (label, { name }, onclick) => make("button", { type: "button", onclick, "aria-label": `${label} of what ${name} writes` }, label);
