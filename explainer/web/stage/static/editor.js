// Editor: a cell's equations as text; the text goes to Python, which parses it and reports errors.

import { make } from "../shared/dom.js";

const PAUSE = 150; // milliseconds without a key before the text is sent

/** Make the editor; `send(text)` is called when typing pauses. Returns {element, update(editor)}. */
export function makeEditor(send) {
  const area = make("textarea", { className: "gs-editor-text", spellcheck: false, rows: 9, maxLength: 20_000, id: "gs-editor-text" });
  area.setAttribute("autocapitalize", "off");
  area.setAttribute("wrap", "off");
  const error = make("p", { className: "gs-error", role: "alert" });
  const compared = make("div", { className: "gs-difference" });
  const element = make("div", { className: "gs-editor" }, make("label", { for: "gs-editor-text" }, "One equation per line; after # come its role (keep, write, read, new, memory, hidden or sum) and a comment."), area, error, compared);
  let timer = 0;
  let version = -1;
  area.setAttribute("aria-describedby", "gs-editor-error");
  error.id = "gs-editor-error";
  area.oninput = () => {
    clearTimeout(timer);
    timer = setTimeout(() => send(area.value), PAUSE);
  };
  area.onkeydown = (event) => event.stopPropagation(); // letters and arrows belong to the text

  /** Show Python's reply {text, version, base, error, difference}; the typed text is replaced only by another version. */
  const update = ({ text, ...reply }) => {
    if (version !== reply.version) area.value = text;
    version = reply.version;
    error.textContent = reply.error;
    error.hidden = !reply.error;
    area.setAttribute("aria-invalid", Boolean(reply.error));
    compared.replaceChildren(make("h4", {}, `Compared with the ${reply.base}`), ...reply.difference.map(line));
  };
  return { element, update, close: () => clearTimeout(timer) };
}

const KINDS = { same: ["div", " "], gone: ["del", "−"], new: ["ins", "+"] };

const line = ([kind, code]) => make(KINDS[kind][0], { className: `gs-line gs-line-${kind}` }, `${KINDS[kind][1]} ${code}`);
