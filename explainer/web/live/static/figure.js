// Figure: a card with a title, tools, a picture on canvas, a sentence and a table.

import { makeTable, toCsv } from "../board/table.js";
import { download, make } from "../shared/dom.js";
import { density } from "../shared/type_scale.js";

/**
 * Make a figure; returns {element, canvas, overlay, draw(), setSentence(text), …}. `paint(pen, size, theme)` draws it,
 * `tableOf()` returns {columns, rows}, `allOf()` the rows of the CSV where those are more.
 */
export function makeFigure({ key, title, height, paint, tableOf, allOf = tableOf, theme }) {
  const canvas = make("canvas", { className: "gs-canvas" });
  const overlay = make("canvas", { className: "gs-canvas gs-overlay" });
  const plot = make("div", { className: "gs-plot", tabIndex: 0, role: "group" }, canvas, overlay);
  plot.setAttribute("aria-roledescription", "figure");
  const sentence = make("p", { className: "gs-sentence" });
  const table = make("div", {});
  const heading = make("h3", {}, title);
  const tools = make("div", { className: "gs-tools" });
  const element = make("figure", { className: "gs-card" }, make("figcaption", { className: "gs-title" }, heading, tools), plot, sentence, table);
  element.dataset.key = key;
  const figure = { element, plot, canvas, overlay, size: { width: 0, height }, leastWidth: 0, dirty: true, seen: false, title };

  /** Draw at the size of the plot, in device pixels. */
  figure.draw = () => {
    figure.dirty = false;
    const pen = penOf(canvas, figure.size);
    paint(pen, figure.size, theme());
    figure.afterDraw?.();
  };
  figure.resize = (height = figure.size.height) => {
    const visible = plot.clientWidth; // of a wider figure, which scrolls
    const width = Math.max(visible, figure.leastWidth);
    if (width === figure.size.width && height === figure.size.height) return;
    figure.size = { width, height, visible };
    plot.style.height = `${height}px`;
    figure.dirty = true;
  };
  plot.style.height = `${height}px`;

  /** Show the sentence, which is also the picture's label. */
  figure.setSentence = (text) => {
    if (sentence.textContent === text || element.closest(".gs-without-answers")) return;
    sentence.textContent = text;
    plot.setAttribute("aria-label", `${figure.title}. ${text}`);
  };
  figure.setTitle = (text) => (heading.textContent = figure.title = text);

  const toggle = () => {
    table.replaceChildren(...(table.firstChild ? [] : [makeTable(tableOf(), figure.title)]));
    element.classList.toggle("gs-open", Boolean(table.firstChild));
  };
  const csv = () => download(`${key}.csv`, URL.createObjectURL(new Blob([toCsv(allOf())], { type: "text/csv" })));
  const png = async () => download(`${key}.png`, URL.createObjectURL(await imageOf(figure, paint, theme())));
  figure.buttons = Object.entries({ "Reset zoom": () => figure.resetZoom?.(), Table: toggle, CSV: csv, PNG: png }).map(([label, onclick]) => tool(label, onclick));
  figure.buttons[0].hidden = true; // until there is a zoom to undo
  tools.append(...figure.buttons);
  return figure;
}

const tool = (label, onclick) => make("button", { type: "button", onclick, "aria-label": `${label} of this figure` }, label);

/** Return a pen on a canvas of this size, cleared. */
export function penOf(canvas, { width, height }, ratio = density(canvas)) {
  const pixels = { width: Math.round(width * ratio), height: Math.round(height * ratio) };
  if (canvas.width !== pixels.width || canvas.height !== pixels.height) {
    Object.assign(canvas, pixels);
    if (canvas.style) Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
  }
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  return pen;
}

/** Return a figure as PNG, with its title, on the page's background colour. */
async function imageOf({ size, title }, paint, theme) {
  const [ratio, top] = [2, 34];
  const canvas = new OffscreenCanvas(1, 1);
  const pen = penOf(canvas, { width: size.width, height: size.height + top }, ratio);
  pen.fillStyle = theme.background;
  pen.fillRect(0, 0, size.width, size.height + top);
  Object.assign(pen, { fillStyle: theme.foreground, font: `600 15px ${theme.font}`, textBaseline: "middle" });
  pen.fillText(title, 8, top / 2);
  pen.translate(0, top);
  paint(pen, size, theme);
  return canvas.convertToBlob({ type: "image/png" });
}
