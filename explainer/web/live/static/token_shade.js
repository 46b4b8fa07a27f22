// Token shade: how strongly a token is coloured by its probability, the same on canvas and in a text.

export const [FAINTEST, STRONGEST] = [0.04, 0.5]; // opacity: at the strongest, text on it keeps a contrast of 4.5 to 1

/** Return the opacity of the colour behind a token. */
export const opacityOf = (probability) => FAINTEST + (STRONGEST - FAINTEST) * Math.max(0, Math.min(1, probability || 0));
