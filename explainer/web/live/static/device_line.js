// Device line: what a run uses of its device, from the first message of its feed and those about the device.

const GIB = 2 ** 30;
const WAYS = { graph: "as a CUDA graph", eager: "call by call" };

/** Return the device's name, engine and precision, and on a card how much of its memory the run holds. */
export function deviceOf({ device, device_name: name, engine, precision, memory, card_memory: all }) {
  const used = [name || device, engine, precision, memory && all ? `${gibibytes(memory)} of ${gibibytes(all)} GiB` : ""];
  return used.filter(Boolean).join(", ");
}

/** Say why the time loop is not one fused kernel, where it runs on a card; else nothing. */
export function reasonOf(started) {
  if (!started?.card_memory || !started.reason || !WAYS[started.engine]) return "";
  return `Its time loop runs ${WAYS[started.engine]}: ${started.reason}.`;
}

function gibibytes(bytes) {
  const size = bytes / GIB;
  return size < 0.095 ? size.toFixed(2) : size < 9.95 ? size.toFixed(1) : size.toFixed(0);
}
