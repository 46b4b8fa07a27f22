"""Sentences about a backward pass, computed from the gradients in each figure."""

from collections.abc import Mapping, Sequence

import numpy as np

from explainer.cells.formula import number
from explainer.cells.memory import carried_state
from explainer.cells.primitives import Array
from explainer.figures.connectivity_sentences import guess
from explainer.figures.number_format import half_life
from explainer.figures.trace_sentences import overwritten, step
from explainer.inputs.sequence import counted
from explainer.numerics import gradient_flow
from explainer.numerics.domain import outside_domain
from explainer.numerics.gradients import RunGradients
from explainer.numerics.measures import keep_factor

BANDS_LEGEND = (
    "The bands compare the gradient norm at a step with the norm at the step of the loss. The gradient is "
    + ", ".join(f"{name} below {number(top)}" for name, top in gradient_flow.BANDS.items() if np.isfinite(top))
    + f", {list(gradient_flow.BANDS)[-1]} above."
)
BAND_WORDS = {"gone": "gone", "shrinking": "shrinking", "alive": "alive", "exploding": "exploded"}


def of_loss(gradients: RunGradients) -> str:
    """Return the loss, and how strongly the first input changes it."""
    lengths = gradient_flow.connectivity(gradients.gradients)
    loss = f"{gradients.name}: L = {number(gradients.loss_value.value)}{_of_what(gradients)}"
    if not np.isfinite(lengths).all():
        has_value = outside_domain(gradients.trace) is None
        return f"{loss}; the gradients overflow." if has_value else f"{loss}, since an operation of the run has none."
    most = int(np.argmax(lengths))
    if lengths[most] == 0:
        return f"{loss}, and no input changes it."
    first = number(float(lengths[0] / lengths[most]))
    strongest = f"{loss}. The input at step {most + 1} changes it most"
    return f"{strongest}." if most == 0 else f"{strongest}; the first input changes it {first} times as much."


def _of_what(gradients: RunGradients) -> str:
    """Return what the loss is the logit of; nothing for other losses."""
    if gradients.loss.name != "logit":
        return ""
    return f", the logit of “{guess(gradients)}” after step {gradients.loss.steps[0] + 1}"


def of_gradient_norms(gradients: RunGradients, labels: Sequence[str]) -> str:
    """Return how much of the gradient is left at the first step, its band, and its change per step."""
    lengths = gradient_flow.norms(gradients.values("h"))
    lost = gradient_flow.last_nonfinite_step(gradients.values("h"))
    if lost is not None and outside_domain(gradients.trace) is not None:
        return f"{gradients.name}: from {step(lost, labels)} back, the gradient has no value."
    if lost is not None:
        return f"{gradients.name}: exploded. From {step(lost, labels)} back, the gradient overflows."
    last = gradient_flow.last_step_with_gradient(lengths)
    if not lengths[last] > 0:
        return f"{gradients.name}: gone. The gradient with respect to h is 0 at every step."
    share = float(gradient_flow.relative_norms(lengths)[0])
    if share == 0:
        return f"{gradients.name}: gone. {counted(last, 'step')} back the gradient is exactly 0."
    if last == 0:
        return f"{gradients.name}: the loss is computed at the first step, so there is no earlier step."
    left = f"{counted(last, 'step')} back {number(share)} of the gradient is left"
    rate = f"On average, each step back multiplies it by {number(gradient_flow.factor_per_step(lengths))}"
    life = gradient_flow.half_life(lengths)
    halved = f", so half is lost every {half_life(life)} steps" if np.isfinite(life) and life >= 1 else ""
    return f"{gradients.name}: {BAND_WORDS[gradient_flow.band(share)]}. {left}. {rate}{halved}."


def of_memory_curves(gradients: RunGradients, curves: Mapping[str, Array]) -> str:
    """Return why the cell remembers, or why it does not, from the curves at the first step."""
    state = carried_state(gradients.run.program)
    first = {name: float(curve[0]) for name, curve in curves.items()}
    back = counted(len(gradients.run.values["x"]) - 1, "step")
    if not all(np.isfinite(curve).all() for curve in curves.values()):
        return "A curve overflows: the gradient explodes here."
    if state is None:
        (share,) = first.values()
        return f"{overwritten(gradients.run.program)} Over {back}, a change of h is multiplied by {number(share)}."
    keep, total = list(first)[0], first[f"d{state}_T/d{state}_t"]
    factor = keep_factor(gradients.run, state)
    assert factor is not None
    alone = f"Over {back}, the {keep} alone multiplies a change of {state} by {number(first[keep])}"
    hidden = f" A change of h is multiplied by {number(first['dh_T/dh_t'])}." if state != "h" else ""
    verdict = _verdict(_mean_keep_factor(factor), first[keep], total)
    return f"{alone}; all paths together multiply it by {number(total)}.{hidden} {verdict}"


def _mean_keep_factor(factor: Array) -> float:
    """Return the geometric mean of the keep factor: its power over all steps is the product."""
    with np.errstate(divide="ignore"):
        return float(np.exp(np.log(np.abs(factor[1:])).mean()))


def _verdict(mean: float, alone: float, total: float) -> str:
    keeps = f"a unit keeps {number(mean)} per step (geometric mean)"
    if total > gradient_flow.BANDS["alive"]:
        return f"The gradient grows backwards: {keeps}, and the other paths add to it."
    if alone >= gradient_flow.BANDS["shrinking"] and total >= gradient_flow.BANDS["shrinking"]:
        return f"The gate is open enough for this length: {keeps}."
    if alone >= gradient_flow.BANDS["shrinking"]:
        return f"The gate alone would keep the gradient ({keeps}), but the other paths reduce it."
    other = " The other paths carry some of it." if total > 2 * alone else ""
    return f"The gate slows down the vanishing of the gradient but does not prevent it: {keeps}.{other}"


def of_path_shares(gradients: RunGradients, shares: Array, labels: Sequence[str]) -> str:
    """Return by which path the gradient arrives at the first step."""
    state = carried_state(gradients.run.program)
    if state is None:
        return f"{gradients.name} has no keep gate: the whole gradient comes through the weights."
    finite = np.flatnonzero(np.isfinite(shares))
    if not len(finite):
        return "The gradient is 0 or overflows at every step, so there is nothing to split."
    first = int(finite[0])
    return (
        f"Of the gradient of {state} at {step(first, labels)}, {shares[first]:.0%} came through {state} alone, "
        "where only the keep gate multiplies it. The rest came through gates, candidate and weights. "
        "The shares compare the norms of both parts, which can partly cancel."
    )


def of_gate_gradients(norms: Mapping[str, Array], labels: Sequence[str]) -> str:
    """Return which value has the largest gradient, and where."""
    finite = {name: np.where(np.isfinite(one), one, 0.0) for name, one in norms.items()}
    name = max(finite, key=lambda key: float(finite[key].max()))
    t = int(np.argmax(finite[name]))
    return f"The largest norm is that of {name} at {step(t, labels)}: {number(float(finite[name][t]))}."


def of_step_contributions(values: Array, weight: str, column: int, labels: Sequence[str]) -> list[str]:
    """Return for each row of a weight the sum over the steps, and which step contributes most."""
    return [
        _of_row(row, f"{weight}[{u + 1}{f',{column + 1}' if column >= 0 else ''}]", labels)
        for u, row in enumerate(values)
    ]


def _of_row(row: Array, name: str, labels: Sequence[str]) -> str:
    if not np.isfinite(row).all():
        return f"dL/d{name} overflows."
    most, total = int(np.argmax(np.abs(row))), float(row.sum())
    if row[most] == 0:
        return f"No step contributes to dL/d{name}."
    largest = f"{step(most, labels)} contributes most, {number(float(row[most]))}"
    opposite = ", and others have the opposite sign" if (np.sign(row) == -np.sign(row[most])).any() else ""
    return f"dL/d{name} = {number(total)} is the sum over all steps; {largest}{opposite}."
