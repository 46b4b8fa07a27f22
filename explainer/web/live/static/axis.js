// Axis: pixels of numbers on a linear or logarithmic scale, its ticks, and how its numbers are written.

const TICK_STEPS = [1, 2, 5, 10];
const ROUND_ENDS = [1, 1.5, 2, 3, 5, 7, 10];

/** Make an axis from low to high over `length` pixels from `start` on; logarithmic with `log`. */
export function makeAxis([low, high], start, length, log = false) {
  const scale = log ? Math.log10 : (value) => value;
  const unscale = log ? (value) => 10 ** value : (value) => value;
  const [from, to] = [scale(low), scale(high)];
  return {
    low, high, log,
    pixel: (value) => start + (length * (scale(value) - from)) / (to - from),
    value: (pixel) => unscale(from + ((to - from) * (pixel - start)) / length),
    ticks: (most) => (log ? powers(low, high, most) : even(low, high, most)),
  };
}

function even(low, high, most) {
  const raw = (high - low) / Math.max(1, most);
  const size = 10 ** Math.floor(Math.log10(raw));
  const step = size * TICK_STEPS.find((one) => one * size >= raw * 0.999);
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.max(0, Math.floor(high / step + 1e-9) - first + 1) }, (_, k) => Number(((first + k) * step).toPrecision(12)));
}

/** Powers of ten; where there are fewer than two, numbers between them as well. */
function powers(low, high, most) {
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const every = Math.max(1, Math.ceil((last - first + 1) / Math.max(1, most)));
  const tens = [];
  for (let power = first; power <= last; power += every) tens.push(10 ** power);
  if (tens.length >= 2) return tens;
  const between = [1, 2, 3, 5].flatMap((one) => [first - 1, first, last].map((power) => one * 10 ** power));
  const found = [...new Set(between)].filter((value) => value >= low * 0.999 && value <= high * 1.001).sort((a, b) => a - b);
  return found.length >= 2 ? found : even(low, high, most);
}

/** Return a round end at or above a number of updates, so that an axis grows in few steps. */
export function roundUp(value) {
  const size = 10 ** Math.floor(Math.log10(Math.max(value, 10)));
  return size * ROUND_ENDS.find((one) => one * size >= value);
}

/** Return limits for a log axis around some positive numbers, in half powers of ten. */
export function logLimits(low, high) {
  const [from, to] = [Math.floor(2 * Math.log10(low)) / 2, Math.ceil(2 * Math.log10(high)) / 2];
  return [10 ** from, 10 ** (to > from ? to : from + 0.5)];
}

const WHOLE_FORMAT = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** Write a whole number: 12,000. */
export const wholeNumber = (value) => WHOLE_FORMAT.format(value);

const SUPERSCRIPTS = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"];

/** Write a number with up to three digits: 2,000, 0.05, 10⁻⁶. */
export function shortNumber(value) {
  const size = Math.abs(value);
  if (size && (size < 0.001 || size >= 1e6)) {
    const power = Math.floor(Math.log10(size) + 1e-9);
    const front = Number((value / 10 ** power).toPrecision(3));
    const raised = String(Math.abs(power)).split("").map((digit) => SUPERSCRIPTS[digit]).join("");
    return `${front === 1 ? "" : `${front}·`}10${power < 0 ? "⁻" : ""}${raised}`;
  }
  return size >= 1000 ? wholeNumber(value) : String(Number(value.toPrecision(3))).replace("-", "−");
}
