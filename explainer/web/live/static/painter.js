// Painter: draws the visible figures that have changed, a few milliseconds per frame, five times a second at most.

const PAUSE = 210; // milliseconds between two pictures of the same numbers
const FRAME_BUDGET = 16; // milliseconds of drawing in one frame

/** Redraw figures when they change; `beforeDraw` is called once for all of them. */
export function makePainter(figures, beforeDraw) {
  let [frame, timer, last] = [0, 0, -PAUSE];
  let changed = true;

  const paint = () => {
    frame = 0;
    const began = performance.now();
    if (changed) {
      changed = false;
      last = began;
      for (const figure of figures) figure.dirty = true;
      beforeDraw();
    }
    for (const figure of figures) {
      if (!figure.dirty || !figure.seen || figure.element.hidden || !figure.size.width) continue;
      figure.draw();
      if (performance.now() - began > FRAME_BUDGET) break;
    }
    if (figures.some((figure) => figure.dirty && figure.seen && !figure.element.hidden && figure.size.width)) requestPaint();
  };
  const requestPaint = () => (frame ||= requestAnimationFrame(paint));

  /** New numbers have arrived: they are drawn after a pause, together with others that arrive until then. */
  const wake = () => {
    changed = true;
    if (timer || frame) return;
    timer = setTimeout(() => ((timer = 0), requestPaint()), Math.max(0, last + PAUSE - performance.now()));
  };
  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) figures.find(({ plot }) => plot === target).seen = isIntersecting;
    requestPaint();
  }, { rootMargin: "100px" });
  for (const { plot } of figures) watcher.observe(plot);
  return {
    wake,
    drawAll: () => ((changed = true), requestPaint()),
    close() {
      watcher.disconnect();
      clearTimeout(timer);
      cancelAnimationFrame(frame);
    },
  };
}
