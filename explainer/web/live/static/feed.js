// The feed: what the server tells of some runs, as it happens; after a break the browser asks again.

const [SOON, LATE] = [2000, 60_000]; // milliseconds until it is asked again where it was refused

/** Listen to runs by their ids; take(message) hears each, cut(broken) when the line breaks and when it is back. */
export function listen(ids, take, cut) {
  let [source, timer, wait] = [null, 0, SOON];
  const open = () => {
    source = new EventSource(`/gatescope-runs/feed?runs=${ids.map(encodeURIComponent).join(",")}`);
    source.onopen = () => {
      wait = SOON;
      cut(false);
    };
    source.onmessage = ({ data }) => take(JSON.parse(data));
    source.onerror = () => {
      cut(true);
      if (source.readyState !== EventSource.CLOSED) return; // the browser asks again by itself
      timer = setTimeout(open, wait);
      wait = Math.min(LATE, 2 * wait);
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
