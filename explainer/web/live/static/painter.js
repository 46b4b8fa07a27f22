// The painter: draws what has changed and is seen, a few milliseconds in a frame, five times a second at most.

const PAUSE = 210; // milliseconds between two pictures of the same numbers
const ROOM = 16; // milliseconds of drawing in one frame

/** Keep figures drawn; `told` is called once for each picture, before it. */
export function makePainter(figures, told) {
  let [frame, timer, last] = [0, 0, -PAUSE];
  let changed = true;

  const paint = () => {
    frame = 0;
    const began = performance.now();
    if (changed) {
      changed = false;
      last = began;
      for (const figure of figures) figure.dirty = true;
      told();
    }
    for (const figure of figures) {
      if (!figure.dirty || !figure.seen || figure.element.hidden || !figure.size.width) continue;
      figure.draw();
      if (performance.now() - began > ROOM) break;
    }
    if (figures.some((figure) => figure.dirty && figure.seen && !figure.element.hidden && figure.size.width)) ask();
  };
  const ask = () => (frame ||= requestAnimationFrame(paint));

  /** Tell that numbers have come: they are drawn soon, together with what else comes until then. */
  const wake = () => {
    changed = true;
    if (timer || frame) return;
    timer = setTimeout(() => ((timer = 0), ask()), Math.max(0, last + PAUSE - performance.now()));
  };
  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) figures.find(({ plot }) => plot === target).seen = isIntersecting;
    ask();
  }, { rootMargin: "100px" });
  for (const { plot } of figures) watcher.observe(plot);
  return {
    wake,
    all: () => ((changed = true), ask()),
    close() {
      watcher.disconnect();
      clearTimeout(timer);
      cancelAnimationFrame(frame);
    },
  };
}
