// Prompt controls: what language models go on from while they train, and their temperature.

import { make } from "../shared/dom.js";

const [TYPING_PAUSE, DRAG_PAUSE] = [400, 100]; // milliseconds from a change of prefix or temperature until it is sent
const ECHO = 1000; // milliseconds within which the feed repeats what was sent
const NOTICE = "gs-prompt-notice";

/** Make the controls; `send(prompt)` resolves to an error message, "" where the prompt is in use. */
export function makePromptControls(send) {
  const prefix = make("textarea", { rows: 2, dir: "auto", spellcheck: false, autocomplete: "off", "aria-describedby": NOTICE });
  const shown = make("b", {});
  const slider = make("input", { type: "range", step: 0.05, "aria-label": "Temperature" });
  const notice = make("p", { id: NOTICE, className: "gs-prompt-notice", role: "status" });
  const title = "low: the most likely tokens; high: more surprises. It can be moved while the runs train";
  const element = make("div", { className: "gs-prompt" }, make("label", {}, make("span", {}, "Prefix"), prefix),
    make("label", { className: "gs-slider", title }, make("span", {}, "temperature ", shown), slider), notice);
  let known = { prefix: "", temperature: 0 }; // as the runs have it
  let [isEdited, isRefused, timer, settling, sent] = [false, false, 0, 0, 0];
  let [wasTyped, wasMoved] = [false, false]; // by the visitor, on this page

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
    if (typed || !isRefused || error) showError(error);
    if (!isRefused) settling = setTimeout(() => (isEdited = false), ECHO);
  };
  const showError = (error) => {
    isRefused = Boolean(error);
    notice.textContent = error;
    prefix.setAttribute("aria-invalid", isRefused);
  };
  const change = () => {
    isEdited = wasMoved = true;
    clearTimeout(settling);
  };
  const type = () => {
    change();
    wasTyped = true;
    clearTimeout(timer);
    timer = setTimeout(() => post(true), TYPING_PAUSE); // once the visitor rests
  };
  prefix.addEventListener("input", ({ isComposing }) => isComposing || type());
  prefix.addEventListener("compositionend", type);
  slider.addEventListener("input", () => {
    change();
    showTemperature();
    timer ||= setTimeout(() => post(false), DRAG_PAUSE); // while it is dragged
  });

  return {
    element,
    /** Let other runs, whose own prefix is `own`, have what the visitor has set for those before them. */
    carryOver(own) {
      if (!wasMoved) return;
      if (!wasTyped) prefix.value = own;
      change();
      clearTimeout(timer);
      post(true);
    },
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
