"""Sentences about a trace, computed from the values in each figure, for each unit."""

from collections.abc import Mapping, Sequence

import numpy as np

from explainer.cells.memory import carried_state
from explainer.cells.primitives import Array
from explainer.cells.program import Program
from explainer.figures.number_format import decimals, half_life
from explainer.numerics import measures
from explainer.numerics.trace import LayerTrace


def of_gate(run: LayerTrace, name: str, labels: Sequence[str]) -> list[str]:
    """Return one sentence per unit about a gate."""
    values, line = run.values[name], run.program.equation(name)
    verb = {"keep": "keeps", "write": "writes", "read": "reads"}[line.role]
    mean, peak = values.mean(axis=0), values.argmax(axis=0)
    return [
        f"Unit {u + 1} {verb} {decimals(mean[u])} on average, most at {step(t, labels)}: {decimals(values[t, u])}."
        for u, t in enumerate(peak)
    ]


def of_state(run: LayerTrace, name: str, labels: Sequence[str]) -> list[str]:
    """Return one sentence per unit about signed values."""
    values = run.values[name]
    low, high = values.argmin(axis=0), values.argmax(axis=0)
    return [
        f"Unit {u + 1} moves between {decimals(values[low[u], u])} at {step(low[u], labels)} and "
        f"{decimals(values[high[u], u])} at {step(high[u], labels)}; it ends at {decimals(values[-1, u])}."
        for u in range(values.shape[1])
    ]


def of_lines(run: LayerTrace, labels: Sequence[str]) -> list[str]:
    """Return one sentence per unit about its largest change."""
    state = carried_state(run.program) or "h"
    values, shares = run.values[state], measures.replaced_share(run).mean(axis=0)
    with np.errstate(invalid="ignore"):
        change = values - run.values[f"{state}_prev"]
    most, name = np.abs(change).argmax(axis=0), _state_name(run.program, state)
    lost = [np.flatnonzero(~np.isfinite(values[:, u])) for u in range(values.shape[1])]
    return [
        f"The {name} of unit {u + 1} has no value from {step(int(lost[u][0]), labels)} on."
        if len(lost[u])
        else f"The {name} of unit {u + 1} changes most at {step(t, labels)}: by {decimals(change[t, u])}, "
        f"to {decimals(values[t, u])}. {_new_share(run, shares[u])}".strip()
        for u, t in enumerate(most)
    ]


def of_saturation(run: LayerTrace) -> str:
    """Return a sentence about the gate and unit that is closed or open for the longest time."""
    shares = [
        (share[u], name, u, word)
        for name in measures.gates(run)
        for word, share in zip(("closed", "open"), measures.saturation(run.values[name]), strict=True)
        for u in range(len(share))
    ]
    most = max(shares, key=lambda row: row[0])
    if most[0] == 0:
        return "No gate is ever below 0.1 or above 0.9, so all points are at 0."
    share, name, unit, word = most
    return (
        f"Each point is one unit of a gate. Most saturated: {name} of unit {unit + 1}, {word} {share:.0%} of the time."
    )


def of_half_lives(run: LayerTrace) -> list[str]:
    """Return one sentence per unit about how long it remembers."""
    keep = measures.keep_per_step(run)
    if keep is None:
        return [overwritten(run.program)] * run.layer.m
    top = 10.0 * len(run.values["x"])
    return [
        _memory_span(u, k, life, top) for u, (k, life) in enumerate(zip(keep, measures.half_life(keep), strict=True))
    ]


def of_forgetting(curves: Mapping[str, Array], labels: Sequence[str]) -> str:
    """Return how much of the first step's effect each cell has left at the last step; empty without a curve."""
    if not curves:
        return ""
    left = sorted(((float(curve[-1]), name) for name, curve in curves.items()), reverse=True)
    shares = ", ".join(f"{name} {share:.1%}" for share, name in left)
    return (
        f"Share of the effect of {step(0, labels)} that is left at {step(len(labels) - 1, labels)}: {shares}. "
        "The effect is the difference to a second run in which the first input is 0."
    )


def of_left_out(reasons: Mapping[str, str]) -> str:
    """Return why runs have no curve, one sentence each; empty where all have one."""
    return " ".join(f"{name} has no curve. {reason}" for name, reason in reasons.items())


def overwritten(program: Program) -> str:
    """Return why a cell without a keep factor has no half-life."""
    return f"{program.cell.name} has no gate that keeps its state: every step rewrites the whole state."


def step(t: int, labels: Sequence[str]) -> str:
    """Return "step 7 (“t”)", t counted from 0."""
    label = labels[t] if t < len(labels) else ""
    return f"step {t + 1} (“{label}”)" if label.strip() else f"step {t + 1}"


def _memory_span(u: int, keep: float, life: float, top: float) -> str:
    if np.isnan(life):
        return f"Unit {u + 1} has no half-life, as a number of the run has no value."
    keeps = f"Unit {u + 1} keeps {decimals(keep)} of its memory per step"
    if life > top:
        return f"{keeps}: at this rate less than half is lost in {top:.0f} steps."
    return f"{keeps}: half of it is gone after {half_life(life)} steps."


def _new_share(run: LayerTrace, share: float) -> str:
    if carried_state(run.program) is None:
        return "No gate carries it over: each step computes it anew."
    return "" if np.isnan(share) else f"At an average step {share:.0%} of it is new."


def _state_name(program: Program, state: str) -> str:
    return {"memory": "cell state", "hidden": "hidden state"}[program.equation(state).role]
