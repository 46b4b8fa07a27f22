"""The flow's sentences: what each figure of a backward pass shows, said with its numbers."""

from collections.abc import Mapping, Sequence

import numpy as np

from explainer.cells.formula import number
from explainer.cells.memory import carried
from explainer.cells.primitives import Array
from explainer.figures.trace_figures import spell
from explainer.figures.trace_sentences import overwritten, step
from explainer.numerics import gradient_flow
from explainer.numerics.gradients import Felt
from explainer.numerics.measures import keep_factor

READING = (
    "Bands, as shares of the gradient where the loss is read: "
    + ", ".join(f"{name} below {number(top)}" for name, top in gradient_flow.BANDS.items() if np.isfinite(top))
    + f", {list(gradient_flow.BANDS)[-1]} above."
)
ENDS = {"gone": "gone", "shrinking": "shrinking", "alive": "alive", "exploding": "exploded"}


def of_loss(felt: Felt) -> str:
    """Say what the loss comes to, and how much of it the first input moves."""
    lengths = gradient_flow.connectivity(felt.gradients)
    if not np.isfinite(lengths).all():
        return f"{felt.name}: L = {number(felt.reading.value)}; gradients are too large for a number."
    most = int(np.argmax(lengths))
    if lengths[most] == 0:
        return f"{felt.name}: L = {number(felt.reading.value)}, and no input moves it at all."
    share = number(float(lengths[0] / lengths[most]))
    said = f"{felt.name}: L = {number(felt.reading.value)}. What was read at step {most + 1} moves it most"
    return f"{said}." if most == 0 else f"{said}; what was read first moves it {share} times as much."


def of_reach(felt: Felt, labels: Sequence[str]) -> str:
    """Say how much of the gradient is left at the first step, in which band that is, and how fast it went."""
    lengths = gradient_flow.norms(felt.values("h"))
    lost = gradient_flow.lost_at(felt.values("h"))
    if lost is not None:
        return f"{felt.name}: exploded. From {step(lost, labels)} back, the gradient is too large for a number."
    last = gradient_flow.source(lengths)
    if not lengths[last] > 0:
        return f"{felt.name}: gone. Nothing of this loss reaches h at any step."
    share = float(gradient_flow.relative(lengths)[0])
    word = ENDS[gradient_flow.band(share)]
    if share == 0:
        return f"{felt.name}: gone. {last} steps back nothing of it is left."
    if last == 0:
        return f"{felt.name}: the loss is read at the first step, so there is no way back to go."
    tempo = f"By the mean, each step back multiplies it by {number(gradient_flow.per_step(lengths))}"
    life = gradient_flow.half_life(lengths)
    half = f", half of it every {spell(life)} steps" if np.isfinite(life) and life >= 1 else ""
    return f"{felt.name}: {word}. {last} steps back {number(share)} of it is left. {tempo}{half}."


def of_remembering(felt: Felt, curves: Mapping[str, Array]) -> str:
    """Answer why the cell remembers, or why it does not, with what the curves show at the first step."""
    state = carried(felt.run.program)
    first = {name: float(curve[0]) for name, curve in curves.items()}
    back = len(felt.run.values["x"]) - 1
    if not all(np.isfinite(curve).all() for curve in curves.values()):
        return "A curve leaves what a number can hold: here gradients explode."
    if state is None:
        (share,) = first.values()
        return f"{overwritten(felt.run.program)} {back} steps back {number(share)} of what it could change is left."
    keep, through = list(first)[0], f"d{state}_T/d{state}_t"
    factor = keep_factor(felt.run, state)
    assert factor is not None
    said = (
        f"Over all {back} steps from the last to the first the {keep} alone leaves {number(first[keep])}, "
        f"all ways together {number(first[through])}"
    )
    hidden = f", and of h {number(first['dh_T/dh_t'])}" if state != "h" else ""
    return f"{said}{hidden}. {_verdict(_mean_kept(factor), first[keep], first[through])}"


def _mean_kept(factor: Array) -> float:
    """Return the geometric mean of what a step keeps: multiplied over all steps it gives the product."""
    with np.errstate(divide="ignore"):
        return float(np.exp(np.log(np.abs(factor[1:])).mean()))


def _verdict(mean: float, alone: float, left: float) -> str:
    kept = f"a unit keeps {number(mean)} per step, by the geometric mean"
    if left > gradient_flow.BANDS["alive"]:
        return f"The gradient grows on the way back: {kept}, and the other ways add to it."
    if alone >= gradient_flow.BANDS["shrinking"] and left >= gradient_flow.BANDS["shrinking"]:
        return f"Here the gate is open enough for this length: {kept}."
    if alone >= gradient_flow.BANDS["shrinking"]:
        return f"The gate alone would keep it ({kept}), but the other ways take away from it."
    slow = "The gate that keeps slows the loss of gradient; it does not abolish it"
    more = "; the other ways bring some of it" if left > 2 * alone else ""
    return f"{slow}: {kept}{more}."


def of_paths(felt: Felt, shares: Array, labels: Sequence[str]) -> str:
    """Say over which way the gradient arrives at the first step."""
    state = carried(felt.run.program)
    if state is None:
        return f"{felt.name} has no belt: at every step but the last all of it comes through the matrix."
    fine = np.flatnonzero(np.isfinite(shares))
    if not len(fine):
        return "Nothing arrives, or more than a number can hold: there is nothing to split."
    first = int(fine[0])
    return (
        f"Of what arrives at {state} at {step(first, labels)}, {shares[first]:.0%} came over the belt alone, "
        "multiplied by nothing but what keeps; the rest went through gates, candidate and matrices. "
        "The shares are those of lengths: where both pull against each other, more goes each way than arrives."
    )


def of_gates(lengths: Mapping[str, Array], labels: Sequence[str]) -> str:
    """Say which value feels the loss most, and where."""
    whole = {name: np.where(np.isfinite(one), one, 0.0) for name, one in lengths.items()}
    name = max(whole, key=lambda key: float(whole[key].max()))
    t = int(np.argmax(whole[name]))
    return f"Largest is {name} at {step(t, labels)}: {number(float(whole[name][t]))}."


def of_terms(values: Array, weight: str, column: int, labels: Sequence[str]) -> list[str]:
    """Say for each row of a weight what the steps add up to, and which adds most."""
    return [
        _of_row(row, f"{weight}[{u + 1}{f',{column + 1}' if column >= 0 else ''}]", labels)
        for u, row in enumerate(values)
    ]


def _of_row(row: Array, name: str, labels: Sequence[str]) -> str:
    if not np.isfinite(row).all():
        return f"dL/d{name} is more than a number can hold."
    most, total = int(np.argmax(np.abs(row))), float(row.sum())
    if row[most] == 0:
        return f"No step adds anything to dL/d{name}."
    adds = f"{step(most, labels)} adds most: {number(float(row[most]))}"
    other = ", and others take away from it" if (np.sign(row) == -np.sign(row[most])).any() else ""
    return f"dL/d{name} = {number(total)}, a sum over all steps; {adds}{other}."
