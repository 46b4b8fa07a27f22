// Symbols: the sequence that is read, with the first symbol, the one under the cursor and the question as chips.

import { makePicture } from "./picture.js";

const READABLE = 6; // pixels for a symbol, below which only the chips are written
const CHIP = { width: 17, height: 24, radius: 4 };

/** Make the row of symbols; returns {element, update(t), setColours(colours), resize()}. */
export function makeSymbols(symbols) {
  const { element, pen, size } = makePicture("gs-start-symbols");
  let colours = null;
  let t = 0;

  const write = (k, x, y, colour) => {
    pen.fillStyle = colour;
    pen.fillText(symbols[k], x, y);
  };
  const chip = (k, cell, width, y, filled) => {
    const x = Math.max(CHIP.width / 2 + 1, Math.min(width - CHIP.width / 2 - 1, (k + 0.5) * cell));
    pen.beginPath();
    pen.roundRect(x - CHIP.width / 2, y - CHIP.height / 2, CHIP.width, CHIP.height, CHIP.radius);
    pen.fillStyle = filled ? colours.foreground : colours.background;
    pen.strokeStyle = colours.foreground;
    pen.fill();
    pen.stroke();
    pen.font = `600 13px ${colours.mono}`;
    write(k, x, y + 0.5, filled ? colours.background : colours.foreground);
  };
  const paint = () => {
    if (!colours) return;
    const { width, height } = size();
    const [cell, y, last] = [width / symbols.length, height / 2, symbols.length - 1];
    Object.assign(pen, { textAlign: "center", textBaseline: "middle", font: `${Math.min(11, cell * 1.25)}px ${colours.mono}` });
    for (let k = 1; k < last && cell >= READABLE; k++) {
      pen.globalAlpha = k <= t ? 1 : 0.45;
      write(k, (k + 0.5) * cell, y, colours.muted);
    }
    pen.globalAlpha = 1;
    for (const k of [0, last]) chip(k, cell, width, y, false);
    chip(t, cell, width, y, true);
  };
  const update = (now) => {
    t = now;
    paint();
  };
  return { element, update, setColours: (found) => (colours = found), resize: paint };
}
