// A choice: radio buttons; the right one is marked once the answer is given.

import { make } from "../shared/dom.js";
import { inline } from "./prose.js";

/** Make the input of a choice; its value is the index of an option. */
export function makeChoice({ options }, words, name) {
  const choice = { onchange: () => {} };
  const radios = options.map((_, k) => make("input", { type: "radio", name: `gs-lesson ${name}`, value: String(k), onchange: () => choice.onchange() }));
  const notes = options.map(() => make("span", { className: "gs-lesson-note" }));
  const labels = options.map((option, k) => make("label", { className: "gs-lesson-option" }, radios[k], make("span", {}, ...inline(option), notes[k])));
  const chosen = () => radios.findIndex((radio) => radio.checked);

  choice.element = make("fieldset", { className: "gs-lesson-options" }, make("legend", { className: "gs-lesson-unseen" }, words.prediction), ...labels);
  choice.isReady = () => chosen() >= 0;
  choice.value = chosen;
  choice.show = ({ first, last, truth }) => {
    radios[last].checked = true;
    labels.forEach((label, k) => {
      label.classList.toggle("gs-lesson-true", k === truth);
      notes[k].textContent = [k === truth ? `✓ ${words.correct}` : "", k === first ? words.your : ""].filter(Boolean).map((text) => ` · ${text}`).join("");
    });
  };
  choice.truth = () => [];
  choice.isExact = () => true;
  return choice;
}
