"""Lesson 2: one training step of a plain network by hand, forward and backward."""

from explainer.lessons.course import by_hand_values as values
from explainer.lessons.course.by_hand_backward import BACKWARD, HIDDEN, PAGE
from explainer.lessons.course.by_hand_values import numbers
from explainer.lessons.course.lesson import Lesson, Step
from explainer.lessons.course.message import gettext_noop
from explainer.lessons.course.number_feedback import feedback
from explainer.lessons.course.prediction import Choice, Number, Option

LESSON = Lesson(
    id="one-step-by-hand",
    title=gettext_noop("By hand"),
    about=gettext_noop("One training step with pencil and calculator: forward, loss, backward, update."),
    minutes=12,
    steps=(
        Step(
            "series",
            gettext_noop("Small enough for paper"),
            gettext_noop(
                "This network has two units. It reads {inputs}, one number at each step, and predicts the next one; "
                "{target} would be right.\n\n"
                "Every number on this page can be worked out by hand. Scroll through it once: forward, loss, backward, "
                "update, and the loss again. You will work out three of them."
            ),
            PAGE,
            values=values.of_series,
        ),
        Step(
            "sum",
            gettext_noop("The first sum"),
            gettext_noop(
                "Take unit 1 at step 1. Its input weight `W_h` is {W_h:g}, the input `x_1` is {x_1:g}, its bias `b_h` "
                "is {b_h:g}. There is no past yet: `h_0` is 0.\n\n"
                "The sum `s_1` is weight times input, plus bias. Work it out."
            ),
            PAGE,
            values=numbers,
            prediction=Number(
                gettext_noop("What is s_1 of unit 1?"), -1.0, 1.0, "",
                lambda state: numbers(state)["s_1"],
                feedback(
                    gettext_noop("Right: {truth:.2f}. With h_0 = 0 the matrix U_h adds nothing at this step."),
                    gettext_noop("It is {truth:.2f}: weight times input, plus bias. Yours is too low."),
                    gettext_noop("It is {truth:.2f}: weight times input, plus bias. Yours is too high."),
                    0.005, values.sum_mistakes,
                ),
                0.005, step=0.01,
            ),
            hidden=("section forward", "section again"),
        ),
        Step(
            "state",
            gettext_noop("What step 2 is made of"),
            gettext_noop(
                "`tanh` squashes the sum between −1 and 1: unit 1 gets `h_1` = tanh({s_1:.2f}) = {h_1:.3f}. That is "
                "its state, and step 2 begins with it. Look at the two formulas of `s_1` and `s_2`."
            ),
            PAGE,
            look="section forward",
            values=numbers,
            prediction=Choice(
                gettext_noop("What is new in the formula of s_2?"),
                (
                    Option(gettext_noop("The weights of step 2"),
                           gettext_noop("No step has weights of its own. W_h and U_h are the same numbers at every "
                                        "step; at step 1 U_h met h_0 = 0.")),
                    Option(gettext_noop("The input and the state"),
                           gettext_noop("Right: x_2 and h_1. W_h, U_h and b_h are the same numbers at every step.")),
                    Option(gettext_noop("The bias of step 2"),
                           gettext_noop("The bias b_h is the same number at every step. Compare the two formulas.")),
                ),
                values.new_names_option,
            ),
        ),
        Step(
            "loss",
            gettext_noop("Which way is wrong"),
            gettext_noop(
                "After {steps} steps the prediction is `y` = {y:.3f}, and {target:g} would be right. The loss is half "
                "the squared difference, {L:.6f}.\n\n"
                "`dL/dy` says how the loss changes where `y` grows a little."
            ),
            PAGE,
            look="section loss",
            values=numbers,
            prediction=Choice(
                gettext_noop("What is dL/dy?"),
                (
                    Option(gettext_noop("Target minus prediction"),
                           gettext_noop("That is the way that y should go. A gradient points where the loss grows: "
                                        "it is {dy:.3f}.")),
                    Option(gettext_noop("The loss itself"),
                           gettext_noop("The loss, {L:.4f}, says how wrong y is. Its derivative, {dy:.3f}, says which "
                                        "way makes it worse.")),
                    Option(gettext_noop("Prediction minus target"),
                           gettext_noop("Right: {dy:.3f}. It is above 0, so a higher y means a higher loss.")),
                ),
                values.loss_gradient_option,
                numbers,
            ),
            hidden=("section output", *HIDDEN),
        ),
        *BACKWARD,
    ),
    next_try=gettext_noop("Type a series of your own, save its worksheet, and fill it in before you look at the key."),
)  # fmt: skip
