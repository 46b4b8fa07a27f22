// The limits: one for the signed colours of all stages on a page, so that what is compared can be compared.

const pages = new Map();

/** Note how far a stage's signed values reach; every stage of its page gets the largest of all. */
export function share(stage, reach) {
  const { page } = stage.header;
  if (!pages.has(page)) pages.set(page, new Map());
  const reaches = pages.get(page).set(stage, reach);
  const limit = Math.max(0.1, Math.ceil(Math.max(...reaches.values()) * 10) / 10);
  for (const other of reaches.keys()) {
    if (other.limit === limit) continue;
    other.limit = limit;
    other.refresh({ values: true });
  }
}

/** Forget a stage that has gone. */
export const leave = (stage) => pages.get(stage.header?.page)?.delete(stage);
