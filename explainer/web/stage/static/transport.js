// Transport: the buttons that move the player, its speed, and its position.

import { make } from "../shared/dom.js";

const SPEEDS = [0.25, 0.5, 1, 2, 4];

/** Make the transport; returns {element, update()}. */
export function makeTransport(stage) {
  const { player, cursor } = stage;
  const play = button("▶", "play, or pause", player.toggle, "space");
  const buttons = [
    button("|«", "to the first step", player.toStart, "home"),
    button("«", "one time step back", () => player.moveStep(-1), "shift + left"),
    button("‹", "one operation back", () => player.moveOperation(-1), "left"),
    play,
    button("›", "one operation forward", () => player.moveOperation(1), "right"),
    button("»", "one time step forward", () => player.moveStep(1), "shift + right"),
    button("»|", "to the end of this step", player.finish, ""),
  ];
  const speed = make("select", { className: "gs-speed", "aria-label": "speed", onchange: () => (player.speed = Number(speed.value)) },
    ...SPEEDS.map((value) => make("option", { value, selected: value === 1 }, `${value}×`)));
  const quiz = button("Compute it yourself", "click the operations in a valid order", () => stage.quiz.toggle(), "");
  const backward = button("Backward", "show the backward pass: the gradient of the loss for every number", () => stage.chooseLoss(stage.isBackward() ? null : firstLoss(stage)), "");
  const position = make("span", { className: "gs-player-position" });
  const element = make("div", { className: "gs-transport", role: "toolbar", "aria-label": "one operation at a time" },
    ...buttons, speed, position, quiz, backward);
  const update = () => {
    play.textContent = player.playing ? "❚❚" : "▶";
    play.setAttribute("aria-pressed", player.playing);
    quiz.setAttribute("aria-pressed", stage.quiz.on);
    quiz.hidden = stage.isBackward();
    backward.setAttribute("aria-pressed", stage.isBackward());
    backward.hidden = stage.quiz.on;
    player.direction = stage.isBackward() ? -1 : 1;
    position.textContent = `operation ${player.op + 1} of ${player.ops}, step ${cursor.t + 1} of ${cursor.steps}`;
  };
  return { element, update, needs: ["position", "op"] };
}

/** The loss to begin with: recall of the first symbol of a text, or of the first numbers. */
const firstLoss = ({ header }) => ({ kind: "recall", error: header.one_hot ? "entropy" : "squared", of: null });

function button(label, description, onclick, key) {
  return make("button", { type: "button", title: key ? `${description} (${key})` : description, "aria-label": label.length > 2 ? label : description, onclick }, label);
}
