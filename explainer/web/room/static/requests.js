// Requests to a room, and the stream of its state, which reconnects by itself.

const [FIRST_WAIT, LONGEST_WAIT] = [1000, 15_000]; // milliseconds until the next attempt
const GONE = [403, 404, 410];

/** Return the address of something of a room. */
export const roomPath = (code, name) => `/gatescope-rooms/${encodeURIComponent(code)}/${name}`;

/** Post JSON; returns {ok, error, ...}, where the error is a sentence or, without a connection, `offline`. */
export async function post(path, body, offline) {
  try {
    const response = await fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
    const found = response.status === 204 ? {} : await response.json().catch(() => ({}));
    return { error: response.ok ? "" : offline, ...found, ok: response.ok };
  } catch {
    return { ok: false, error: offline };
  }
}

/** Listen to a room's stream: onPart(name, part), onConnected(whether); onGone() when the room is closed. */
export function listenTo(path, names, onPart, onConnected, onGone) {
  let [source, timer, wait, over] = [null, 0, FIRST_WAIT, false];
  const end = () => {
    if (over) return;
    close();
    onGone();
  };
  const open = () => {
    source = new EventSource(path);
    source.onopen = () => {
      wait = FIRST_WAIT;
      onConnected(true);
    };
    for (const name of names) source.addEventListener(name, ({ data }) => onPart(name, JSON.parse(data)));
    source.addEventListener("closed", end);
    source.onerror = () => {
      onConnected(false);
      if (source.readyState !== EventSource.CLOSED) return; // the browser reconnects by itself
      again();
    };
  };
  /** The browser has given up: the room is gone, or the server is away for a while. */
  const again = async () => {
    const status = await fetch(path, { headers: { accept: "text/event-stream" } }).then((response) => {
      response.body?.cancel();
      return response.status;
    }, () => 0);
    if (over) return;
    if (GONE.includes(status)) return end();
    clearTimeout(timer);
    timer = setTimeout(open, wait);
    wait = Math.min(LONGEST_WAIT, 2 * wait);
  };
  const close = () => {
    over = true;
    clearTimeout(timer);
    source?.close();
  };
  open();
  return { close };
}
