// The feed: what the server tells of some runs, as it happens; after a break the browser asks again by itself.

/** Listen to runs by their ids; take(message) hears each, cut(broken) when the line breaks and when it is back. */
export function listen(ids, take, cut) {
  const source = new EventSource(`/gatescope-runs/feed?runs=${ids.map(encodeURIComponent).join(",")}`);
  source.onopen = () => cut(false);
  source.onerror = () => {
    cut(true);
    if (source.readyState === EventSource.CLOSED) later = setTimeout(() => (again = listen(ids, take, cut)), 3000);
  };
  source.onmessage = ({ data }) => take(JSON.parse(data));
  let later = 0;
  let again = null;
  return {
    close() {
      clearTimeout(later);
      source.close();
      again?.close();
    },
  };
}
