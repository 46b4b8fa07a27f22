"""What lesson 4 computes of tanh and sigmoid: what they make of a number, once and fifty times."""

from collections.abc import Mapping

import numpy as np

from explainer.cells.primitives import OPS
from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.course.state import State

SIGMOID_OPTIONS = (-0.95, 0.05, 0.5)
"""The numbers in the options of the question about sigmoid, in their order."""
GROWTH, TIMES = 1.2, 50


def squashed(state: State) -> Mapping[str, object]:
    """Return what both curves make of a few numbers."""
    numbers = np.array([3.0, -3.0, 0.1])
    tanh, sigmoid = OPS["tanh"].forward(numbers), OPS["sigmoid"].forward(numbers)
    return {"tanh_3": tanh[0], "tanh_small": tanh[2], "tanh_minus_3": tanh[1], "sigmoid_3": sigmoid[0],
            "sigmoid_minus_3": sigmoid[1], "sigmoid_0": OPS["sigmoid"].forward(np.zeros(1))[0]}  # fmt: skip


def sigmoid_option(state: State) -> int:
    """Return which option is the nearest to the sigmoid of −3."""
    sigmoid = float(str(squashed(state)["sigmoid_minus_3"]))
    return int(np.argmin([abs(option - sigmoid) for option in SIGMOID_OPTIONS]))


def without_squashing(state: State) -> Mapping[str, object]:
    """Return what 1 becomes when it is multiplied again and again."""
    return {"factor": GROWTH, "times": TIMES, "grown": GROWTH**TIMES}


def with_squashing(state: State) -> float:
    """Return what 1 becomes when it is multiplied and squashed by tanh again and again."""
    found = np.ones(1)
    for _ in range(TIMES):
        found = OPS["tanh"].forward(GROWTH * found)
    return float(found[0])


def of_squashing(answer: float, truth: float) -> Message:
    """Speak to a guess of the squashed number."""
    if answer > 1.05:
        text = gettext_noop("tanh never gives more than 1, whatever goes in. The number settles at {truth:.2f}.")
    elif answer < 0.3:
        text = gettext_noop(
            "It does not die out: each product is pushed up by the factor and down by tanh. Both meet at {truth:.2f}."
        )
    else:
        text = gettext_noop("The factor pushes up, tanh pushes down, and both meet at {truth:.2f}.")
    return Message(text, {"truth": truth})
