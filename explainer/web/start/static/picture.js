// Picture: a canvas as large as its element, in the pixels of the screen.

import { make } from "../shared/dom.js";

/** Make a canvas, with a name for those who cannot see it, or hidden from them; returns {element, pen, size()}, where size() fits it and gives its width and height in CSS pixels. */
export function makePicture(className, name) {
  const element = make("canvas", { className, ...(name ? { role: "img", "aria-label": name } : { "aria-hidden": "true" }) });
  const pen = element.getContext("2d");
  const size = () => {
    const [width, height, scale] = [element.clientWidth, element.clientHeight, devicePixelRatio];
    const [across, down] = [Math.round(width * scale), Math.round(height * scale)];
    if (element.width !== across || element.height !== down) Object.assign(element, { width: across, height: down });
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, width, height);
    return { width, height };
  };
  return { element, pen, size };
}
