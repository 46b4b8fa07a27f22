// Feed: the server's messages about some runs, as server-sent events; it reconnects by itself.

const [FIRST_WAIT, LONGEST_WAIT] = [2000, 60_000]; // milliseconds until the next attempt after a refusal

/** Listen to runs by their ids: onMessage(message) for each message, onBroken(isBroken) when the connection breaks or is back. */
export function listen(ids, onMessage, onBroken) {
  let [source, timer, wait] = [null, 0, FIRST_WAIT];
  const open = () => {
    source = new EventSource(`/gatescope-runs/feed?runs=${ids.map(encodeURIComponent).join(",")}`);
    source.onopen = () => {
      wait = FIRST_WAIT;
      onBroken(false);
    };
    source.onmessage = ({ data }) => onMessage(JSON.parse(data));
    source.onerror = () => {
      onBroken(true);
      if (source.readyState !== EventSource.CLOSED) return; // the browser reconnects by itself
      timer = setTimeout(open, wait);
      wait = Math.min(LONGEST_WAIT, 2 * wait);
    };
  };
  open();
  return {
    close() {
      clearTimeout(timer);
      source.close();
    },
  };
}
