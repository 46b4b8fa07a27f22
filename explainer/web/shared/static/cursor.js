// Cursor: one (step, unit) shared by all components of a page; it moves in the browser, once per frame.

const cursors = new Map();

/** Return the page's cursor, made on first use; t and unit count from 0. */
export function cursorOf(page) {
  if (!cursors.has(page)) cursors.set(page, makeCursor());
  return cursors.get(page);
}

/** Make a cursor that nothing else shares. */
export function makeCursor() {
  const followers = new Set();
  const settlers = new Set();
  const cursor = { t: 0, unit: 0, steps: 1, units: 1 };
  let moved = { t: false, unit: false };
  let frame = 0;
  let timer = 0;

  const notify = () => {
    frame = 0;
    const what = moved;
    moved = { t: false, unit: false };
    for (const follower of followers) follower(cursor, what);
    document.dispatchEvent(new CustomEvent("gs-cursor", { detail: cursor }));
  };

  /** Move to a position, limited to the run; every follower is called once, in the next frame. */
  cursor.move = (position) => {
    for (const [axis, size] of [["t", cursor.steps], ["unit", cursor.units]]) {
      if (position[axis] === undefined) continue;
      const value = Math.max(0, Math.min(size - 1, Math.round(position[axis])));
      moved[axis] ||= value !== cursor[axis];
      cursor[axis] = value;
    }
    if (moved.t || moved.unit) frame ||= requestAnimationFrame(notify);
    clearTimeout(timer);
    timer = setTimeout(() => settlers.forEach((settler) => settler(cursor)), 350);
  };

  /** Set the size of the run, and the position without calling anybody. */
  cursor.reset = (position) => Object.assign(cursor, position);

  /** Call `follower(cursor, {t, unit})` at each move; returns a function that stops it. */
  cursor.follow = (follower) => followers.add(follower) && (() => followers.delete(follower));

  /** Call `settler(cursor)` when the cursor has stopped moving; returns a function that stops it. */
  cursor.settle = (settler) => settlers.add(settler) && (() => settlers.delete(settler));

  return cursor;
}

/** Move a cursor by the arrow keys, home and end. */
export function moveByKey(cursor, event) {
  const positions = {
    ArrowLeft: { t: cursor.t - 1 }, ArrowRight: { t: cursor.t + 1 },
    ArrowUp: { unit: cursor.unit - 1 }, ArrowDown: { unit: cursor.unit + 1 },
    Home: { t: 0 }, End: { t: cursor.steps - 1 },
  };
  if (!positions[event.key] || event.altKey || event.ctrlKey || event.metaKey) return;
  cursor.move(positions[event.key]);
  event.preventDefault();
}
