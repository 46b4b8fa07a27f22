"""The second half of lesson 1: two texts that differ in their first letter, and how long that can be seen."""

from explainer.lessons.course import state_distance
from explainer.lessons.course.lesson import Step, Task, View
from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.course.prediction import Choice, Curve, Number, Option

TWINS = {"cell": "RNN", "scale": "1.5", "text": state_distance.TWENTY, "unit": "1", "t": "1"}
LONG = {"cell": "RNN", "m": "12", "scale": "1.4", "seed": "3", "text": state_distance.FORTY, "unit": "1", "t": "1"}

TWIN = Step(
    "twins",
    gettext_noop("Two texts with the same end"),
    gettext_noop(
        "Another network, with eight units, reads twenty letters. We also let it read a second text, which differs "
        "in the **first letter alone**. After that letter the two states lie {first:.2f} apart: the length of the "
        "difference of both `h`."
    ),
    View("sequence", TWINS),
    look="strip",
    values=state_distance.ends,
    prediction=Choice(
        gettext_noop("Both read the same nineteen letters from there on. How far apart are their last states?"),
        (
            Option(
                gettext_noop("Not at all: the same letters give the same state"),
                gettext_noop(
                    "Nothing ever resets `h`. A trace of the first letter is still in it: {last:.3f}, of {first:.2f} "
                    "at the start."
                ),
            ),
            Option(
                gettext_noop("A little: the difference has faded"),
                gettext_noop("After {steps} letters {left:.1%} of it is left: {last:.3f}, of {first:.2f}."),
            ),
            Option(
                gettext_noop("As far as at the start: a memory keeps things"),
                gettext_noop(
                    "This cell rewrites its whole state at each step. Of {first:.2f} only {last:.3f} is left after "
                    "{steps} letters."
                ),
            ),
        ),
        state_distance.last_states,
        state_distance.ends,
    ),
)
FADE = Step(
    "fade",
    gettext_noop("How does the difference fade?"),
    gettext_noop("After the first letter the two states lie {first:.2f} apart, after all twenty only {last:.2f}."),
    View("sequence", TWINS),
    look="chart:h",
    values=state_distance.ends,
    prediction=Curve(
        gettext_noop("Draw the distance of the two states after each further letter."),
        gettext_noop("distance of the two states"),
        19,
        0.0,
        1.5,
        lambda state: tuple(state_distance.distances(state)),
        state_distance.of_drawn_distance,
        0.12,
    ),
)
TRAVEL = Step(
    "travel",
    gettext_noop("Send the difference yourself"),
    gettext_noop(
        "The text stands in the sidebar. Change its first letter, and compare: which columns of `h` look different "
        "now, and which look as before?"
    ),
    View("sequence", TWINS),
    look="control:text",
    task=Task(
        gettext_noop(
            "Change the first letter of the text from “a” to “b”, and leave the others. Then press Ctrl and Enter, or "
            "click beside the text."
        ),
        lambda state: bool(state.sequence and "".join(state.sequence.labels) == f"b{state_distance.TWENTY[1:]}"),
        lambda state: Message(
            gettext_noop("The text begins with “{letter}”; unit 1 ends at {last}."), state_distance.text_and_end(state)
        ),
    ),
)
SCALE = Step(
    "scale",
    gettext_noop("Can it remember longer?"),
    gettext_noop(
        "Scale multiplies all weights. With small ones the loop fades fast, with large ones a difference can even "
        "grow: then the state says little about anything else."
    ),
    View("sequence", TWINS | {"scale": "1"}),
    look="control:scale",
    task=Task(
        gettext_noop("Move Scale until more than half of the distance is left at the last step."),
        lambda state: bool(state_distance.ends(state)["left"] > 0.5),  # type: ignore[operator]
        state_distance.share_left,
    ),
)
LAST = Step(
    "last",
    gettext_noop("A cell that you have not seen"),
    gettext_noop(
        "This one has twelve units, other weights, and reads forty letters. Again a second text differs in its first "
        "letter alone. After it the two states lie {first:.2f} apart."
    ),
    View("sequence", LONG),
    look="strip",
    values=state_distance.ends,
    prediction=Number(
        gettext_noop("After how many further letters is less than a hundredth of the distance left?"),
        1,
        40,
        gettext_noop("letters"),
        state_distance.steps_until_gone,
        state_distance.of_steps_until_gone,
        1.3,
        "logarithmic",
    ),
)
STEPS = (TWIN, FADE, TRAVEL, SCALE, LAST)
