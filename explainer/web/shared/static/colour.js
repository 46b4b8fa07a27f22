// Colours: the light palette from Python, its dark counterpart, and interpolation between two colours.

const channels = (hex) => [1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16));

const luminance = (rgb) => {
  const [r, g, b] = rgb.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

/** Return whether the theme around an element is dark. */
export function isDark(element) {
  const background = getComputedStyle(element).getPropertyValue("--st-background-color").trim();
  return /^#[0-9a-f]{6}$/i.test(background) && luminance(channels(background)) < 0.2;
}

/** Return a copy of JSON data with every light colour replaced by its dark one. */
export function darken(data, darkOf) {
  if (typeof data === "string") return darkOf[data] ?? data;
  if (Array.isArray(data)) return data.map((one) => darken(one, darkOf));
  if (data === null || typeof data !== "object" || ArrayBuffer.isView(data)) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, darken(value, darkOf)]));
}

const NO_VALUE = [150, 150, 150]; // grey: on no ramp

/** Return the colour of a value on a ramp [[0, hex], …, [1, hex]] between two limits; NaN is grey. */
export function onRamp(ramp, [low, high], value) {
  if (Number.isNaN(value)) return NO_VALUE;
  const position = Math.max(0, Math.min(1, (value - low) / (high - low))) || 0;
  const above = Math.max(1, ramp.findIndex(([stop]) => stop >= position));
  const [[from, one], [to, other]] = [ramp[above - 1], ramp[above]];
  const fraction = (position - from) / (to - from);
  const end = channels(other);
  return channels(one).map((c, k) => Math.round(c + fraction * (end[k] - c)));
}

const [INK, READABLE] = ["#1D2433", 4.5];
const INK_LUMINANCE = luminance(channels(INK));

/** Return the text colour with the higher contrast on a background [r, g, b]: white or ink, black where both are hard to read. */
export function textColourOn(rgb) {
  const background = luminance(rgb) + 0.05;
  const [white, ink] = [1.05 / background, background / (INK_LUMINANCE + 0.05)];
  if (Math.max(white, ink) < READABLE) return "#000000";
  return white > ink ? "#ffffff" : INK;
}
