// DOM elements made in one call; text is only ever inserted as text.

/** make("p", {className: "x"}, child, "text") returns the element. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("aria-") || name === "role" || name === "for") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
}

/** Download a file. */
export function download(name, url) {
  const link = make("a", { href: url, download: name });
  link.click();
  if (url.startsWith("blob:")) setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Call a function when the browser is idle; Safari has no requestIdleCallback by default. */
export const idle = window.requestIdleCallback ?? ((then) => setTimeout(then, 20));
