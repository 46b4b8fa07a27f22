"""The step of lesson “From sequence to sequence” that makes the state smaller, until not all goes through it."""

from collections.abc import Mapping

from explainer.lessons.course.lesson import Step, View
from explainer.lessons.course.message import gettext_noop
from explainer.lessons.course.number_feedback import feedback
from explainer.lessons.course.prediction import Number
from explainer.lessons.course.state import State
from explainer.runs.experiment import STATE_SIZE, STATE_UNITS, units_variant
from explainer.runs.measured import measured
from explainer.tasks.pair_tasks import LONGEST, SHORTEST

SMALL, LARGE = 16, STATE_UNITS[-1]


def right_with(units: int) -> float:
    """Return how many of 100 unseen words come out right with so many units, on the mean of the seeds."""
    found = measured(STATE_SIZE.key).variants[units_variant(units)].metric
    return 100 * sum(found) / len(found)


def of_sizes(state: State) -> Mapping[str, object]:
    """Return what was measured with each number of units, and with what."""
    found = measured(STATE_SIZE.key)
    return {
        "best": right_with(LARGE), "small": SMALL, "large": LARGE,
        "numbers": 2 * SMALL, "shortest": SHORTEST, "longest": LONGEST, "seeds": STATE_SIZE.base.seeds,
        "date": found.date, "torch": found.versions["torch"],
    }  # fmt: skip


def size_step(view: View) -> Step:
    """Return the step, beside a view."""
    return Step(
        "size", gettext_noop("A smaller state"),
        gettext_noop(
            "Other networks reverse words of {shortest} to {longest} letters. With {large} units {best:.0f} of 100 "
            "unseen words come out right: the mean of {seeds} seeds, measured on {date} with PyTorch {torch}. Now the "
            "state gets {small} units, so {numbers} numbers go across."
        ),
        view, values=of_sizes,
        prediction=Number(
            gettext_noop("With the smaller state, how many of 100 unseen words come out right?"), 0, 100,
            gettext_noop("words"), lambda state: right_with(SMALL), FEEDBACK, 12,
        ),
    )  # fmt: skip


FEEDBACK = feedback(
    gettext_noop(
        "Yes, {truth:.0f}. A word counts only where all of its letters came through, and nothing else leads across."
    ),
    gettext_noop(
        "It is more: {truth:.0f}. A number of the state is no place for one letter: the weights decide what each of "
        "them holds."
    ),
    gettext_noop(
        "It is fewer: {truth:.0f}. Nothing else leads across. What does not fit into the state is lost, however well "
        "the decoder writes."
    ),
    12,
)
