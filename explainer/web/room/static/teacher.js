// The teacher's page of a room: the code, who is here, the question with its histogram, and the training of the class.

import { make } from "../shared/dom.js";
import { makeBars } from "./bars.js";
import { makeCurves } from "./curves.js";
import { makeClass } from "./class.js";
import { listenTo, post, roomPath } from "./requests.js";
import { fill, prose } from "./texts.js";

const PARTS = ["room", "count", "question", "bars", "curves", "training"];

/** Make the page: {element, close()}; `notify("closed")` when the room is closed. */
export function makeTeacher({ code, link, qr, texts }, notify) {
  const error = make("p", { className: "gs-room-truth", role: "alert" });
  const steer = async (order) => error.replaceChildren((await post(roomPath(code, "steer"), order, fill(texts, "failed"))).error);
  const button = (name, order, className = "") => make("button", { type: "button", className, onclick: () => steer(order) }, fill(texts, name));
  const reveal = button("reveal", { do: "reveal" }, "gs-room-primary");
  const next = button("next", { do: "next" });
  const count = make("span", { className: "gs-room-count", role: "status" });
  const top = make("div", { className: "gs-room-top" }, make("strong", { className: "gs-room-code" }, code), count, make("span", { className: "gs-room-buttons" }, reveal, next, makeClose(texts, () => steer({ do: "close" }))));
  const names = make("p", { className: "gs-room-note gs-room-names" });
  const invitation = makeInvitation(code, link, qr, texts);
  const question = makeShownQuestion(texts);
  const training = makeClass(texts, steer);
  const element = make("div", { className: "gs-room gs-room-teacher" }, top, error, question.element, invitation.element, names, training.element);
  const state = { count: null, question: null, bars: null, curves: null };

  const refresh = () => {
    const { question: shown, bars, curves } = state;
    const { here = 0, answered = 0, nicknames = [] } = state.count ?? {};
    count.replaceChildren(fill(texts, "here", { here }) + (shown ? ` · ${fill(texts, "answered", { answered })}` : ""));
    reveal.hidden = !shown || shown.revealed;
    next.hidden = !shown;
    names.replaceChildren(...(nicknames.length ? [`${fill(texts, "nicknames")}: `, ...nicknames.flatMap((name, k) => [k ? ", " : "", make("bdi", {}, name)])] : []));
    invitation.element.classList.toggle("gs-room-small", Boolean(shown));
    question.update(shown, bars, curves);
  };
  const onPart = (name, part) => {
    if (name === "training") training.update(part);
    else state[name] = part;
    refresh();
  };
  const stream = listenTo(roomPath(code, "teacher-events"), PARTS, onPart, (whether) => element.classList.toggle("gs-room-offline", !whether), (reason) => reason === "closed" && notify("closed"));
  return { element, close: stream.close };
}

/** The button that closes the room, at the second press. */
function makeClose(texts, close) {
  let timer = 0;
  const button = make("button", { type: "button" }, fill(texts, "close"));
  button.onclick = () => {
    if (timer) return void close();
    button.replaceChildren(fill(texts, "close_surely"));
    timer = setTimeout(() => {
      timer = 0;
      button.replaceChildren(fill(texts, "close"));
    }, 4000);
  };
  return button;
}

function makeInvitation(code, link, qr, texts) {
  const image = make("img", { src: qr, alt: fill(texts, "qr"), width: 264, height: 264 });
  const lines = make("div", {}, make("p", {}, fill(texts, "open_link")), make("p", { className: "gs-room-link" }, make("a", { href: link, target: "_blank", rel: "noopener" }, link.replace(/^https?:\/\//, ""))),
    make("p", {}, fill(texts, "or_code", { join: `${new URL(link).host}/join` })), make("p", { className: "gs-room-large-code" }, code), make("p", { className: "gs-room-note" }, fill(texts, "promise")));
  return { element: make("section", { className: "gs-room-invitation", "aria-label": fill(texts, "invitation") }, image, lines) };
}

/** The question with the histogram of its answers; the truth once it is revealed. */
function makeShownQuestion(texts) {
  const title = make("h2", { dir: "auto" });
  const bars = makeBars(texts);
  const curves = makeCurves(texts);
  const truth = make("p", { className: "gs-room-truth", dir: "auto", role: "status" });
  const sentence = make("p", { dir: "auto" });
  const score = make("p", { className: "gs-room-note" });
  const element = make("section", { className: "gs-room-asked", hidden: true }, title, curves.element, bars.element, truth, sentence, score);
  const update = (question, counted, drawn) => {
    element.hidden = !question;
    if (!question) return;
    title.replaceChildren(...prose(question.question));
    curves.update(question, drawn ?? []);
    bars.update({ bars: counted ?? [], rows: question.kind === "choice", trueAt: question.true_at ?? null, trueText: question.true_text ?? "", lineText: question.true_text ?? "", unit: question.kind === "curve" ? fill(texts, "means") : (question.unit ?? "") });
    truth.replaceChildren(...prose(question.true_text ?? ""));
    truth.className = question.true_at === null ? "gs-room-truth" : "gs-room-hidden"; // it stands beside the line
    sentence.replaceChildren(...prose(question.sentence ?? ""));
    score.replaceChildren(question.score ?? "");
  };
  return { element, update };
}
