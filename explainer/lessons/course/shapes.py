"""Lesson 7: the shapes of what goes into a module of torch.nn and of what comes out."""

from explainer.lessons.course import shapes_values as values
from explainer.lessons.course.lesson import Lesson, Step, Task, View
from explainer.lessons.course.message import gettext_noop
from explainer.lessons.course.prediction import Choice, Option
from explainer.lessons.course.shapes_counts import COUNTS

PAGE = View("shapes")
SHOWN = View("shapes", {"answer": "shown"})
STACKED = View("shapes", {"shape_layers": "2", "answer": "shown"})
BOTH_WAYS = View("shapes", {"shape_bidirectional": "yes", "answer": "shown"})

LESSON = Lesson(
    id="shapes",
    title=gettext_noop("Shapes"),
    about=gettext_noop("What a module of torch.nn takes and returns, and how many numbers it learns."),
    minutes=10,
    steps=(
        Step(
            "units",
            gettext_noop("Units and time steps"),
            gettext_noop(
                "From left to right go the {T} time steps. In each box, from top to bottom, are the {m} units of one "
                "hidden state.\n\n"
                "`output` has the shape {output}: {T} steps, {B} sequences side by side, {m} units."
            ),
            SHOWN,
            look="figure",
            values=values.of_module,
        ),
        Step(
            "longer",
            gettext_noop("A longer sequence"),
            gettext_noop("Now let the sequences have {longer} steps instead of {T}. Everything else stays."),
            SHOWN,
            values=values.of_longer,
            prediction=Choice(
                gettext_noop("What grows?"),
                (
                    Option(gettext_noop("The number of weights: more steps, more weights"),
                           gettext_noop("All steps share the weights: there are {parameters} with {T} steps, and "
                                        "{parameters_longer} with {longer}.")),
                    Option(gettext_noop("The output alone"),
                           gettext_noop("Right: output grows to {output_longer}. The last state h_n stays "
                                        "{h_n_longer}, and the {parameters} weights are shared.")),
                    Option(gettext_noop("The hidden state: it holds the inputs"),
                           gettext_noop("The state has {m} numbers however long the sequence is. That is why it has to "
                                        "choose what it keeps.")),
                ),
                values.longer_option,
                values.of_longer,
            ),
            hidden=("answers",),
        ),
        Step(
            "build",
            gettext_noop("Build it"),
            gettext_noop(
                "T, B and m make the shape of `output`; n does not occur in it. Move the sliders, and press “Show the "
                "shapes” when you want to see."
            ),
            PAGE,
            look="module",
            task=Task(gettext_noop("Make a module whose output has the shape (12, 2, 8)."),
                      values.wanted_reached, values.of_output),
        ),
        Step(
            "stacked",
            gettext_noop("Two layers"),
            gettext_noop(
                "Here are {L} layers: what the first shows at a step, the second reads at that step. `output` is still "
                "{output}. The other result, `h_n`, holds last states."
            ),
            STACKED,
            values=values.of_module,
            prediction=Choice(
                gettext_noop("What is the shape of h_n?"),
                (
                    Option(gettext_noop("(1, B, m)"),
                           gettext_noop("That is the top layer alone. To go on reading later you need the states of "
                                        "all layers: {h_n}.")),
                    Option(gettext_noop("(T, B, m)"),
                           gettext_noop("Units are not time steps. h_n is where the run ends, so no step is left in "
                                        "its shape: {h_n}.")),
                    Option(gettext_noop("(layers, B, m)"),
                           gettext_noop("Right: {h_n}. Every layer ends in a state, and each has its row.")),
                    Option(gettext_noop("(B, layers, m)"),
                           gettext_noop("The rows of the layers come first, in PyTorch always: {h_n}.")),
                ),
                values.states_option,
                values.of_module,
            ),
            hidden=("answers", "figure"),
        ),
        Step(
            "last",
            gettext_noop("output against h_n"),
            gettext_noop(
                "Reading a review to give it one mark needs the last step alone: many to one. Naming every word needs "
                "all steps: many to many.\n\n"
                "`output[-1]` is the last step of `output`."
            ),
            STACKED,
            values=values.of_module,
            prediction=Choice(
                gettext_noop("Which row of h_n holds the same numbers as output[-1]?"),
                (
                    Option(gettext_noop("The first row, h_n[0]"),
                           gettext_noop("That is where the first layer ends, and output shows nothing of it. The top "
                                        "layer is the last row.")),
                    Option(gettext_noop("The last row, h_n[-1]"),
                           gettext_noop("Right: both are the top layer's state at the last step. So either will do for "
                                        "one mark at the end.")),
                    Option(gettext_noop("None: they hold different things"),
                           gettext_noop("They meet in one place: the top layer at the last step is in both, in the "
                                        "last row of h_n.")),
                ),
                values.last_option,
            ),
            hidden=("answers", "figure"),
        ),
        Step(
            "both-ways",
            gettext_noop("Read from both ends"),
            gettext_noop(
                "A bidirectional layer has a second set of weights, which reads the sequence from its end. At every "
                "step `output` shows both states, one behind the other. They have not read the same."
            ),
            PAGE,
            look="module",
            task=Task(gettext_noop("Make the module bidirectional, and let it show the shapes."),
                      values.both_directions_shown, values.of_directions),
        ),
        Step(
            "pairs",
            gettext_noop("What a pair has read"),
            gettext_noop(
                "`output` is {output} now. At step 1 its first half comes from a forward state that has read one step."
            ),
            BOTH_WAYS,
            values=values.of_module,
            prediction=Choice(
                gettext_noop("How many steps has the backward state at step 1 read?"),
                (
                    Option(gettext_noop("All of them"),
                           gettext_noop("Right, all {T}. So output[-1] is no summary of both: its backward half has "
                                        "read one step. h_n has both ends.")),
                    Option(gettext_noop("One, as the forward state"),
                           gettext_noop("It starts at the other end and comes to step 1 last. By then it has read all "
                                        "{T} steps.")),
                    Option(gettext_noop("None: it starts there"),
                           gettext_noop("It starts at step {T} and goes back. Step 1 is where it ends.")),
                ),
                values.pairing_option,
                values.of_module,
            ),
            hidden=("answers", "figure"),
        ),
        *COUNTS,
    ),
    next_try=gettext_noop("Set proj_size to 2: which of the three shapes keeps all units, and why can that be useful?"),
)  # fmt: skip
