// The transport: the buttons that move the player, its speed, and where it stands.

import { make } from "../shared/dom.js";

const SPEEDS = [0.25, 0.5, 1, 2, 4];

/** Make the transport; returns {element, update()}. */
export function makeTransport(stage) {
  const { player, cursor } = stage;
  const play = button("▶", "play, or pause", player.toggle, "space");
  const buttons = [
    button("|«", "to the first step", player.toStart, "home"),
    button("«", "one time step back", () => player.leap(-1), "shift + left"),
    button("‹", "one operation back", () => player.walk(-1), "left"),
    play,
    button("›", "one operation forward", () => player.walk(1), "right"),
    button("»", "one time step forward", () => player.leap(1), "shift + right"),
    button("»|", "to the end of this step", player.finish, ""),
  ];
  const speed = make("select", { className: "gs-speed", "aria-label": "speed", onchange: () => (player.speed = Number(speed.value)) },
    ...SPEEDS.map((value) => make("option", { value, selected: value === 1 }, `${value}×`)));
  const quiz = button("Compute it yourself", "click the operations in an order that is possible", () => stage.quiz.toggle(), "");
  const back = button("Backward", "walk backward: what the loss feels of every number", () => stage.ask(stage.isBack() ? null : firstAsk(stage)), "");
  const place = make("span", { className: "gs-at" });
  const element = make("div", { className: "gs-transport", role: "toolbar", "aria-label": "one operation at a time" },
    ...buttons, speed, place, quiz, back);
  const update = () => {
    play.textContent = player.playing ? "❚❚" : "▶";
    play.setAttribute("aria-pressed", player.playing);
    quiz.setAttribute("aria-pressed", stage.quiz.on);
    quiz.hidden = stage.isBack();
    back.setAttribute("aria-pressed", stage.isBack());
    back.hidden = stage.quiz.on;
    player.way = stage.isBack() ? -1 : 1;
    place.textContent = `operation ${player.op + 1} of ${player.ops}, step ${cursor.t + 1} of ${cursor.steps}`;
  };
  return { element, update, needs: ["place", "op"] };
}

/** What is asked first: a text, which symbol came first; numbers, the same with the squared error. */
const firstAsk = ({ header }) => ({ ask: "recall", error: header.symbols ? "entropy" : "squared", of: null });

function button(sign, words, onclick, key) {
  return make("button", { type: "button", title: key ? `${words} (${key})` : words, "aria-label": sign.length > 2 ? sign : words, onclick }, sign);
}
