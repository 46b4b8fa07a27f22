// Comparison: a table of the runs: parameters, seconds, updates per second, and the metric with its spread over seeds.

import { make } from "../shared/dom.js";
import { shortNumber, wholeNumber } from "./axis.js";
import { median } from "./history.js";
import { formatMetric } from "./sentences.js";
import { SHAPE_SYMBOLS } from "./toolbar.js";

/** Make the table of `live`; `testName()` says what the metric is measured on. Returns {element, open(), update()}. */
export function makeComparison({ live, task, testName }) {
  const head = make("tr", {});
  const body = make("tbody", {});
  const about = make("p", { className: "gs-sentence" });
  const published = make("p", { className: "gs-sentence" });
  const scroller = make("div", { className: "gs-table", tabIndex: 0, role: "group" }, make("table", {}, make("thead", {}, head), body));
  scroller.setAttribute("aria-label", "Comparison of the runs");
  const element = make("div", { className: "gs-comparison" }, scroller, about, published);
  let rows = [];
  return {
    element,
    open() {
      element.hidden = !live.runs.length;
      head.replaceChildren(...["network", "parameters", "seconds", "updates/s", `${testName()}: ${task().metric.title}`].map((text) => columnHead(text)));
      rows = live.runs.map((run) => {
        const cells = Array.from({ length: 4 }, () => make("td", {}));
        const name = make("th", { scope: "row" }, `${SHAPE_SYMBOLS[run.shape]} ${run.name}`);
        name.style.color = live.theme().shade(run.colour);
        return { run, cells, element: make("tr", {}, name, ...cells) };
      });
      body.replaceChildren(...rows.map((row) => row.element));
      published.textContent = live.data.published ?? "";
      published.hidden = !published.textContent;
    },
    update() {
      const all = rows.map(({ run }) => live.histories.get(run.id));
      rows.forEach(({ run, cells }, k) => cellsOf(all[k], live.data.tasks[run.task].metric).forEach((text, column) => set(cells[column], text)));
      set(about, aboutTable(all));
    },
  };
}

const columnHead = (text) => make("th", { scope: "col" }, text);
const set = (element, text) => element.textContent !== text && (element.textContent = text);

/** Return the texts of a run's cells: parameters, seconds, updates per second, and the metric of its seeds. */
export function cellsOf({ started, seconds, step, metric, probes }, info) {
  const speed = seconds ? step / seconds : 0;
  return [
    started ? wholeNumber(started.parameters) : "",
    seconds ? oneDecimal(seconds) : "",
    speed ? (speed < 10 ? shortNumber(speed) : wholeNumber(speed)) : "",
    spreadOf(metric ?? (probes.seeds.metric ?? []).map((values) => values.at(-1)), info),
  ];
}

/** Return the median of the seeds, and the lowest and the highest of them where there are several. */
export function spreadOf(values, info) {
  const known = values.filter((value) => value !== null && !Number.isNaN(value));
  if (!known.length) return "";
  const [low, high] = [Math.min(...known), Math.max(...known)].map((value) => formatMetric(info, value));
  return `${formatMetric(info, median(known))}${known.length > 1 ? ` (${low} to ${high})` : ""}`;
}

/** Say what the numbers of the table are. */
export function aboutTable(histories) {
  const seeds = Math.max(0, ...histories.map(({ probes }) => probes.seeds.metric?.length ?? 0));
  const spread = seeds > 1 ? " The score is the median of the seeds, with the lowest and the highest." : "";
  return `Seconds are those of training, without pauses.${spread} Scores are of a part of the test, and of the whole test once a run has ended.`;
}

const oneDecimal = (value) => (value < 100 ? value.toFixed(1) : wholeNumber(value));
