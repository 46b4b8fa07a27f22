// The figure: a card with a title, tools, a picture on canvas, a sentence and a table.

import { makeTable, toCsv } from "../board/table.js";
import { make, offer } from "../shared/dom.js";

/**
 * Make a figure; returns {element, canvas, over, tools, draw(), tell(words), …}. `paint(pen, size)` draws it, `tableOf()` gives
 * {columns, rows}, `allOf()` what goes into a CSV where that is more.
 */
export function makeFigure({ key, title, height, paint, tableOf, allOf = tableOf, look }) {
  const canvas = make("canvas", { className: "gs-canvas" });
  const over = make("canvas", { className: "gs-canvas gs-over" });
  const plot = make("div", { className: "gs-scene", tabIndex: 0, role: "group" }, canvas, over);
  plot.setAttribute("aria-roledescription", "figure");
  const sentence = make("p", { className: "gs-sentence" });
  const behind = make("div", {});
  const heading = make("h3", {}, title);
  const tools = make("div", { className: "gs-tools" });
  const element = make("figure", { className: "gs-card" }, make("figcaption", { className: "gs-title" }, heading, tools), plot, sentence, behind);
  element.dataset.key = key;
  const figure = { element, plot, canvas, over, size: { width: 0, height }, dirty: true, seen: false, title };

  /** Draw where it is seen; its size is that of its room, in sharp pixels. */
  figure.draw = () => {
    figure.dirty = false;
    const pen = penOf(canvas, figure.size);
    paint(pen, figure.size, look());
    figure.drawn?.();
  };
  figure.resize = (tall = figure.size.height) => {
    const width = plot.clientWidth;
    if (width === figure.size.width && tall === figure.size.height) return;
    figure.size = { width, height: tall };
    plot.style.height = `${tall}px`;
    figure.dirty = true;
  };
  plot.style.height = `${height}px`;

  /** Say the sentence, and name the picture by it. */
  figure.tell = (words) => {
    if (sentence.textContent === words) return;
    sentence.textContent = words;
    plot.setAttribute("aria-label", `${figure.title}. ${words}`);
  };
  figure.entitle = (words) => (heading.textContent = figure.title = words);

  const toggle = () => {
    behind.replaceChildren(...(behind.firstChild ? [] : [makeTable(tableOf(), figure.title)]));
    element.classList.toggle("gs-open", Boolean(behind.firstChild));
  };
  const csv = () => offer(`${key}.csv`, URL.createObjectURL(new Blob([toCsv(allOf())], { type: "text/csv" })));
  const png = async () => offer(`${key}.png`, URL.createObjectURL(await imageOf(figure, paint, look())));
  figure.buttons = Object.entries({ Whole: () => figure.whole?.(), Table: toggle, CSV: csv, PNG: png }).map(([label, onclick]) => tool(label, onclick));
  figure.buttons[0].hidden = true; // until there is a zoom to undo
  tools.append(...figure.buttons);
  return figure;
}

const tool = (label, onclick) => make("button", { type: "button", onclick, "aria-label": `${label} of this figure` }, label);

/** Return a pen on a canvas of this size, cleared. */
export function penOf(canvas, { width, height }, sharp = window.devicePixelRatio || 1) {
  const [wide, tall] = [Math.round(width * sharp), Math.round(height * sharp)];
  if (canvas.width !== wide || canvas.height !== tall) {
    Object.assign(canvas, { width: wide, height: tall });
    if (canvas.style) Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
  }
  const pen = canvas.getContext("2d");
  pen.setTransform(sharp, 0, 0, sharp, 0, 0);
  pen.clearRect(0, 0, width, height);
  return pen;
}

/** Return a figure as PNG, with its title, on the page's ground. */
async function imageOf({ size, title }, paint, look) {
  const [sharp, top] = [2, 34];
  const canvas = new OffscreenCanvas(1, 1);
  const pen = penOf(canvas, { width: size.width, height: size.height + top }, sharp);
  pen.fillStyle = look.ground;
  pen.fillRect(0, 0, size.width, size.height + top);
  Object.assign(pen, { fillStyle: look.ink, font: `600 15px ${look.font}`, textBaseline: "middle" });
  pen.fillText(title, 8, top / 2);
  pen.translate(0, top);
  paint(pen, size, look);
  return canvas.convertToBlob({ type: "image/png" });
}
