"""Lesson 7, second half: where the batch stands, and how many numbers a module learns."""

from explainer.lessons.course import shapes_values as values
from explainer.lessons.course.lesson import Step, View
from explainer.lessons.course.message import gettext_noop
from explainer.lessons.course.number_feedback import feedback
from explainer.lessons.course.prediction import Choice, Number, Option

SHOWN = View("shapes", {"answer": "shown"})
FIVE = View("shapes", {"shape_m": "5", "answer": "shown"})  # with 4 units, m² is as much as 4 m

COUNTS = (
    Step(
        "batch-first",
        gettext_noop("Where the batch stands"),
        gettext_noop(
            "Without further wish PyTorch wants the steps first: (T, B, n). Keras and many data sets have the batch "
            "first. For them there is `batch_first=True`."
        ),
        SHOWN,
        values=values.of_module,
        prediction=Choice(
            gettext_noop("Which shapes does batch_first=True change?"),
            (
                Option(gettext_noop("Those of input and output alone"),
                       gettext_noop("Right: output becomes {output}, and h_n stays {h_n}.")),
                Option(gettext_noop("Those of input, output and h_n"),
                       gettext_noop("That would be tidy, but it is not so: output becomes {output}, and h_n stays "
                                    "{h_n}.")),
                Option(gettext_noop("That of h_n alone"),
                       gettext_noop("It is the other way round: output becomes {output}, and h_n stays {h_n}.")),
            ),
            values.batch_first_option,
            values.of_batch_first,
        ),
        hidden=("answers",),
    ),
    Step(
        "count",
        gettext_noop("How many numbers it learns"),
        gettext_noop(
            "This {kind} reads n = {n} numbers and has m = {m} units. It stacks {gates} gates, its candidate counted "
            "as one. Each has a matrix W (m, n), a matrix U (m, m), and two biases (m)."
        ),
        SHOWN,
        values=values.of_module,
        prediction=Number(
            gettext_noop("How many numbers does it learn?"), 0.0, 400.0, "",
            values.count,
            feedback(
                gettext_noop("Right: {truth:.0f}. That is gates · (n m + m² + 2 m)."),
                gettext_noop("There are more: gates · (n m + m² + 2 m) = {truth:.0f}."),
                gettext_noop("There are fewer: gates · (n m + m² + 2 m) = {truth:.0f}."),
                1.0, lambda: values.count_mistakes({}),
            ),
            1.0,
        ),
        hidden=("answers",),
    ),
    Step(
        "keras",
        gettext_noop("The same layer in Keras"),
        gettext_noop(
            "PyTorch's LSTM learns {torch} numbers here, and a GRU {gru}: three gates instead of four. Keras' LSTM of "
            "the same sizes learns {keras}, which is {fewer} fewer."
        ),
        FIVE,
        values=values.of_frameworks,
        prediction=Choice(
            gettext_noop("What does Keras leave out?"),
            (
                Option(gettext_noop("A whole gate"),
                       gettext_noop("It has the same four. PyTorch adds two biases in each gate, Keras one: {fewer} "
                                    "numbers fewer, and the same function.")),
                Option(gettext_noop("A part of the recurrent matrix"),
                       gettext_noop("U is complete in both. PyTorch adds two biases in each gate, Keras one: {fewer} "
                                    "numbers fewer.")),
                Option(gettext_noop("The second bias of each gate"),
                       gettext_noop("Right: {fewer} is four gates times {m} units. Both biases only ever act as their "
                                    "sum, so nothing is lost.")),
            ),
            values.keras_option,
            values.of_frameworks,
        ),
        hidden=("answers",),
    ),
    Step(
        "question",
        gettext_noop("Another module"),
        gettext_noop(
            "The code of this module stands on the page. It is a {kind} with {L} layers in both directions, n = {n}, "
            "m = {m}, T = {T}, B = {B}, and the batch comes first."
        ),
        View("shapes", values.QUESTION | {"answer": "shown"}),
        values=values.of_module,
        prediction=Number(
            gettext_noop("How long is the last axis of output?"), 1.0, 30.0, "",
            values.last_axis,
            feedback(
                gettext_noop("Right: {truth:.0f}, the units of the top layer, once for each direction."),
                gettext_noop("It is {truth:.0f}: the units of the top layer, once for each direction."),
                gettext_noop("It is only {truth:.0f}: the units of the top layer, once for each direction."),
                0.4, values.question_mistakes,
            ),
            0.4,
        ),
        hidden=("answers", "figure"),
    ),
)  # fmt: skip
