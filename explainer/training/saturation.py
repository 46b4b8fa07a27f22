"""How much of a gate is saturated: the shares of its values that are closed and open."""

from explainer.numerics.measures import CLOSED, OPEN
from explainer.training.records import Numbers


def saturation(gate: Numbers) -> tuple[float, float]:
    """Return the shares of a gate's values that are below 0.1 (closed) and above 0.9 (open)."""
    return float((gate < CLOSED).mean()), float((gate > OPEN).mean())
