// Join: the form with the code and an optional nickname.

import { make } from "../shared/dom.js";
import { fill } from "./texts.js";

/** Make the form; `enter(code, nickname)` returns an error message, empty where the room was joined. */
export function makeJoin(texts, code, sentence, enter) {
  const field = (name, properties) => make("input", { id: name, className: "gs-room-field", autocomplete: "off", ...properties });
  const codeField = field("code", { value: code, required: true, autocapitalize: "characters", spellcheck: false, maxLength: 40, placeholder: fill(texts, "code_example") });
  const nameField = field("nickname", { maxLength: texts.nickname_length, dir: "auto" });
  const error = make("p", { className: "gs-room-error-text", role: "alert" }, sentence);
  const button = make("button", { type: "submit", className: "gs-room-main-button" }, fill(texts, "enter"));
  const form = make("form", { className: "gs-room-join" }, make("h1", {}, fill(texts, "join")),
    make("label", { for: "code" }, fill(texts, "code")), codeField, make("label", { for: "nickname" }, fill(texts, "nickname")), nameField,
    error, button, make("p", { className: "gs-room-note" }, fill(texts, "promise")));
  form.onsubmit = async (event) => {
    event.preventDefault();
    button.disabled = true;
    const found = await enter(codeField.value, nameField.value);
    button.disabled = false;
    error.replaceChildren(found ?? "");
    if (found) codeField.focus();
  };
  return make("main", {}, form);
}
