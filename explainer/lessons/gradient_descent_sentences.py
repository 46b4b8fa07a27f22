"""The valley's sentences: what each ball does, said from its numbers, and how large a learning rate may be."""

from typing import Any

from explainer.cells.formula import number
from explainer.lessons import gradient_descent
from explainer.lessons.gradient_descent import Curve, Roll

NAMES = ("Ball 1", "Ball 2")
ABOUT = (
    "Learning is rolling downhill: a place on the ground is a weight, the height of the ground is the loss. At each "
    "step the ball looks at the slope under it and goes the other way, as far as the slope times the learning rate. "
    "Nothing else is known to it, and it does not see the curve."
)


def of_ball(curve: Curve, ball: Roll, name: str) -> str:
    """Return what a ball does."""
    end, first = f"x = {number(float(ball.places[-1]))}", f"x = {number(float(ball.places[0]))}"
    steps, slope = len(ball.steps), number(float(ball.slopes[-1]))
    turns = _turned(gradient_descent.turns(ball))
    told = {
        "stands": f"still stands at {first}, where the slope is {slope}.",
        "thrown out": f"is thrown out{_out(ball)}",
        "arrives": f"has arrived: after {_steps(steps)} it is at {end}, where the slope is only {slope}; {turns}.",
        "balances": f"balances on a top, at {end}: the slope there is only {slope}, and nothing pushes it down.",
        "swings": f"swings from side to side: in {_steps(steps)} {turns}, and it is at {end} now, where the slope is "
        f"{slope}. {_swing(ball)}",
        "crawls": f"crawls: {_steps(steps)} took it from {first} to {end}, and the slope there is still {slope}.",
    }
    return f"**{name}**, with learning rate {number(ball.rate)}, {told[gradient_descent.fate(curve, ball)]}"


def of_limit(curve: Curve) -> str:
    """Return how large a learning rate may be on this curve, and why."""
    most = gradient_descent.limit(curve)
    low, high = gradient_descent.curvature(curve)
    if most is None:
        return (
            f"How fast the slope changes, the curvature, is between {number(low)} and {number(high)} in this picture. "
            "A ball settles at a bottom only where the learning rate is below 2 / curvature there, so one rate can be "
            "right at one place and too large at another."
        )
    return (
        f"On this curve the slope changes by {number(high)} for each step of 1 to the right, everywhere: that is the "
        f"curvature. The limit of the learning rate is 2 / {number(high)} = {number(most)}: below it each step brings "
        f"a ball nearer to the bottom, at it the ball swings for ever, above it each swing is wider than the last. "
        f"{number(most / 2)} reaches the bottom in one step."
    )


def rows(ball: Roll) -> dict[str, list[Any]]:
    """Return a ball's way as columns of a table; the last place has no step yet."""
    return {
        "steps taken": list(range(len(ball.places))),
        "place": ball.places.tolist(),
        "loss": ball.losses.tolist(),
        "slope": ball.slopes.tolist(),
        "next step": [*ball.steps.tolist(), None],
    }


def _out(ball: Roll) -> str:
    """Say where a ball went."""
    out, end = gradient_descent.leaves(ball), f"x = {number(float(ball.places[-1]))}"
    told = "."
    if out is not None:
        slope = number(float(ball.slopes[out - 1]))
        told = (
            f": step {out} starts at x = {number(float(ball.places[out - 1]))}, where the slope is {slope}, and ends "
            f"at x = {number(float(ball.places[out]))}, outside the picture, which shows the ball at its edge."
        )
    if ball.stopped:
        return f"{told} After {_steps(len(ball.steps))}, at {end}, its numbers become infinite, and it stops."
    return f"{told} After {_steps(len(ball.steps))} it is at {end}."


def _swing(ball: Roll) -> str:
    """Say whether the swings become wider."""
    if len(ball.steps) < 2:
        return ""
    share = abs(float(ball.steps[-1] / ball.steps[-2]))
    kind = "narrower" if share < 1 - 1e-9 else "wider" if share > 1 + 1e-9 else "neither wider nor narrower"
    return f"Its last swing was {number(share)} times the one before: they become {kind}."


def _steps(count: int) -> str:
    return f"{count} step{'' if count == 1 else 's'}"


def _turned(count: int) -> str:
    often = {1: "once", 2: "twice"}.get(count, f"{count} times")
    return f"it turned round {often}" if count else "it never turned round"
