// Prompt controls: what language models go on from while they train, and their temperature.

import { make } from "../shared/dom.js";

const [TYPING_PAUSE, DRAG_PAUSE] = [400, 100]; // milliseconds until a changed prefix or temperature is sent
const ECHO = 1000; // milliseconds within which the feed repeats what was sent
const NOTICE = "gs-prompt-notice";

/** Make the controls; `send(prompt)` resolves to an error message, "" where the prompt is in use. */
export function makePromptControls(send) {
  const prefix = make("textarea", { rows: 2, spellcheck: false, autocomplete: "off", "aria-describedby": NOTICE });
  const shown = make("b", {});
  const slider = make("input", { type: "range", step: 0.05, "aria-label": "Temperature" });
  const notice = make("p", { id: NOTICE, className: "gs-prompt-notice", role: "status" });
  const title = "low: the most likely tokens; high: more surprises. It can be moved while the runs train";
  const element = make("div", { className: "gs-prompt" }, make("label", {}, make("span", {}, "Prefix"), prefix),
    make("label", { className: "gs-slider", title }, make("span", {}, "temperature ", shown), slider), notice);
  let known = { prefix: "", temperature: 0 }; // as the runs have it
  let [isEdited, isRefused, timer, settling, sent] = [false, false, 0, 0, 0];

  const showTemperature = () => {
    const text = Number(slider.value).toFixed(2);
    if (shown.textContent === text) return;
    shown.textContent = text;
    slider.setAttribute("aria-valuetext", text);
  };
  const post = async (typed) => {
    timer = 0;
    const ticket = (sent += 1);
    const error = await send({ prefix: typed || !isRefused ? prefix.value : known.prefix, temperature: Number(slider.value) });
    if (ticket !== sent) return; // a later one is on its way
    if (typed || !isRefused) showError(error);
    if (!isRefused) settling = setTimeout(() => (isEdited = false), ECHO);
  };
  const showError = (error) => {
    isRefused = Boolean(error);
    notice.textContent = error;
    prefix.setAttribute("aria-invalid", isRefused);
  };
  const change = (typed, pause) => {
    isEdited = true;
    clearTimeout(settling);
    clearTimeout(timer);
    timer = setTimeout(() => post(typed), pause);
  };
  prefix.addEventListener("input", ({ isComposing }) => isComposing || change(true, TYPING_PAUSE));
  prefix.addEventListener("compositionend", () => change(true, TYPING_PAUSE));
  slider.addEventListener("input", () => {
    showTemperature();
    change(false, DRAG_PAUSE);
  });

  return {
    element,
    /** Show the prompt of the runs, unless the visitor is changing it; a typed prefix that was refused stays. */
    update(prompt, [low, high], canSend) {
      known = prompt;
      Object.assign(slider, { min: low, max: high, disabled: !canSend });
      prefix.readOnly = !canSend;
      if (isEdited || isRefused) return;
      const isTyping = prefix.getRootNode().activeElement === prefix && canSend;
      if (!isTyping && prefix.value !== prompt.prefix) prefix.value = prompt.prefix;
      if (Number(slider.value) !== prompt.temperature) slider.value = prompt.temperature;
      showTemperature();
    },
  };
}
