// Requests to a room, and the stream of its state, which reconnects by itself.

const [FIRST_WAIT, LONGEST_WAIT] = [1000, 15_000]; // milliseconds until the next attempt
const [SILENCE, CHECK] = [25_000, 5000]; // milliseconds: a stream that is silent for so long is dead, looked at so often
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

/** Listen to a room's stream: onPart(name, part), onConnected(whether); onGone(reason) when the room is "closed", or the stream "replaced" by another tab. */
export function listenTo(path, names, onPart, onConnected, onGone) {
  let [source, timer, wait, over, heard] = [null, 0, FIRST_WAIT, false, 0];
  const end = (reason) => {
    if (over) return;
    close();
    onGone(reason);
  };
  const hear = () => (heard = performance.now());
  const open = () => {
    source?.close();
    source = new EventSource(path);
    hear();
    source.onopen = () => {
      hear();
      wait = FIRST_WAIT;
      onConnected(true);
    };
    source.addEventListener("beat", hear);
    for (const name of names) {
      source.addEventListener(name, ({ data }) => {
        hear();
        onPart(name, JSON.parse(data));
      });
    }
    for (const reason of ["closed", "replaced"]) source.addEventListener(reason, () => end(reason));
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
    if (GONE.includes(status)) return end("closed");
    clearTimeout(timer);
    timer = setTimeout(open, wait);
    wait = Math.min(LONGEST_WAIT, 2 * wait);
  };
  const lose = () => onConnected(false);
  const check = setInterval(() => {
    if (performance.now() - heard < SILENCE) return;
    lose();
    open();
  }, CHECK);
  window.addEventListener("offline", lose);
  window.addEventListener("online", open);
  const close = () => {
    over = true;
    clearTimeout(timer);
    clearInterval(check);
    window.removeEventListener("offline", lose);
    window.removeEventListener("online", open);
    source?.close();
  };
  open();
  return { close };
}
