"""Sentences about the logit of the guess: what it is of, and which inputs it depends on."""

from collections.abc import Sequence

import numpy as np

from explainer.cells.formula import number
from explainer.figures.trace_sentences import step
from explainer.inputs.sequence import VISIBLE, counted
from explainer.numerics import connectivity, gradient_flow
from explainer.numerics.gradients import RunGradients


def guess(run: RunGradients) -> str:
    """Return the name of the output whose logit is the loss, with signs for what cannot be seen."""
    readout = run.setup.readout
    assert readout is not None
    name = readout.classes[run.loss.output]
    return VISIBLE.get(name, name)


def of_guess(run: RunGradients, labels: Sequence[str]) -> str:
    """Return what the network would answer after the step of the loss, how sure it is, and the logit."""
    (t,), readout = run.loss.steps, run.setup.readout
    assert readout is not None
    probability = float(readout.probabilities(run.trace.output[t])[run.loss.output])
    return (
        f"After {step(t, labels)} {run.name} guesses “{guess(run)}”, with a probability of {probability:.2f}; "
        f"its logit is {number(run.loss_value.value)}."
    )


def of_connectivity(run: RunGradients, labels: Sequence[str]) -> str:
    """Return how few tokens carry half of the connectivity, and how far back the furthest that matters is."""
    (t,) = run.loss.steps
    lengths = gradient_flow.connectivity(run.gradients)[: t + 1]
    if not np.isfinite(lengths).all():
        return f"{run.name}: the gradients overflow."
    parts = connectivity.shares(lengths)
    fewest, first = connectivity.fewest_with(parts), connectivity.furthest_with(parts)
    if first is None:
        return f"{run.name}: no token changes the logit."
    few = f"{fewest} of {counted(t + 1, 'token')} {'carries' if fewest == 1 else 'carry'}"
    back = "the last one" if first == t else f"{counted(t - first, 'step')} back"
    return (
        f"{few} half of the total connectivity. The furthest with more than {connectivity.FAR_SHARE:.0%} of it is "
        f"{step(first, labels)}, {back}."
    )
