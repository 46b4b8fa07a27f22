// The orders: what a visitor wants of a run, straight to the server.

/** Send an order; returns a sentence where it was refused, else nothing. */
export async function order(run, name, value = 0) {
  try {
    const answer = await fetch(`/gatescope-runs/${encodeURIComponent(run)}/${name}`, {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ value }),
    });
    if (answer.ok) return "";
    const told = await answer.json().catch(() => ({}));
    return told.error ?? `The server refused “${name}” (${answer.status}).`;
  } catch {
    return `The server cannot be reached, so “${name}” was not passed on.`;
  }
}
