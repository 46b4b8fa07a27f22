// Figure: the symbols, and for each network its states, its curve and its percentage, under one cursor.

import { moveByKey } from "../shared/cursor.js";
import { make } from "../shared/dom.js";
import { rows } from "../shared/payload.js";
import { makeHeatMap } from "./heat_map.js";
import { makeSymbols } from "./symbols.js";

/** Make the figure; returns {element, update(t, playing), setColours(colours), resize(t), close()}. */
export function makeFigure(header, arrays, right, cursor, player) {
  const { texts, networks, sentences, captions } = header;
  const symbols = makeSymbols(header.symbols);
  const blocks = networks.map((network, k) => makeBlock(network, rows(arrays[network.cell]), right[k], header, !k));
  const slider = make("div", { className: "gs-start-cursor", tabIndex: 0, role: "slider", "aria-label": texts.cursor, "aria-valuemin": 0, "aria-valuemax": cursor.steps - 1 });
  const button = make("button", { type: "button", className: "gs-start-play", onclick: player.toggle });
  const element = make("div", { className: "gs-start-figure", role: "group", "aria-label": texts.figure },
    button, symbols.element, ...blocks.flatMap((block) => block.elements), slider);
  takePointer(slider, cursor, player);
  element.onkeydown = (event) => takeKey(event, cursor, player);
  const takeKeyOfPage = (event) => event.target === document.body && takeKey(event, cursor, player);
  document.addEventListener("keydown", takeKeyOfPage);
  const close = () => document.removeEventListener("keydown", takeKeyOfPage);

  const update = (t, playing) => {
    button.textContent = playing ? `❚❚ ${texts.pause}` : `▶ ${texts.play}`;
    slider.setAttribute("aria-valuenow", t);
    slider.setAttribute("aria-valuetext", playing ? `${t}` : `${t}. ${sentences[t].join(" ")}`); // not read aloud at each step
    element.dataset.t = t;
    symbols.update(t);
    blocks.forEach((block) => block.update(t, captions[t]));
  };
  const parts = [symbols, ...blocks];
  const setColours = (colours) => parts.forEach((part) => part.setColours(colours));
  const resize = (t) => {
    parts.forEach((part) => part.resize());
    update(t, player.playing);
  };
  return { element, update, setColours, resize, close };
}

/** One network: its name, its picture, and its percentage. */
function makeBlock(network, values, right, { guess, texts }, isFirst) {
  const map = makeHeatMap(network, values, right, guess);
  const ramp = make("span", { className: "gs-start-ramp" });
  const limit = network.limit.toPrecision(2);
  const [least, most] = network.has_larger ? ["≤ ", "≥ "] : ["", ""];
  const legend = make("span", { className: "gs-start-legend" }, `${least}−${limit} `, ramp, ` ${most}${limit}`);
  const name = make("div", { className: "gs-start-name" }, make("h2", {}, network.name), make("span", {}, network.about), legend);
  const [number, caption] = [make("b"), make("span")];
  const score = make("div", { className: "gs-start-score" }, number, make("span", {}, texts.read), caption);
  if (isFirst) score.append(make("span", { className: "gs-start-guess" }, texts.guess));
  const update = (t, text) => {
    map.update(t);
    number.textContent = `${network.percents[t]} %`;
    number.className = network.lost[t] ? "gs-start-lost" : network.percents[t] === 100 ? "gs-start-known" : "";
    caption.textContent = text;
  };
  const setColours = (colours) => {
    map.setColours(colours);
    ramp.style.background = `linear-gradient(to right, ${colours.signed.map(([stop, colour]) => `${colour} ${100 * stop}%`)})`;
  };
  return { elements: [name, map.element, score], update, setColours, resize: map.resize };
}

/** The cursor follows a pressed pointer; whoever takes it wants it to stand still. */
function takePointer(slider, cursor, player) {
  const move = (event) => {
    const box = slider.getBoundingClientRect();
    cursor.move({ t: Math.floor(((event.clientX - box.left) / box.width) * cursor.steps) });
  };
  slider.onpointerdown = (event) => {
    if (event.button) return;
    player.pause();
    move(event);
    slider.setPointerCapture(event.pointerId);
    slider.onpointermove = move;
  };
  slider.onpointerup = slider.onpointercancel = () => (slider.onpointermove = null);
}

function takeKey(event, cursor, player) {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key === " " && !event.target.closest("button")) {
    player.toggle();
    event.preventDefault();
  } else if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) {
    player.pause();
    moveByKey(cursor, event);
  }
}
