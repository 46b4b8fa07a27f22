// Values: gates and states of the probe, from base64 to one row of numbers per unit.

/** Return {letter: {steps, units, rows: m lists of T numbers}} of {letter: {shape: [T, m], data}}, decoded when first read. */
export function valuesOf(encoded) {
  const values = {};
  for (const [name, one] of Object.entries(encoded)) {
    let decoded = null;
    Object.defineProperty(values, name, { enumerable: true, get: () => (decoded ??= decode(one)) });
  }
  return values;
}

/** Decode float32 numbers (T, m), or (T,), and transpose them. */
function decode({ shape: [steps, units = 1], data }) {
  const text = atob(data);
  const bytes = new Uint8Array(text.length);
  for (let k = 0; k < text.length; k++) bytes[k] = text.charCodeAt(k);
  const numbers = new Float32Array(bytes.buffer);
  const rows = Array.from({ length: units }, () => new Float32Array(steps));
  for (let t = 0, k = 0; t < steps; t++) for (let unit = 0; unit < units; unit++, k++) rows[unit][t] = numbers[k];
  return { steps, units, rows };
}
