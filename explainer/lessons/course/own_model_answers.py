"""The options and the feedback of the predictions in lesson “Your own model”."""

from explainer.lessons.course import dead_gates as numbers
from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.course.prediction import Option
from explainer.lessons.course.state import State

LOOKS_OPTIONS = (
    Option(gettext_noop("It is 0 all the time"), gettext_noop(
        "That would be a dead input gate. Here the unit writes at each step, so `h` moves by {moves:.2f}. Only what it "
        "wrote is gone one step later.")),
    Option(gettext_noop("It moves like that of any other unit"), gettext_noop(
        "Yes: it moves by {moves:.2f}. The unit writes, shows, and forgets at once. In a picture of `h` a dead forget "
        "gate looks like a working one.")),
    Option(gettext_noop("It stays at one value"), gettext_noop(
        "To stay it would have to remember. Without its forget gate each step begins from 0, and `h` follows the "
        "input: it moves by {moves:.2f}.")),
)  # fmt: skip
HELD_OPTIONS = (
    Option(gettext_noop("It stays what it was at the start"), gettext_noop(
        "Yes. `c` = 1 · `c` + 0 · `g` at each step: nothing is lost, nothing comes in. A gate that is always open can "
        "be as dead as one that is shut.")),
    Option(gettext_noop("It falls to 0"), gettext_noop(
        "An open forget gate keeps everything; it forgets at 0. And the input gate adds nothing. So `c` stays what it "
        "was at the start.")),
    Option(gettext_noop("It follows the input"), gettext_noop(
        "The input reaches `c` through the input gate alone, and that is at 0. The candidate is computed and thrown "
        "away. So `c` stays what it was at the start.")),
)  # fmt: skip


def of_repair(answer: float, truth: float) -> Message:
    """Speak to an accuracy that is thought not to change, to be whole again, and to others."""
    texts = ((numbers.accuracies()[0] + 0.03, NO_CHANGE), (truth + 0.02, PARTLY))
    return Message(next((text for most, text in texts if answer < most), WHOLE), numbers.of_model(State("")))


NO_CHANGE = gettext_noop(
    "It does change: {before:.1%} becomes {one:.1%}. The readout still knows this unit. As soon as the unit keeps what "
    "it writes, its vote is right again."
)
PARTLY = gettext_noop(
    "About that: {before:.1%} becomes {one:.1%}. One number out of more than a thousand. Before you train again, look "
    "whether a gate can open at all."
)
WHOLE = gettext_noop(
    "Not all of it: {one:.1%}. There is the second dead unit, and a bias of {repaired:g} is not the one that was "
    "trained. With both repaired it is {both:.1%}."
)
