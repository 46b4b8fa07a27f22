// Links between steps: each is an ordinary address, so that browser back and forward, a new tab and a reload all work.

const CARRIED = ["lang", "present", "embed", "embed_options", "hide", "lock"]; // what stays from step to step

/** Return a step's address with those entries of the page's own that stay from step to step. */
export function withCarried(link) {
  const url = new URL(link, location.origin);
  const now = new URL(location.href).searchParams;
  for (const key of CARRIED) for (const value of now.getAll(key)) if (!url.searchParams.has(key)) url.searchParams.append(key, value);
  return url.pathname + url.search;
}

/** Return the address of the page as it is now, without the lesson beside it. */
export function withoutLesson() {
  const url = new URL(location.href);
  url.searchParams.delete("lesson");
  return url.pathname + url.search;
}
