"""Sentences about gradient descent: the outcome of each run, and the limit of the learning rate."""

from typing import Any

from explainer.cells.formula import number
from explainer.inputs.sequence import counted
from explainer.lessons import gradient_descent
from explainer.lessons.gradient_descent import Curve, DescentRun

NAMES = ("Run 1", "Run 2")
ABOUT = (
    "Gradient descent changes a weight x step by step to lower the loss. "
    "The curve shows the loss at every x, but a step depends on nothing but the slope at the current x. "
    "It goes against the slope, by the slope times the learning rate."
)


def of_run(curve: Curve, run: DescentRun, name: str) -> str:
    """Return the outcome of a run with its numbers."""
    first, last = _x(run, 0), _x(run, -1)
    steps, slope = counted(len(run.steps), "step"), number(float(run.slopes[-1]))
    turns = _turns(gradient_descent.reversals(run))
    sentence = {
        "no steps": f"is still at {first}, where the slope is {slope}.",
        "diverges": f"diverges{_divergence(run)}",
        "converges": f"has converged: after {steps} it is at {last}. The slope there is only {slope}, and {turns}.",
        "at a maximum": f"is at a maximum, {last}: the slope there is only {slope}, so it hardly moves.",
        "oscillates": f"oscillates: in {steps} {turns}. It is at {last} now, where the slope is {slope}. "
        f"{_step_ratio(run)}",
        "moves slowly": f"moves slowly: {steps} took it from {first} to {last}. The slope there is still {slope}.",
    }[gradient_descent.outcome(curve, run)]
    return f"**{name}**, with learning rate {number(run.rate)}, {sentence}"


def of_rate_limit(curve: Curve) -> str:
    """Return how large a learning rate may be on this curve, and why."""
    limit = gradient_descent.rate_limit(curve)
    low, high = gradient_descent.curvature(curve)
    if limit is None:
        return (
            "The curvature says how fast the slope changes. "
            f"In this figure the curvature is between {number(low)} and {number(high)}. "
            "A run converges to a minimum only if the learning rate is below 2 / curvature there. "
            "So one learning rate can suit one place and be too large at another."
        )
    return (
        f"The curvature says how fast the slope changes; on this curve it is {number(high)} everywhere. "
        f"The limit of the learning rate is 2 / {number(high)} = {number(limit)}. "
        "Below it each step leads closer to the minimum, and at it a run oscillates for ever. "
        "Above it each step is longer than the last. "
        f"With a learning rate of {number(limit / 2)}, one step reaches the minimum."
    )


def rows(run: DescentRun) -> dict[str, list[Any]]:
    """Return a run as columns of a table; after the last position there is no step yet."""
    return {
        "step": list(range(len(run.positions))),
        "x": run.positions.tolist(),
        "loss": run.losses.tolist(),
        "slope": run.slopes.tolist(),
        "next step": [*run.steps.tolist(), None],
    }


def _x(run: DescentRun, k: int) -> str:
    return f"x = {number(float(run.positions[k]))}"


def _divergence(run: DescentRun) -> str:
    """Return which step leaves the figure, and where the run ends."""
    step, end = gradient_descent.exit_step(run), _x(run, -1)
    out = "."
    if step is not None:
        slope = number(float(run.slopes[step - 1]))
        out = (
            f": step {step} goes from {_x(run, step - 1)}, where the slope is {slope}, to {_x(run, step)}. "
            "That is outside the figure, which shows the run at its edge."
        )
    steps = counted(len(run.steps), "step")
    if run.stopped:
        return f"{out} After {steps}, at {end}, its numbers become infinite, and it stops."
    return f"{out} After {steps} it is at {end}."


def _step_ratio(run: DescentRun) -> str:
    """Return whether the steps of a run become longer."""
    if len(run.steps) < 2 or run.steps[-2] == 0:
        return ""
    ratio = abs(float(run.steps[-1] / run.steps[-2]))
    change = "shorter" if ratio < 1 - 1e-9 else "longer" if ratio > 1 + 1e-9 else "neither shorter nor longer"
    return f"Its last step was {number(ratio)} times as long as the one before: the steps become {change}."


def _turns(count: int) -> str:
    times = {1: "once", 2: "twice"}.get(count, f"{count} times")
    return f"it changed direction {times}" if count else "it never changed direction"
