"""What is said to the answers in lesson “Who remembers”."""

from explainer.lessons.course import memory_numbers as numbers
from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.course.state import State


def of_curve(answer: tuple[float, ...], truth: tuple[float, ...]) -> Message:
    """Speak to a curve that falls at once, one that never falls, or another one."""
    values = {"early": truth[3], "late": truth[numbers.STEPS], "steps": numbers.STEPS, **numbers.of_task(State(""))}
    if sum(answer[:4]) / 4 < 0.6:
        return Message(FALLS_AT_ONCE, values)
    return Message(NEVER_FALLS if answer[numbers.STEPS] > truth[numbers.STEPS] + 0.3 else FALLS_IN_BETWEEN, values)


FALLS_AT_ONCE = gettext_noop(
    "You let the symbol go at once. But each state is computed from the last one, so it lives on for a while. After "
    "three steps it is read rightly {early:.0%} of the time, after {steps} only {late:.0%}."
)
NEVER_FALLS = gettext_noop(
    "You let it last. But the plain RNN rewrites its whole state at each step: multiplied, mixed with new input, "
    "squashed. After {steps} steps {late:.0%} are read rightly, and a guess has {guess:.1%}."
)
FALLS_IN_BETWEEN = gettext_noop(
    "So it is: {early:.0%} after three steps, {late:.0%} after {steps}, where a guess has {guess:.1%}. The symbol was "
    "in the state, and new input has written over it."
)


def of_half_life(answer: float, truth: float) -> Message:
    """Speak to a half-life that is too short, too long, or right."""
    gate = numbers.gate_at(numbers.OPEN)
    text = TOO_SHORT if answer < truth / 1.3 else TOO_LONG if answer > truth * 1.3 else HALF_LIFE
    return Message(text, {"gate": gate, "lost": 1 - gate, "truth": truth})


TOO_SHORT = gettext_noop(
    "Longer. The gate is {gate:.3f} and takes {lost:.1%} of what is left, not of what was there first. Half is gone "
    "after ln 0.5 / ln {gate:.3f} = {truth:.1f} steps."
)
TOO_LONG = gettext_noop(
    "Shorter. An open gate slows forgetting, it does not end it: a product of many numbers below 1 still shrinks. At "
    "{gate:.3f} half is gone after {truth:.1f} steps."
)
HALF_LIFE = gettext_noop("Yes: ln 0.5 / ln {gate:.3f} = {truth:.1f} steps. Each step takes {lost:.1%} of what is left.")


def of_long_lag(answer: float, truth: float) -> Message:
    """Speak to a bias that is too low, too high, or right."""
    text = TOO_LOW if answer < truth - 0.4 else TOO_HIGH if answer > truth + 0.4 else LONG_ENOUGH
    values = {
        "truth": truth,
        "gate": numbers.gate_at(truth),
        "steps": numbers.LONG_LAG,
        "kept": numbers.half_life_at(answer),
    }
    return Message(text, values)


TOO_LOW = gettext_noop(
    "Too low: there half is gone after {kept:.1f} steps. For {steps:.0f} the gate has to be {gate:.4f}, a bias of "
    "{truth:.1f}."
)
TOO_HIGH = gettext_noop(
    "More than is needed: there half lasts {kept:,.0f} steps. A bias of {truth:.1f} is enough. A gate that is open too "
    "far can hardly be closed again by learning."
)
LONG_ENOUGH = gettext_noop(
    "Yes: a gate of {gate:.4f}, a bias of {truth:.1f}. PyTorch adds two biases, bias_ih and bias_hh: set one of "
    "them, and the other to 0."
)
