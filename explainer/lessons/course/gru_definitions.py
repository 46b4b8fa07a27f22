"""Lesson 5, second half: several definitions are called GRU."""

from explainer.lessons.course import gru_definition_values as values
from explainer.lessons.course.lesson import Step, Task, View
from explainer.lessons.course.message import gettext_noop
from explainer.lessons.course.number_feedback import feedback
from explainer.lessons.course.prediction import Choice, Number, Option

LIBRARY = {"cell": "GRU"}
PAPER = {"cell": "GRU", "convention": values.CHO}

DEFINITIONS = (
    Step(
        "label",
        gettext_noop("z or 1 − z"),
        gettext_noop(
            "These are the equations of Cho et al. 2014, where z keeps. Chung et al. 2014 exchange z and 1 − z: there "
            "z writes, and z = {gate:g} keeps {keeps:.1f} of the old state."
        ),
        View("cell-library", PAPER),
        values=values.of_conventions,
        prediction=Choice(
            gettext_noop("Is that another network?"),
            (
                Option(gettext_noop("No: change the signs of z's weights, and it is the same"),
                       gettext_noop("Right: then no h differs by more than {relabelled}, since σ(−a) is 1 − σ(a). "
                                    "Only the label of z is different.")),
                Option(gettext_noop("Yes: what one keeps, the other forgets"),
                       gettext_noop("Only if you copy weights as they are. Change the signs of z's weights, and no h "
                                    "differs by more than {relabelled}.")),
                Option(gettext_noop("Yes: it has to be trained again"),
                       gettext_noop("Training finds the same functions in both. Old weights can be used, too, with the "
                                    "signs of z's changed: {relabelled} is left.")),
            ),
            values.label_option,
            values.of_conventions,
        ),
        hidden=("differences",),
    ),
    Step(
        "switch",
        gettext_noop("Switch the convention"),
        gettext_noop(
            "These are PyTorch's equations; Keras has the same, with its gates stacked in another order. Watch `z` "
            "when you switch: its colour says whether it keeps or writes."
        ),
        View("cell-library", LIBRARY),
        look="control:convention",
        task=Task(gettext_noop("Under “Written as in” choose “Chung et al. 2014”."),
                  lambda state: state.link.get("convention") == values.CHUNG),
    ),
    Step(
        "place",
        gettext_noop("Before or after the product"),
        gettext_noop(
            "There is a second difference. The papers multiply `h` by r and then by the matrix: U (r ⊙ h). PyTorch and "
            "Keras multiply by the matrix first: r ⊙ (U h). Let both have the same weights and read the same text."
        ),
        View("cell-library", PAPER),
        prediction=Number(
            gettext_noop("By how much do their states h differ at the most? They lie between −1 and 1."), 1e-6, 2.0, "",
            values.place_difference,
            feedback(
                gettext_noop("Right, it is that much: {truth:.2f}. These are two different networks."),
                gettext_noop("It is much more: {truth:.2f}. A matrix mixes the units, so it matters what is gated "
                             "before it."),
                gettext_noop("It is less: {truth:.2f}. Still these are two different networks, and no sign change "
                             "helps."),
                2.0, logarithmic=True,
            ),
            2.0, "logarithmic", 1e-6,
        ),
        hidden=("differences",),
    ),
    Step(
        "lstm",
        gettext_noop("Next to an LSTM"),
        gettext_noop(
            "Both cells read the same text. Compare their equations, role by role, at the end of the page: what keeps, "
            "what writes, what is carried on, and what is shown."
        ),
        View("compare", {"third": "none"}),
        prediction=Choice(
            gettext_noop("How does the GRU differ from the LSTM?"),
            (
                Option(gettext_noop("It is an LSTM without one gate"),
                       gettext_noop("There is more to it. It has {gru_states} state instead of {lstm_states}, and it "
                                    "cannot keep all and write all at once.")),
                Option(gettext_noop("It has one state, and it writes what it does not keep"),
                       gettext_noop("Right: z keeps and 1 − z writes, and all of its state is shown. It has "
                                    "{ratio:.0%} of the LSTM's parameters.")),
                Option(gettext_noop("It has no candidate"),
                       gettext_noop("n is its candidate, as g is the LSTM's. What it lacks is a second state and an "
                                    "output gate.")),
            ),
            values.cells_option,
            values.of_cells,
        ),
    ),
    Step(
        "question",
        gettext_noop("Somebody's blog post"),
        gettext_noop(
            "A blog post writes: new state = z · candidate + (1 − z) · old state. In one unit z is {gate:g} for "
            "{times} steps, and the candidate is 0 all the time."
        ),
        View("cell-library", LIBRARY),
        values=values.of_conventions,
        prediction=Number(
            gettext_noop("How much of the old state is left then?"), 1e-4, 1.0, "",
            values.left_in_question,
            feedback(
                gettext_noop("Right: {truth:.4f}. Here z writes, so each step keeps a tenth."),
                gettext_noop("It is more: {truth:.4f}. Each of the three steps keeps a tenth."),
                gettext_noop("It is less: {truth:.4f}. Each of the three steps keeps a tenth."),
                1.5, values.question_mistakes, logarithmic=True,
            ),
            1.5, "logarithmic", 1e-4,
        ),
    ),
)  # fmt: skip
