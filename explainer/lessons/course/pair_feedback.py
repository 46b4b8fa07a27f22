"""What is said to the curve that is drawn in lesson “From sequence to sequence”."""

from explainer.lessons.course import pair_numbers as numbers
from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.course.state import State


def of_distance(answer: tuple[float, ...], truth: tuple[float, ...]) -> Message:
    """Speak to a curve that stays near 0, one that falls back to it, one that grows without an end, and others."""
    half = len(answer) // 2
    early, late = sum(answer[1:half]) / (half - 1), sum(answer[half:]) / (len(answer) - half)
    mean = sum(truth) / len(truth)
    if max(early, late) < mean / 3:
        text = NO_TRACE
    elif late < mean / 3:
        text = RECOVERS
    else:
        text = RUNS_AWAY if answer[-1] > 1.4 * truth[-1] else DEPARTS
    return Message(text, numbers.of_disturbance(State("")))


NO_TRACE = gettext_noop(
    "It is not lost on `c`. One wrong letter is a wrong input to all gates: after one step `c` is {first:.1f} away, at "
    "the most {most:.1f}. The weights are the same in both runs; only the input differs."
)
RECOVERS = gettext_noop(
    "It does not come back by itself. After {steps} steps `c` is still {last:.1f} away: the decoder has read a word "
    "that it would not have written, and goes on from there."
)
RUNS_AWAY = gettext_noop(
    "It grows fast, to {most:.1f}, but not without an end: after {steps} steps it is {last:.1f}. The gates overwrite a "
    "part of `c` at each step, and both runs then write the same word."
)
DEPARTS = gettext_noop(
    "So it goes: {first:.1f} after one step, up to {most:.1f}, and {last:.1f} after {steps}. `c` departs with the "
    "wrong word. It stays apart when the right ones come again."
)
