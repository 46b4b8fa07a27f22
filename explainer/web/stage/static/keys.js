// Keys: what moves the player and the cursor, on the stage, and on the page while nothing has the focus.

/** Listen for keys on a stage and its page; returns a function that ends it. */
export function listenForKeys(stage) {
  const take = (event) => {
    const action = event.target.closest("input, select, textarea") ? undefined : actionOfKey(event, stage.player, stage.cursor);
    if (!action || (event.key === " " && event.target.closest("button:not(.gs-handle)"))) return;
    action();
    event.preventDefault();
  };
  const takeOfPage = (event) => { // left and right alone: up, down, space, home and end scroll the page
    if (event.target === document.body && !event.defaultPrevented && stage.leads() && /Arrow(Left|Right)/.test(event.key)) take(event);
  };
  stage.element.addEventListener("keydown", take);
  document.addEventListener("keydown", takeOfPage);
  return () => document.removeEventListener("keydown", takeOfPage);
}

/** Return what a key does; undefined for a key that the stage does not use. */
function actionOfKey(event, player, cursor) {
  if (event.altKey || event.ctrlKey || event.metaKey) return undefined;
  const move = event.shiftKey ? player.moveStep : player.moveOperation;
  return {
    ArrowLeft: () => move(-1), ArrowRight: () => move(1), " ": player.toggle,
    ArrowUp: () => cursor.move({ unit: cursor.unit - 1 }), ArrowDown: () => cursor.move({ unit: cursor.unit + 1 }),
    Home: player.toStart, End: player.toEnd,
  }[event.key];
}
