// The values: gates and states of the probe, from base64 to rows of units.

/** Decode {letter: {shape: [T, m], data, low, high}} to {letter: {steps, units, rows: m lists of T numbers}}. */
export const valuesOf = (packed) => Object.fromEntries(Object.entries(packed).map(([name, one]) => [name, unpack(one)]));

function unpack({ shape: [steps, units], data, low = 0, high = 1 }) {
  const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
  const small = bytes.length === steps * units; // one byte each, between two limits
  const numbers = small ? Float32Array.from(bytes, (byte) => low + ((high - low) * byte) / 255) : new Float32Array(bytes.buffer);
  const rows = Array.from({ length: units }, (_, unit) => Float32Array.from({ length: steps }, (_, t) => numbers[t * units + unit]));
  return { steps, units, rows };
}
