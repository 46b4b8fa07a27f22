// The student's screen of a room: join by a code, follow the teacher's page, answer questions, train a network.

import { make } from "../shared/dom.js";
import { makeFollow } from "./follow.js";
import { makeJoin } from "./join.js";
import { makeQuestion } from "./question.js";
import { listenTo, post, roomPath } from "./requests.js";
import { fill } from "./texts.js";
import { makeNetwork } from "./network.js";

const texts = JSON.parse(document.getElementById("texts").textContent);
const root = document.getElementById("screen");
const PARTS = ["view", "figures", "cursor", "question", "training", "own", "ready"];

const STORED = "gatescope-room"; // in this tab: the code of the room that it is in, so that a reload comes back to it

async function enter(code, nickname) {
  const answer = await post("/gatescope-rooms/join", { code, nickname }, fill(texts, "failed"));
  if (answer.ok) showRoom(answer.code);
  return answer.error;
}

/** Show the form for a code; a sentence says why it is shown again. */
function showJoin(code = "", sentence = "") {
  sessionStorage.removeItem(STORED);
  root.replaceChildren(makeJoin(texts, code, sentence, enter));
}

/** Show a room that was joined. */
function showRoom(code) {
  history.replaceState(null, "", `/room/${code}`);
  sessionStorage.setItem(STORED, code);
  const fail = fill(texts, "failed");
  const state = { own: null, question: null, view: null, training: null };
  const status = make("span", { className: "gs-room-connection", role: "status" }, fill(texts, "connecting"));
  const name = make("bdi", { className: "gs-room-own-name" });
  const question = makeQuestion(texts, async (number, answer) => (await post(roomPath(code, "answer"), { question: number, answer }, fail)).error);
  const network = makeNetwork(texts, async () => (await post(roomPath(code, "take-part"), {}, fail)).error);
  const follow = makeFollow(texts);
  const wait = make("p", { className: "gs-room-wait" }, fill(texts, "wait"));
  const header = make("header", {}, make("strong", {}, code), name, status);
  root.replaceChildren(header, make("main", {}, wait, question.element, network.element, follow.element));

  const refresh = () => {
    const isOther = state.own.question !== (state.question?.number ?? 0); // the answer of another question
    const own = isOther ? { ...state.own, answer: null, feedback: null } : state.own;
    const hasAnswered = state.question && own.answer !== null;
    name.replaceChildren(own.nickname);
    status.replaceChildren(fill(texts, hasAnswered ? "answered" : "connected"));
    question.update(state.question, own);
    network.update(state.training, own.network);
    document.body.classList.toggle("gs-room-in-question", Boolean(state.question) && !state.question.revealed);
    wait.hidden = Boolean(state.question || state.training || state.view);
  };
  const onPart = (part, data) => {
    state[part] = data;
    if (["view", "figures", "cursor"].includes(part)) follow.update(part, data);
    if (state.own && !["figures", "cursor"].includes(part)) refresh();
  };
  const onConnected = (whether) => {
    status.classList.toggle("gs-room-offline", !whether);
    if (whether && state.own) refresh();
    else if (!whether) status.replaceChildren(fill(texts, "offline"));
  };
  const onGone = (reason) => {
    const again = make("button", { type: "button", className: "gs-room-main-button", onclick: () => showJoin() }, fill(texts, "another"));
    root.replaceChildren(make("main", { className: "gs-room-over" }, make("h1", {}, code), make("p", { role: "status" }, fill(texts, reason)), again));
    history.replaceState(null, "", "/join");
  };
  listenTo(roomPath(code, "events"), PARTS, onPart, onConnected, onGone);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => follow.redraw());
}

const linked = location.pathname.split("/")[2] ?? ""; // a code has no letters that an address would change
if (linked && sessionStorage.getItem(STORED) === linked) enter(linked).then((error) => error && showJoin(linked, error));
else showJoin(linked);
