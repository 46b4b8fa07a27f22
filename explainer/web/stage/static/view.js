// View: where a stage is and what was changed on it, as a link keeps it; others on the page hear of it, and can move it.

import { formatPins } from "./actions.js";

/** Give a stage its view, the event "gs-view" that tells of it, and the event "gs-jump" that moves it. */
export function addView(stage) {
  const { element } = stage;

  /** The view under the names of a link. */
  stage.view = () => {
    const { cursor, player } = stage;
    return { t: cursor.t + 1, unit: cursor.unit + 1, op: player.op + 1, changes: stage.model.changesText(), pins: formatPins(stage.pins), back: stage.lossText() };
  };

  /** Whether this stage stands for its page; of several beside each other one does. */
  stage.leads = () => stage.header.kind !== "compact" || stage.header.lead;
  stage.announce = () => {
    if (stage.leads()) element.dispatchEvent(new CustomEvent("gs-view", { bubbles: true, detail: stage.view }));
  };
  element.addEventListener("gs-jump", ({ detail: { t, unit, op } }) => {
    stage.cursor.move({ t: t - 1, unit: unit - 1 });
    if (op && op - 1 !== stage.player.op) stage.player.jump(op - 1);
  });
}
