// Elements, made in one call; text only ever enters as text.

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

/** Offer a file to the visitor. */
export function offer(name, url) {
  const link = make("a", { href: url, download: name });
  link.click();
  if (url.startsWith("blob:")) setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Call when the browser has nothing else to do; Safari cannot tell by default. */
export const idle = window.requestIdleCallback ?? ((then) => setTimeout(then, 20));
