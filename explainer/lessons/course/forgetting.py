"""Lesson 3: gradients through time, why they vanish or explode, and clipping."""

from explainer.lessons.course import forgetting_values as values
from explainer.lessons.course.forgetting_remedies import REMEDIES
from explainer.lessons.course.lesson import Lesson, Step, Task, View
from explainer.lessons.course.message import gettext_noop
from explainer.lessons.course.prediction import Choice, Option

TWENTY = {"bias": "0", "length": "21"}
FORTY = {"bias": "0", "length": "41"}
FACTOR_ONE = {"bias": "0", "length": "61"}
RELU = {"bias": "0", "length": "61", "activation": "ReLU"}
CURVES = ("lab curves", "remaining", "lab maps")

LESSON = Lesson(
    id="forgetting",
    title=gettext_noop("Why it forgets"),
    about=gettext_noop("How far a gradient reaches back in time, what makes it vanish or explode, and clipping."),
    minutes=12,
    steps=(
        Step(
            "reach",
            gettext_noop("Back to the first step"),
            gettext_noop(
                "The loss is made at the last step, on the right. The curve shows how much of its gradient arrives at "
                "each step before it.\n\n"
                "In the plain RNN {share} of it is left after {back} steps back. That is all the credit that the first "
                "input can get: where no gradient arrives, nothing is learnt."
            ),
            View("vanishing-gradients", TWENTY),
            look="lab curves",
            values=values.of_shares,
        ),
        Step(
            "twice",
            gettext_noop("Twice as far"),
            gettext_noop("The plain RNN has {share} of its gradient left after {back} steps back. Now let the sequence "
                         "be twice as long, with the same weights."),
            View("vanishing-gradients", TWENTY),
            values=values.of_shares,
            prediction=Choice(
                gettext_noop("About how much is left after twice as many steps?"),
                (
                    Option(gettext_noop("Half as much"),
                           gettext_noop("It does not shrink by equal amounts but by equal factors. Half would be "
                                        "{half}; {twice} is left.")),
                    Option(gettext_noop("That share of that share"),
                           gettext_noop("Right: the square would be {square}, and {twice} is left. Each step "
                                        "multiplies.")),
                    Option(gettext_noop("The same"),
                           gettext_noop("Every step back multiplies once more: {twice} is left of what was {once}.")),
                ),
                values.doubling_option,
                values.of_doubling,
            ),
            hidden=("lab maps",),
        ),
        Step(
            "factor",
            gettext_noop("Two things multiply"),
            gettext_noop(
                "Each step back multiplies by the matrix and by the slope of `tanh`. Spectral radius {radius:.2f} "
                "times mean slope {slope:.2f} is {product:.2f}; measured is {measured:.2f} per step.\n\n"
                "So on this logarithmic axis the curve is nearly a straight line. It changes by {log_measured:.2f} per "
                "step; the logarithm of the product is {log_product:.2f}."
            ),
            View("vanishing-gradients", FORTY),
            look="causes",
            values=values.of_factor,
        ),
        Step(
            "balance",
            gettext_noop("A factor of about one"),
            gettext_noop(
                "With a factor of 1 the gradient would neither vanish nor explode. A larger matrix makes the factor "
                "larger. It also drives `tanh` into its flat ends, which makes the slope smaller."
            ),
            View("vanishing-gradients", FACTOR_ONE),
            look="control:radius",
            task=Task(
                gettext_noop("Move the spectral radius until the first step gets between a tenth and ten times the "
                             "gradient of the last."),
                values.balance_reached, values.of_share,
            ),
        ),
        Step(
            "credit",
            gettext_noop("What is lost"),
            gettext_noop(
                "Here {share} of the gradient reaches the first step, {back} steps back. All steps share one matrix "
                "`U_h`, and training changes that matrix."
            ),
            View("vanishing-gradients", FACTOR_ONE),
            look="lab curves",
            values=values.of_shares,
            prediction=Choice(
                gettext_noop("What can this network hardly learn?"),
                (
                    Option(gettext_noop("That an early input mattered"),
                           gettext_noop("Right. U_h does learn, but the last five steps give {late:.0%} of its "
                                        "gradient, and the first half {early}.")),
                    Option(gettext_noop("The weights of the early steps"),
                           gettext_noop("Early steps have no weights of their own. U_h does learn; only, the first "
                                        "half of the steps gives {early} of its gradient.")),
                    Option(gettext_noop("Anything: all gradients are 0"),
                           gettext_noop("The gradient of U_h is far from 0: the last five steps give {late:.0%} of it. "
                                        "What dies is the part of the early steps.")),
                ),
                values.credit_option,
                values.of_terms,
            ),
        ),
        Step(
            "explode",
            gettext_noop("And the other way round"),
            gettext_noop(
                "This plain RNN has ReLU instead of `tanh`. Its slope is 0 or 1, and nothing squashes the state. With "
                "a small matrix the gradient vanishes as before: {share} is left."
            ),
            View("vanishing-gradients", RELU),
            look="control:radius",
            values=values.of_shares,
            task=Task(
                gettext_noop("Raise the spectral radius until the first step gets more than a thousand times the "
                             "gradient of the last."),
                values.has_exploded, values.of_share,
            ),
        ),
        *REMEDIES,
    ),
    next_try=gettext_noop("On Vanishing gradients press “overflow”, and find out where the gradient stops being a "
                          "number."),
)  # fmt: skip
