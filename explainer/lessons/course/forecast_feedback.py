"""What is said to the numbers that are given in lesson “Forecasting a real series”."""

from explainer.lessons.course import forecast_numbers as numbers
from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.course.state import State


def of_ratio(answer: float, truth: float) -> Message:
    """Speak to a ratio of 2, which is half of the mistake, of 1, and others."""
    texts = ((1.3, NO_DIFFERENCE), (truth / 1.2, ONE_HALF), (truth * 1.2, RATIO))
    return Message(next((text for most, text in texts if answer < most), TOO_MUCH), {"truth": truth})


NO_DIFFERENCE = gettext_noop(
    "It matters: |F − A| is divided by half of F + A. Written as |F − A| / (F + A) / 2, the half divides once more. "
    "The number becomes {truth:.0f} times smaller, and looks like a triumph."
)
ONE_HALF = gettext_noop(
    "There are two halves in it: one is missing under the line, and one stands there in addition. So the number is "
    "{truth:.0f} times too small."
)
RATIO = gettext_noop(
    "Yes, {truth:.0f} times. Such numbers have been printed. Before you compare two papers, compare their formulas on "
    "the same forecast."
)
TOO_MUCH = gettext_noop("Less: one half is missing, and one is there in addition. Two times two is {truth:.0f}.")


def of_growth(answer: float, truth: float) -> Message:
    """Speak to an error that is thought to stay, to add up step by step, and to others."""
    values = numbers.of_loop(State(""))
    if answer < 2:
        return Message(STAYS, values)
    if answer < truth / 1.6:
        return Message(ADDS_UP, values)
    return Message(GROWTH if answer <= truth * 1.6 else EXPLODES, values)


STAYS = gettext_noop(
    "It does not stay. Each prediction becomes an input, so each error does too. One step ahead it is off by "
    "{first:.3f}, after {steps} steps by {last:.3f}: {ratio:.0f} times as much."
)
ADDS_UP = gettext_noop(
    "More than the sum of {steps} such errors. The next prediction starts from a wrong input, so errors feed errors: "
    "{first:.3f} grows to {last:.3f}, {ratio:.0f} times as much."
)
GROWTH = gettext_noop(
    "About that: {first:.3f} grows to {last:.3f}, {ratio:.0f} times. Training showed true inputs only, so nobody "
    "taught it to come back from an error."
)
EXPLODES = gettext_noop(
    "Not that wildly. tanh and the gates keep the states within bounds, so it drifts and does not explode: "
    "{first:.3f} grows to {last:.3f}, {ratio:.0f} times."
)
