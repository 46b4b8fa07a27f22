"""The card of an embedding's gradient: a row for each token that is read."""

import numpy as np

from explainer.figures import embedding_figures, embedding_sentences
from explainer.inputs.sequence import VISIBLE
from explainer.inputs.sequence import Sequence as Input
from explainer.numerics import gradient_flow
from explainer.numerics.embedding import embedding_gradient
from explainer.numerics.gradients import RunGradients
from explainer.web.board.card import Card


def embedding_cards(run: RunGradients, sequence: Input) -> list[Card]:
    """Return the gradient of the embedding, the rows of the tokens read, the largest first; none without one."""
    embedding = run.setup.embedding
    if embedding is None or sequence.kind != "text":
        return []
    read = run.trace.x.argmax(axis=1)  # (T,)
    tokens, places = np.unique(read, return_counts=True)
    gradient = embedding_gradient(run.gradients.layers[0], embedding)[tokens]  # (read, e)
    order = np.argsort(-gradient_flow.norms(gradient), kind="stable")
    rows, counts = gradient[order], places[order].tolist()
    names = [VISIBLE.get(embedding.tokens[k], embedding.tokens[k]) for k in tokens[order]]
    norms = gradient_flow.norms(rows)
    sentence = embedding_sentences.of_embedding_gradient(norms, counts, names, len(embedding.tokens))
    numbers = [float(one) if np.isfinite(one) else "no number" for one in norms]
    table = {"columns": ["token", "places", "gradient norm"],
             "rows": [list(row) for row in zip(names, counts, numbers, strict=True)]}  # fmt: skip
    drawn = max(1, int((norms > 0).sum()))  # the others are zeros: they are read after the step of the loss
    height = 70 + 15 * min(drawn, embedding_figures.MOST_ROWS)
    figure = embedding_figures.embedding_gradient(rows[:drawn], names[:drawn])
    title = f"{run.name}: gradient of the embedding, dL/dE"
    return [Card("embedding", title, figure, [sentence], {}, height=height, wide=True, table=table)]
