// Orders to a run: pause, resume, step, rewind, rate and cancel, sent to the server.

/** Send an order; returns an error message where it was refused, else an empty string. */
export async function sendOrder(run, name, value = 0) {
  try {
    const response = await fetch(`/gatescope-runs/${encodeURIComponent(run)}/${name}`, {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ value }),
    });
    if (response.ok) return "";
    const { error } = await response.json().catch(() => ({}));
    return error ?? `The server refused “${name}” (${response.status}).`;
  } catch {
    return `The server cannot be reached, so “${name}” was not sent.`;
  }
}
