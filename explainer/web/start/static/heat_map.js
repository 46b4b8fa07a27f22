// Heat map: a network's states, units by time, and below it how well the first symbol can be read from them.

import { pixels } from "../shared/pixels.js";
import { makePicture } from "./picture.js";

const TO_COME = 0.16; // how strongly the steps after the cursor are drawn
const MAP = 0.79; // of the height; the curve has the rest
const GAP = 6; // pixels between map and curve, and below the curve

/** Make the picture of one network; returns {element, update(t), setColours(colours), resize()}. */
export function makeHeatMap({ name, about, limit, hue }, values, right, guess) {
  const { element, pen, size } = makePicture("gs-start-map", `${name}: ${about}`);
  const steps = right.length;
  let [colours, map, t] = [null, null, 0];

  const paintMap = (width, height, read) => {
    pen.imageSmoothingEnabled = false;
    pen.globalAlpha = TO_COME;
    pen.drawImage(map, 0, 0, width, height);
    pen.globalAlpha = 1;
    pen.fillStyle = colours.background;
    pen.fillRect(0, 0, read, height);
    pen.drawImage(map, 0, 0, t + 1, values.length, 0, 0, read, height);
    for (let k = 0; k <= values.length; k++) pen.fillRect(0, (k * height) / values.length - 0.5, width, 1);
    for (let k = 1; k <= steps && width / steps > 5; k++) pen.fillRect((k * width) / steps - 0.5, 0, 1, height);
  };
  const paintCurve = (width, top, bottom) => {
    const [x, y] = [(k) => ((k + 0.5) * width) / steps, (share) => bottom - share * (bottom - top)];
    line([[0, bottom + 1.5], [width, bottom + 1.5]], colours.gridLine, 1);
    line([[0, y(guess)], [width, y(guess)]], colours.muted, 1.2, [2, 3]);
    line(Array.from(right.slice(0, t + 1), (share, k) => [x(k), y(share)]), colours.hues[hue], 2.2);
    dot(x(t), y(right[t]), colours.hues[hue]);
  };
  const line = (points, colour, width, dash = []) => {
    Object.assign(pen, { strokeStyle: colour, lineWidth: width, lineJoin: "round" });
    pen.setLineDash(dash);
    pen.beginPath();
    points.forEach(([x, y]) => pen.lineTo(x, y));
    pen.stroke();
    pen.setLineDash([]);
  };
  const dot = (x, y, colour) => {
    pen.fillStyle = colour;
    pen.beginPath();
    pen.arc(x, y, 3, 0, 2 * Math.PI);
    pen.fill();
  };
  const paint = () => {
    if (!colours) return;
    const { width, height } = size();
    const [bottom, read] = [Math.round((height - GAP) * MAP), ((t + 1) * width) / steps];
    paintMap(width, bottom, read);
    paintCurve(width, bottom + GAP, height - GAP - 2);
    line([[((t + 0.5) * width) / steps, 0], [((t + 0.5) * width) / steps, height]], colours.foreground, 1);
  };
  const update = (now) => {
    t = now;
    paint();
  };
  const setColours = (found) => {
    colours = found;
    map = pixels(values, -limit, limit, colours.signed);
  };
  return { element, update, setColours, resize: paint };
}
