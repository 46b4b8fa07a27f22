"""Lesson 3, second half: what gates and clipping do about it."""

from explainer.lessons.course import clipping_values
from explainer.lessons.course import forgetting_values as values
from explainer.lessons.course.lesson import Step, Task, View
from explainer.lessons.course.message import gettext_noop
from explainer.lessons.course.number_feedback import feedback
from explainer.lessons.course.prediction import Choice, Number, Option

HALF_OPEN = {"bias": "0", "length": "41"}
LONG = {"bias": "0", "length": "101"}

REMEDIES = (
    Step(
        "gate",
        gettext_noop("Does a gate help?"),
        gettext_noop(
            "An LSTM carries its memory past the matrix: backward, only the forget gate multiplies it at each step. "
            "Here the bias of that gate is 0, near what PyTorch starts with. So it opens to about one half."
        ),
        View("vanishing-gradients", HALF_OPEN),
        prediction=Choice(
            gettext_noop("Does the LSTM's gradient reach further back than that of the plain RNN?"),
            (
                Option(gettext_noop("Yes, an LSTM does not forget"),
                       gettext_noop("Not with this gate: {gate:.2f} on average, and the product is {product}. The LSTM "
                                    "has {lstm} left, the plain RNN {share}.")),
                Option(gettext_noop("No, less far"),
                       gettext_noop("Right: {lstm} against {share}. A gate of {gate:.2f} halves the gradient at each "
                                    "step, about as any small factor does.")),
                Option(gettext_noop("Just as far"),
                       gettext_noop("The factor per step is another one. The LSTM has {lstm} left, the plain RNN "
                                    "{share}.")),
            ),
            values.gate_option,
            values.of_gate,
        ),
        hidden=("lab curves", "remaining", "lab maps", "causes"),
    ),
    Step(
        "forget-bias",
        gettext_noop("Open the gate"),
        gettext_noop(
            "The bias decides. The higher it is, the nearer the forget gate is to 1, and the slower its product "
            "shrinks. It still shrinks: a gate slows the vanishing, it does not abolish it."
        ),
        View("vanishing-gradients", LONG),
        look="control:bias",
        task=Task(
            gettext_noop("Raise the forget-gate bias until the first step of the LSTM gets more than a tenth of the "
                         "gradient."),
            values.lstm_remembers, values.of_lstm_share,
        ),
    ),
    Step(
        "wall",
        gettext_noop("Where a gradient explodes"),
        gettext_noop(
            "One unit, {horizon} steps, a weight and a bias. The error has a steep wall. Without clipping, the path "
            "meets a gradient of {norm:.0f} there; the ones before had a median of {median:.2f}. So one step is "
            "{length:.1f} long, and the error goes from {start:.3f} to {end:.3f}."
        ),
        View("clipping"),
        look="plan",
        values=clipping_values.of_paths,
        prediction=Choice(
            gettext_noop("Would a much smaller learning rate do the same as clipping?"),
            (
                Option(gettext_noop("No: it shortens all steps"),
                       gettext_noop("Right. With rate {small:.2f} the error ends at {slow:.4f} after {steps} steps. "
                                    "Clipping shortens the long steps alone and ends at {clipped:.4f}.")),
                Option(gettext_noop("Yes: both make steps shorter"),
                       gettext_noop("It makes all steps shorter, also the good ones. With rate {small:.2f} the error "
                                    "ends at {slow:.4f} after {steps} steps, with clipping at {clipped:.4f}.")),
            ),
            clipping_values.rate_option,
            clipping_values.of_small_rate,
        ),
        hidden=("falling",),
    ),
    Step(
        "turn",
        gettext_noop("Two ways to clip"),
        gettext_noop(
            "The longest gradient of the clipped path is {w:.1f} in `w` and {b:.1f} in `b`; the threshold is "
            "{threshold:g}.\n\n"
            "Clipping by norm multiplies the whole gradient by one number. Clipping by value cuts each component at "
            "the threshold, on its own."
        ),
        View("clipping"),
        values=clipping_values.of_turns,
        prediction=Choice(
            gettext_noop("Which of them turns the direction of this step?"),
            (
                Option(gettext_noop("Neither"),
                       gettext_noop("By value, both components become as large as the threshold here. The direction "
                                    "turns by {by_value:.0f} degrees.")),
                Option(gettext_noop("Clipping by norm"),
                       gettext_noop("One number for all components only shortens: {by_norm:.0f} degrees. By value it "
                                    "turns by {by_value:.0f} degrees.")),
                Option(gettext_noop("Both"),
                       gettext_noop("By norm, both components shrink by the same factor, so nothing turns. By value it "
                                    "turns by {by_value:.0f} degrees.")),
                Option(gettext_noop("Clipping by value"),
                       gettext_noop("Right: by {by_value:.0f} degrees, because the components are cut by different "
                                    "factors. By norm it is {by_norm:.0f}.")),
            ),
            clipping_values.turn_option,
            clipping_values.of_turns,
        ),
        hidden=("arrows",),
    ),
    Step(
        "question",
        gettext_noop("Another network"),
        gettext_noop(
            "This plain RNN has a spectral radius of {radius:.2f}. Along its run the mean slope of `tanh` is "
            "{slope:.2f}. You know how often both multiply."
        ),
        View("vanishing-gradients", values.QUESTION),
        values=values.of_factor,
        prediction=Number(
            gettext_noop("After how many steps back is less than a thousandth of its gradient left?"), 1.0, 100.0,
            gettext_noop("steps"),
            values.steps_to_little,
            feedback(
                gettext_noop("Right, it takes {truth:.0f} steps: the product of radius and slope, multiplied that "
                             "often."),
                gettext_noop("It takes longer, {truth:.0f} steps. Multiply radius and slope, and see how often that "
                             "goes into a thousandth."),
                gettext_noop("It is sooner, after {truth:.0f} steps. Both radius and slope multiply at every step."),
                1.25, values.question_mistakes, logarithmic=True,
            ),
            1.25, "logarithmic",
        ),
        hidden=("lab curves", "remaining", "lab maps", "causes"),
    ),
)  # fmt: skip
