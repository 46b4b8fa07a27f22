"""Lesson 1: a loop with a memory."""

from explainer.lessons.course.lesson import Lesson, Step, Task, View
from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.course.prediction import Choice, Curve, Number, Option
from explainer.lessons.course.state import State

RNN = {"cell": "RNN", "m": "4", "scale": "1.5", "text": "abcabc", "t": "1", "op": "1"}


def h_of_unit(state: State) -> tuple[float, ...]:
    return tuple(state.trace.output[:, 0])


LESSON = Lesson(
    id="loop",
    title=gettext_noop("A loop with a memory"),
    about=gettext_noop("What a recurrent network does at each step."),
    minutes=8,
    steps=(
        Step(
            "first",
            gettext_noop("One cell, used again and again"),
            gettext_noop("This is `h` after step {t}: one **number** for each unit."),
            View("cell", RNN),
            look="value:h",
            values=lambda state: {"t": state.link.get("t")},
            task=Task(
                gettext_noop("Move to step 4."),
                lambda state: state.link.get("t") == "4",
                lambda state: Message("You are at step {t}.", {"t": state.link.get("t", "1")}),
            ),
        ),
        Step(
            "choice",
            gettext_noop("A choice"),
            gettext_noop("Some text."),
            View("cell", RNN),
            look="timeline",
            prediction=Choice(
                "Which?",
                (Option("This one", "Yes {a:.2f}."), Option("That one", "No, since that is a very different thing.")),
                lambda state: 0,
                lambda state: {"a": 0.5},
            ),
            hidden=("value:h",),
        ),
        Step(
            "number",
            gettext_noop("A number"),
            gettext_noop("Some text."),
            View("sequence", RNN),
            prediction=Number(
                "How many?",
                1,
                100,
                "steps",
                lambda state: 6.6,
                lambda a, b: Message("You said {a:.1f}.", {"a": a}),
                1.5,
                "logarithmic",
            ),
        ),
        Step(
            "curve",
            gettext_noop("A curve"),
            gettext_noop("Some text."),
            View("cell", RNN),
            prediction=Curve(
                "Draw h of unit 1.",
                "h of unit 1",
                5,
                -1,
                1,
                h_of_unit,
                lambda a, b: Message("It ends at {e:.2f}.", {"e": b[-1]}),
                0.1,
            ),
        ),
    ),
    next_try=gettext_noop("Try."),
)
