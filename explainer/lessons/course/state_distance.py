"""What the second half of lesson 1 computes: how far two runs lie apart whose texts differ in the first letter."""

from collections.abc import Mapping

import numpy as np

from explainer.cells.formula import number
from explainer.cells.primitives import Array
from explainer.inputs.sequence import Sequence
from explainer.inputs.text import read_text
from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.course.state import State

TWENTY = "abbabbabbaabbabababb"
FORTY = f"{TWENTY}babbabaabbabbbababba"
SAME, GONE = 1e-12, 0.01


def other_first_letter(sequence: Sequence) -> Sequence:
    """Return a text of two letters with its first letter replaced by the other one."""
    first, *rest = sequence.labels
    other = next(symbol for symbol in sequence.channels if symbol != first)
    return read_text("".join([other, *rest]), "character")


def distances(state: State) -> Array:
    """Return how far h lies from the h of the same text with another first letter, after each step: (T,)."""
    assert state.setup and state.sequence
    other = state.setup.run(other_first_letter(state.sequence)).output
    return np.asarray(np.linalg.norm(state.trace.output - other, axis=1), np.float64)


def ends(state: State) -> Mapping[str, object]:
    """Return the distance after the first step and after the last one, and its share that is left."""
    apart = distances(state)
    return {"first": apart[0], "last": apart[-1], "left": apart[-1] / apart[0], "steps": len(apart)}


def last_states(state: State) -> int:
    """Return 0 where the last states are equal, 1 where less than half of the distance is left, else 2."""
    apart = distances(state)
    return 0 if apart[-1] < SAME else 1 if apart[-1] < apart[0] / 2 else 2


def share_left(state: State) -> Message:
    """Say how much of the distance after the first step is left after the last one."""
    text = gettext_noop("{left:.1%} of the distance is left at the last step.")
    if float(str(ends(state)["left"])) > 1:
        text = gettext_noop("The distance has grown: at the last step it is {left:.1f} times that after the first.")
    return Message(text, ends(state))


def steps_until_gone(state: State) -> float:
    """Return after how many further steps less than 1 % of the first distance is left; all where it never is."""
    apart = distances(state)
    gone = np.flatnonzero(apart < GONE * apart[0])
    return float(gone[0] if len(gone) else len(apart))


def text_and_end(state: State) -> Mapping[str, object]:
    """Return the first letter of the text and unit 1 after the last."""
    letters = state.sequence.labels if state.sequence else ("",)
    return {"letter": letters[0], "last": number(state.trace.output[-1, 0])}


def of_drawn_distance(answer: tuple[float, ...], truth: tuple[float, ...]) -> Message:
    """Speak to a drawn curve of the distance: one that stays, vanishes at once, is straight, or fits."""
    drawn = np.array(answer) / max(truth)
    straight = np.linspace(drawn[0], drawn[-1], len(drawn))
    if drawn[-5:].mean() > 0.4:
        text = gettext_noop(
            "Your curve stays high: but every step rewrites the whole state. Half of the distance is gone after {half} "
            "letters."
        )
    elif drawn[3:].mean() < 0.05:
        text = gettext_noop(
            "You let it vanish almost at once. `U` carries a part of it on: half is gone only after {half} letters, "
            "and {last:.2f} is left at the end."
        )
    elif np.abs(drawn - straight).mean() < 0.06:
        text = gettext_noop(
            "You drew a straight line. A loop takes a share of what is left at each step: fast at first, then ever "
            "slower. Half is gone after {half} letters."
        )
    else:
        text = gettext_noop(
            "It falls fast at first, then ever slower, for each step takes a share of what is left. Half is gone after "
            "{half} letters."
        )
    return Message(text, {"half": int(np.flatnonzero(np.array(truth) < truth[0] / 2)[0]), "last": truth[-1]})


def of_steps_until_gone(answer: float, truth: float) -> Message:
    """Speak to a guess of the steps until a hundredth is left."""
    if answer > 1.5 * truth:
        text = gettext_noop(
            "It goes faster. On average each step leaves {share:.0%} of the distance, and after {truth:.0f} letters "
            "that is less than a hundredth."
        )
    elif answer < truth / 1.5:
        text = gettext_noop(
            "It lasts longer. On average each step leaves {share:.0%} of the distance, so it takes {truth:.0f} letters."
        )
    else:
        text = gettext_noop(
            "On average each step leaves {share:.0%} of the distance. After {truth:.0f} letters less than a hundredth "
            "is left."
        )
    return Message(text, {"truth": truth, "share": GONE ** (1 / truth)})
