// Span input: a pressed pointer chooses a span of the text; arrow keys move, and with shift they choose one.

/** Let pointer and keys on the text choose a span. */
export function chooseSpan(element, text, brush) {
  element.addEventListener("pointerdown", (event) => {
    const k = text.tokenAt(event.clientX, event.clientY);
    if (k === null || event.button) return;
    brush.choose(event.shiftKey ? brush.base : k, k);
    element.setPointerCapture(event.pointerId);
    element.onpointermove = (moved) => {
      const other = text.tokenAt(moved.clientX, moved.clientY);
      if (other !== null && other !== brush.cursor) brush.choose(brush.base, other);
    };
  });
  for (const end of ["pointerup", "pointercancel"]) element.addEventListener(end, () => (element.onpointermove = null));
  element.addEventListener("keydown", (event) => moveByKey(event, element, text, brush));
}

function moveByKey(event, element, text, brush) {
  const { cursor, header } = brush;
  const moves = {
    ArrowLeft: cursor - 1, ArrowRight: cursor + 1, Home: 0, End: header.tokens.length - 1,
    ArrowUp: inNextLine(element, text, cursor, -1), ArrowDown: inNextLine(element, text, cursor, 1),
  };
  if (!(event.key in moves) || event.altKey || event.ctrlKey || event.metaKey) return;
  brush.choose(event.shiftKey ? brush.base : moves[event.key], moves[event.key], true);
  event.preventDefault();
}

/** Return the token above or below the one at the cursor; the same one where there is none. */
function inNextLine(element, text, cursor, direction) {
  const spans = [...element.querySelectorAll("span")];
  const index = spans.findIndex((span) => Number(span.dataset.k) === cursor);
  if (index < 0) return cursor;
  const [from, left] = [spans[index].offsetTop, spans[index].offsetLeft];
  let best = cursor;
  let line = null;
  for (let k = index + direction; k >= 0 && k < spans.length; k += direction) {
    const { offsetTop: top, offsetLeft } = spans[k];
    if (top === from) continue;
    line ??= top;
    if (top !== line) break;
    if (best === cursor || Math.abs(offsetLeft - left) < Math.abs(spans[best].offsetLeft - left)) best = k;
  }
  return best === cursor ? cursor : Number(spans[best].dataset.k);
}
