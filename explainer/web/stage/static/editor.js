// The editor: a cell's equations as text; what is typed goes to Python, which reads it and answers.

import { make } from "../shared/dom.js";

const PAUSE = 150; // milliseconds without a key before the text is sent

/** Make the editor; `send(text)` is called when typing pauses. Returns {element, update(editor)}. */
export function makeEditor(send) {
  const area = make("textarea", { className: "gs-editor-text", spellcheck: false, rows: 10, maxLength: 20_000, id: "gs-editor-text" });
  area.setAttribute("autocapitalize", "off");
  area.setAttribute("wrap", "off");
  const error = make("p", { className: "gs-error", role: "alert" });
  const compared = make("div", { className: "gs-difference" });
  const element = make("div", { className: "gs-editor" }, make("label", { for: "gs-editor-text" }, "One equation on each line; what follows # is its role and a remark."), area, error, compared);
  let timer = 0;
  let round = -1;
  area.setAttribute("aria-describedby", "gs-editor-error");
  error.id = "gs-editor-error";
  area.oninput = () => {
    clearTimeout(timer);
    timer = setTimeout(() => send(area.value), PAUSE);
  };
  area.onkeydown = (event) => event.stopPropagation(); // letters and arrows belong to the text

  /** Show what Python says of the text: {text, round, begun, error, difference}; the visitor's own text is left alone. */
  const update = ({ text, ...said }) => {
    if (round !== said.round) area.value = text;
    round = said.round;
    error.textContent = said.error;
    error.hidden = !said.error;
    area.setAttribute("aria-invalid", Boolean(said.error));
    compared.replaceChildren(make("h4", {}, `Beside the ${said.begun}`), ...said.difference.map(line));
  };
  return { element, update, close: () => clearTimeout(timer) };
}

const KINDS = { same: ["div", " "], gone: ["del", "−"], new: ["ins", "+"] };

const line = ([kind, code]) => make(KINDS[kind][0], { className: `gs-line gs-line-${kind}` }, `${KINDS[kind][1]} ${code}`);
