"""Lesson 2, second half: the gradient goes back in time, and every weight takes a step."""

from explainer.lessons.course import by_hand_values as values
from explainer.lessons.course.by_hand_values import numbers
from explainer.lessons.course.lesson import Step, Task, View
from explainer.lessons.course.message import gettext_noop
from explainer.lessons.course.number_feedback import feedback
from explainer.lessons.course.prediction import Choice, Number, Option

PAGE = View("by-hand")
HIDDEN = ("section backward", "section sums", "section update")

BACKWARD = (
    Step(
        "chain",
        gettext_noop("One step back in time"),
        gettext_noop(
            "Forward, step 3 multiplied `h_2` by `U_h`, added the rest, and took `tanh`.\n\n"
            "Backward, the gradient `dL/dh_3` has to come from `h_3` to `h_2`. It passes both on its way."
        ),
        PAGE,
        look="section output",
        prediction=Choice(
            gettext_noop("What happens to dL/dh_3 on its way to h_2?"),
            (
                Option(gettext_noop("Times U_h transposed, then the slope of tanh"),
                       gettext_noop("That order gives {turned:.4f} instead of {right:.4f}. Forward, tanh came last, "
                                    "so backward it comes first.")),
                Option(gettext_noop("Times the slope of tanh, then U_h transposed"),
                       gettext_noop("Right: {right:.4f} in unit 1. What came last forward comes first backward.")),
                Option(gettext_noop("Times the slope of tanh, then U_h as it is"),
                       gettext_noop("That gives {plain:.4f} instead of {right:.4f}. Row 1 of U_h leads into unit 1; "
                                    "backward we need what leads out of it, column 1.")),
                Option(gettext_noop("Times h_3, then U_h transposed"),
                       gettext_noop("That gives {value:.4f} instead of {right:.4f}. tanh passes a change on by its "
                                    "slope, 1 − h · h, not by its value.")),
            ),
            values.backward_option,
            values.of_backward,
        ),
        hidden=HIDDEN,
    ),
    Step(
        "shared",
        gettext_noop("One weight, used twice"),
        gettext_noop(
            "`U_h` works at step 2 and again at step 3. Take the weight in its row 2, column 1. "
            "Step 2 finds {second:.4f} for it, step 3 finds {third:.4f}."
        ),
        PAGE,
        look="section backward",
        values=values.of_shared,
        prediction=Choice(
            gettext_noop("What is the gradient of this weight?"),
            (
                Option(gettext_noop("What the last step finds"),
                       gettext_noop("Then step 2 would have no say. The weight changes the loss through both steps, "
                                    "so their terms add up: {sum:.4f}.")),
                Option(gettext_noop("The mean of both"),
                       gettext_noop("The mean would be {mean:.4f}. A weight that is used twice changes the loss "
                                    "twice: the terms add up to {sum:.4f}.")),
                Option(gettext_noop("The sum of both"),
                       gettext_noop("Right: {sum:.4f}. Two strong pulls in opposite directions leave a weak one.")),
                Option(gettext_noop("Two numbers, one for each step"),
                       gettext_noop("It is one number with one gradient. The two steps use the same weight, "
                                    "and their terms add up to {sum:.4f}.")),
            ),
            values.shared_option,
            values.of_shared,
        ),
        hidden=("section sums", "section update"),
    ),
    Step(
        "update",
        gettext_noop("The update"),
        gettext_noop(
            "Every weight now takes a step: new = old − η · gradient. Take the bias `a` of the output. "
            "It is {a:g}, its gradient is {da:.3f}, and the learning rate η is {rate:g}."
        ),
        PAGE,
        values=numbers,
        prediction=Number(
            gettext_noop("What is a after the update?"), 0.0, 1.0, "",
            lambda state: numbers(state)["a_new"],
            feedback(
                gettext_noop("Right: {truth:.3f}. y was too high, so its bias goes down."),
                gettext_noop("It is {truth:.3f}. Yours is too low: η times the gradient is a small step."),
                gettext_noop("It is {truth:.3f}. Yours is too high: y was above the target, so a has to go down."),
                0.006, values.update_mistakes,
            ),
            0.006, step=0.01,
        ),
        hidden=("section update", "section again"),
    ),
    Step(
        "again",
        gettext_noop("Was it worth it?"),
        gettext_noop(
            "All {count} weights and biases have moved like that, each against its own gradient. The "
            "same series is read once more. Before the update the loss was {L:.6f}."
        ),
        PAGE,
        look="section update",
        values=numbers,
        prediction=Number(
            gettext_noop("By how many percent does the loss fall?"), 0.0, 100.0, "%",
            values.fall,
            feedback(
                gettext_noop("Close: it falls by {truth:.0f} %, with one update."),
                gettext_noop("It falls by more: {truth:.0f} %. Every weight moved, and all of them helped."),
                gettext_noop("It falls by less: {truth:.0f} %. The gradient is valid for a short step only."),
                6.0,
            ),
            6.0,
        ),
        hidden=("section outcome", "section again"),
    ),
    Step(
        "too-far",
        gettext_noop("A step that is too long"),
        gettext_noop(
            "One update took the loss from {L:.6f} to {L_new:.6f}. A longer step in the same direction is not "
            "always better: somewhere the loss begins to rise again."
        ),
        PAGE,
        look="control:eta",
        values=numbers,
        task=Task(gettext_noop("Raise the learning rate η until the update makes the loss higher than before."),
                  values.is_too_far, values.of_rate),
    ),
    Step(
        "new-case",
        gettext_noop("Another network"),
        gettext_noop(
            "This is another network with another series. Take the weight `W_h` of unit {unit}. "
            "Steps 1 to 3 find these terms for it: {terms}."
        ),
        View("by-hand", values.NEW_CASE),
        values=values.of_new_case,
        prediction=Choice(
            gettext_noop("Which way does this weight move?"),
            (
                Option(gettext_noop("Up, along the sum of the terms"),
                       gettext_noop("The sum is {sum:.4f}, and there the loss grows. The update goes against it: "
                                    "from {before:.4f} to {after:.4f}.")),
                Option(gettext_noop("Down, against the sum of the terms"),
                       gettext_noop("Right: the sum is {sum:.4f}, so the weight goes from {before:.4f} to "
                                    "{after:.4f}.")),
                Option(gettext_noop("Up, because most terms are negative"),
                       gettext_noop("Steps do not vote, they add up. The sum is {sum:.4f}, so the weight goes down.")),
                Option(gettext_noop("Up at two steps, down at one"),
                       gettext_noop("There is one weight for all steps, and it moves once, against the sum: "
                                    "{sum:.4f}.")),
            ),
            values.new_case_option,
            values.of_new_case,
        ),
        hidden=("section sums", "section update", "section again"),
    ),
)  # fmt: skip
