// Type scale: how much larger the type of the page is than usual, as when it is presented; figures follow it.

const USUAL = 16; // pixels of the root element's type

/** Return the size of the page's type as a factor of the usual one. */
export const typeScale = () => parseFloat(getComputedStyle(document.documentElement).fontSize) / USUAL;

/** Return the device's pixels per pixel of an element, which a style sheet may have enlarged. */
export const density = (element) => (window.devicePixelRatio || 1) * (element?.currentCSSZoom ?? 1);

/** Return where a pointer is in an element, in the element's own pixels, [x, y]. */
export function pointIn(element, { clientX, clientY }) {
  const { left, top, width } = element.getBoundingClientRect();
  const scale = element.offsetWidth / width || 1;
  return [(clientX - left) * scale, (clientY - top) * scale];
}

/** Return a plotly layout with larger type, and margins that hold it. */
export function enlarged(layout, scale) {
  if (scale === 1) return layout;
  const large = structuredClone(layout);
  const { layout: shared } = large.template;
  for (const side of Object.keys(shared.margin)) shared.margin[side] = Math.round(shared.margin[side] * (1 + (scale - 1) * 0.7));
  for (const font of fontsOf(large)) font.size *= scale;
  return large;
}

/** Find every font of a layout that has a size. */
function fontsOf(value) {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => (/font$/.test(name) && one?.size ? [one] : fontsOf(one)));
}
