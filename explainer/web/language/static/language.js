// The switch between the languages: a group of radio buttons; the choice is reported and stored in a cookie.

import { make } from "../shared/dom.js";

const YEAR = 365 * 24 * 3600; // seconds for which the browser stores the choice

/** Draw the switch with new data or a new theme; called by Streamlit. */
export function draw({ data, parentElement, setTriggerValue }) {
  const { language, languages, cookie, label } = data;
  document.documentElement.lang = language;
  const choose = (code) => {
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `${cookie}=${code}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
    setTriggerValue("chosen", code);
  };
  const focused = parentElement.contains(document.activeElement);
  const buttons = Object.entries(languages).map(([code, name]) => button(code, name, code === language, choose));
  const group = make("div", { className: "gs-language", role: "radiogroup", "aria-label": label }, ...buttons);
  group.onkeydown = (event) => moveChoice(event, Object.keys(languages), language, choose);
  parentElement.querySelector(".gs-language")?.remove();
  parentElement.append(group);
  if (focused) buttons.find((one) => one.tabIndex === 0).focus();
}

/** Return the radio button of a language; only the checked one is reached by Tab, as in every group of radio buttons. */
function button(code, name, checked, choose) {
  const one = make("button", { type: "button", role: "radio", title: name, "aria-label": name, lang: code }, code.toUpperCase());
  one.setAttribute("aria-checked", checked);
  one.tabIndex = checked ? 0 : -1;
  one.onclick = () => checked || choose(code);
  return one;
}

/** Choose the next or the previous language by an arrow key. */
function moveChoice(event, codes, language, choose) {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  choose(codes[(codes.indexOf(language) + step + codes.length) % codes.length]);
}
