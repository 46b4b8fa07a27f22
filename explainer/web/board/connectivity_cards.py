"""Cards of the connectivity: the text up to the cursor, each token coloured by its share in the logit of the guess."""

from collections.abc import Sequence

import numpy as np

from explainer.cells import palette
from explainer.cells.primitives import Array
from explainer.figures import connectivity_sentences
from explainer.inputs.sequence import Sequence as Input
from explainer.numerics import connectivity, gradient_flow
from explainer.numerics.gradients import RunGradients
from explainer.web.board.card import Card


def connectivity_cards(runs: Sequence[RunGradients], sequence: Input) -> list[Card]:
    """Return a card for each run whose loss is the logit, all on one scale; none for other losses and for numbers."""
    if sequence.kind != "text" or any(run.loss.name != "logit" for run in runs):
        return []
    found = [_shares(run) for run in runs]
    most = max(float(parts.max()) for _, parts in found)
    return [_card(run, *one, most, sequence.visible_labels) for run, one in zip(runs, found, strict=True)]


def _shares(run: RunGradients) -> tuple[Array, Array]:
    """Return the connectivity of each token up to the step of the loss, and its share; 0 for what is not finite."""
    (t,) = run.loss.steps
    lengths = gradient_flow.connectivity(run.gradients)[: t + 1]
    lengths = np.where(np.isfinite(lengths), lengths, 0.0)
    return lengths, connectivity.shares(lengths)


def _card(run: RunGradients, lengths: Array, parts: Array, most: float, labels: Sequence[str]) -> Card:
    read, guess = labels[: len(parts)], connectivity_sentences.guess(run)
    rows = [[t + 1, *row] for t, row in enumerate(zip(read, lengths.tolist(), parts.tolist(), strict=True))]
    text = {"tokens": read, "norms": lengths.tolist(), "shares": parts.tolist(), "next": guess,
            "colours": palette.ramp("hidden"), "limits": [0.0, most or 1.0]}  # fmt: skip
    sentence = f"{connectivity_sentences.of_guess(run, labels)} {connectivity_sentences.of_connectivity(run, labels)}"
    return Card(
        f"connectivity-{run.name}", f"{run.name}: connectivity of the guess", {"data": [], "layout": {}}, [sentence],
        {}, wide=True, table={"columns": ["step", "token", "gradient norm", "share of the total"], "rows": rows},
        text=text,
    )  # fmt: skip
