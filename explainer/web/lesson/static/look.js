// What a step points at is outlined and brought into view, and what would give an answer away is not shown before it.

const STILL = matchMedia("(prefers-reduced-motion: reduce)");
const BESIDE = matchMedia("(min-width: 641px)"); // below, the bar lies above the page, which stays where it is
const [PAUSE, PATIENCE] = [250, 15_000]; // ms

/** Make the outline of one step; returns {update(data), show(), close()}. */
export function makeLook() {
  const style = document.head.appendChild(document.createElement("style"));
  let [selector, timer, since, top] = ["", 0, 0, NaN];

  const stop = () => {
    clearTimeout(timer);
    timer = 0;
    watcher.disconnect();
    for (const event of ["wheel", "pointerdown", "keydown", "touchmove"]) removeEventListener(event, stop, true);
  };
  /** Scroll once the element is there and no longer moves, unless the visitor does something before. */
  const attempt = () => {
    timer = 0;
    const element = visible(selector);
    const now = element?.getBoundingClientRect().top;
    if (performance.now() - since > PATIENCE) stop();
    else if (element && now === top) {
      stop();
      bring(element);
    } else if (element) timer = setTimeout(attempt, PAUSE);
    top = now;
  };
  const watcher = new MutationObserver(() => (timer ||= setTimeout(attempt, PAUSE)));

  const update = (data, colour) => {
    document.body.dataset.answered = data.answered ? data.name : ""; // the page hides what would tell the answer until then
    const rules = [];
    if (data.look) {
      rules.push(`${data.look} { outline: 3px solid ${colour}; outline-offset: 3px; border-radius: 4px; animation: gs-lesson-look 0.6s ease-in-out 4 alternate; }`);
      rules.push(`@media (prefers-reduced-motion: reduce) { ${data.look} { animation: none; } }`);
    }
    style.textContent = rules.join("\n");
    if (data.look === selector) return;
    selector = data.look;
    stop();
    if (!selector || !BESIDE.matches) return;
    since = performance.now();
    watcher.observe(document.body, { childList: true, subtree: true });
    for (const event of ["wheel", "pointerdown", "keydown", "touchmove"]) addEventListener(event, stop, true);
    timer = setTimeout(attempt, PAUSE);
  };
  /** Bring it into view now, from a sidebar that is closed too. */
  const show = () => {
    const element = visible(selector);
    const closed = element?.closest('[data-testid="stSidebar"][data-collapsed="true"]') || (!element && document.querySelector(selector));
    if (closed) document.querySelector('[data-testid="stExpandSidebarButton"]')?.click();
    setTimeout(() => bring(visible(selector)), closed ? 2 * PAUSE : 0);
  };
  return { update, show, close: () => (stop(), style.remove()) };
}

const visible = (selector) => [...document.querySelectorAll(selector)].find((one) => one.getClientRects().length > 0);

function bring(element) {
  if (!element) return;
  const { top, bottom } = element.getBoundingClientRect();
  if (top >= 60 && bottom <= innerHeight) return;
  element.scrollIntoView({ block: bottom - top > innerHeight - 120 ? "start" : "center", behavior: STILL.matches ? "auto" : "smooth" });
}
