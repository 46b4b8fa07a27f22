// Colour limits: one limit for the signed colours of all stages on a page, so that their colours can be compared.

const pages = new Map();

/** Note a stage's largest signed value; every stage of its page gets the largest of them all as its limit. */
export function shareLimit(stage, largest) {
  const { page } = stage.header;
  if (!pages.has(page)) pages.set(page, new Map());
  const perStage = pages.get(page).set(stage, largest);
  const limit = Math.max(0.1, Math.ceil(Math.max(...perStage.values()) * 10) / 10);
  for (const other of perStage.keys()) {
    if (other.limit === limit) continue;
    other.limit = limit;
    other.refresh({ values: true });
  }
}

/** Forget a stage that was removed from its page. */
export const forget = (stage) => pages.get(stage.header?.page)?.delete(stage);
