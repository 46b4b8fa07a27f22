// Texts: those of the reader's language, with numbers filled into their {fields}.

import { make } from "../shared/dom.js";

/** Return a text by its name in a table of texts, with its fields filled in. */
export const fill = (texts, name, values = {}) => (texts[name] ?? name).replace(/\{(\w+)\}/g, (field, key) => (key in values ? String(values[key]) : field));

/** Return a share as whole percent. */
export const percent = (share) => Math.floor(share * 100 + 0.5);

/** Return a text as nodes: what stands between two backticks is code. */
export const prose = (text) => text.split("`").map((part, k) => (k % 2 ? make("code", {}, part) : part));
