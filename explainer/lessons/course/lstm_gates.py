"""Lesson 4: the LSTM, gate by gate. Squashing, then what is kept, written and shown."""

from explainer.lessons.course import lstm_gates_values as values
from explainer.lessons.course import lstm_memory, squashing
from explainer.lessons.course.lesson import Lesson, Step, Task, View
from explainer.lessons.course.message import gettext_noop
from explainer.lessons.course.prediction import Choice, Curve, Number, Option

SQUASH = Step(
    "squash",
    gettext_noop("Two functions that squash"),
    gettext_noop(
        "An LSTM has two ways to squash a number. **sigmoid** gives numbers from 0 to 1, as for a valve. **tanh** "
        "gives numbers from −1 to 1, a content with a sign.\n\ntanh of 3 is {tanh_3:.3f}, and of 0.1 it is "
        "{tanh_small:.3f}: small numbers pass, large ones are cut. sigmoid of 3 is {sigmoid_3:.3f}."
    ),
    View("cell", lstm_memory.LSTM | {"t": "1", "op": "10"}),
    look="operation:f",
    values=squashing.squashed,
    prediction=Choice(
        gettext_noop("What does **sigmoid** make of −3?"),
        (
            Option(
                gettext_noop("About −0.95"),
                gettext_noop(
                    "That is tanh. sigmoid is never negative: a valve cannot be more than shut. It gives "
                    "{sigmoid_minus_3:.3f}."
                ),
            ),
            Option(
                gettext_noop("About 0.05"),
                gettext_noop("{sigmoid_minus_3:.3f}: a valve that is nearly shut. At 3 it is nearly open."),
            ),
            Option(
                gettext_noop("About 0.5"),
                gettext_noop(
                    "{sigmoid_0:.1f} is what sigmoid makes of 0. Numbers below 0 shut the valve further: "
                    "{sigmoid_minus_3:.3f}."
                ),
            ),
        ),
        squashing.sigmoid_option,
        squashing.squashed,
    ),
)
FIFTY = Step(
    "fifty",
    gettext_noop("Why squash at all?"),
    gettext_noop(
        "In a loop a number is multiplied again and again. Multiply 1 by {factor}, {times} times, and it becomes "
        "{grown:,.0f}: no network could work with that."
    ),
    View("cell", lstm_memory.LSTM | {"t": "1", "op": "24"}),
    look="operation:h",
    values=squashing.without_squashing,
    prediction=Number(
        gettext_noop("With tanh after every multiplication by 1.2, where does 1 end after fifty times?"),
        0.0,
        3.0,
        "",
        squashing.with_squashing,
        squashing.of_squashing,
        0.2,
        step=0.05,
    ),
)
LANES = Step(
    "lanes",
    gettext_noop("A gate is many valves"),
    gettext_noop(
        "This is the forget gate `f` at step {step}. It is not one number, but one for each of the {units} units.\n\n"
        "Unit {high_unit} keeps {high:.2f} of its memory, unit {low_unit} only {low:.2f}. Each lane is multiplied by "
        "its own number, and lanes never mix here."
    ),
    View("cell", lstm_memory.LSTM | {"t": "7", "op": "21"}),
    look="value:f",
    values=values.lanes,
)
KEEP = Step(
    "keep",
    gettext_noop("A forget gate at 1"),
    gettext_noop(
        "Now the gates are held by hand. The input gate `i` is held at 0: nothing is written. The forget gate `f` is "
        "held at 1. Before the first step the memory `c` of each unit is {start:.0f}."
    ),
    View("cell", lstm_memory.held("1") | {"op": "21"}),
    look="value:f",
    values=values.left_of_memory,
    hidden=("maps", "timeline"),
    prediction=Choice(
        gettext_noop("What is left of it after twenty steps?"),
        (
            Option(
                gettext_noop("Nothing: an open forget gate forgets"),
                gettext_noop(
                    "The name misleads: `f` says how much is **kept**. At 1 it forgets nothing: {end:.2f} is left "
                    "after {steps} steps."
                ),
            ),
            Option(
                gettext_noop("All of it"),
                gettext_noop("`f` says how much is kept. Times 1, {steps} times over: {end:.2f} is left."),
            ),
            Option(
                gettext_noop("About half: every memory fades"),
                gettext_noop(
                    "It fades only where `f` is below 1. Times 1, {steps} times over, nothing is lost: {end:.2f} is "
                    "left."
                ),
            ),
        ),
        values.which_is_left,
        values.left_of_memory,
    ),
)
SHUT = Step(
    "shut",
    gettext_noop("Shut it"),
    gettext_noop(
        "This is the free LSTM again, at the end of the forget gate's equation. The outlined control holds its "
        "value from the present step on."
    ),
    View("cell", lstm_memory.LSTM | {"t": "1", "op": "10"}),
    look="hold",
    task=Task(
        gettext_noop("Hold `f` at 0 from step 1 on, so that everything old is overwritten."),
        lambda state: values.held_at(state, "f") == 0,
        values.forgotten,
    ),
)
HALF = Step(
    "half",
    gettext_noop("What is left after 20 steps?"),
    gettext_noop(
        "Nothing is written, as before, but now `f` is held at 0.9 in every step. The memory of unit 1 begins at "
        "{start:.0f}."
    ),
    View("cell", lstm_memory.held("0.9") | {"op": "21"}),
    look="value:c_prev",
    values=values.left_of_memory,
    hidden=("maps", "timeline"),
    prediction=Curve(
        gettext_noop("Draw the memory `c` of unit 1, from 1 at the start, over twenty steps."),
        gettext_noop("c of unit 1"),
        20,
        0.0,
        1.0,
        values.fading_memory,
        values.of_drawn_memory,
        0.09,
    ),
)
HALF_LIFE = Step(
    "half-life",
    gettext_noop("A longer memory"),
    gettext_noop(
        "At which step is `f` times `f` times `f` … just 0.5? At step ln 0.5 / ln `f`, the **half-life** of the "
        "memory. A gate at 0.5 halves it at each step: after ten a thousandth is left."
    ),
    View("cell", lstm_memory.held("0.9") | {"op": "10"}),
    look="hold",
    task=Task(
        gettext_noop("Hold `f` from step 1 on so that half is left after 20 steps or more, but keep it below 1."),
        lambda state: 20 <= values.half_life(values.held_at(state, "f") or 0.0) < float("inf"),
        values.of_half_life,
    ),
)
LESSON = Lesson(
    id="lstm",
    title=gettext_noop("The LSTM, gate by gate"),
    about=gettext_noop("Squashing, keeping, writing and showing: three valves around one memory, moved by hand."),
    minutes=12,
    steps=(SQUASH, FIFTY, LANES, KEEP, SHUT, HALF, HALF_LIFE, *lstm_memory.STEPS),
    next_try=gettext_noop(
        "On the page Sequence, open the sidebar with » and choose the preset “latch on a trigger”. Which gate closes "
        "after the first pulse?"
    ),
)
