"""The numbers of the lesson By hand, from the worked example that its page shows."""

from collections.abc import Mapping

import numpy as np

from explainer.lessons import by_hand
from explainer.lessons.by_hand import Example
from explainer.lessons.course.lab_settings import worked_example
from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.course.signed_number import SignedNumber, signed
from explainer.lessons.course.state import State
from explainer.lessons.derivation import NAME, sections
from explainer.lessons.worked_lines import digits

NEW_CASE = {"series": "40 30 20 10", "seed": "25"}
UNIT = 1  # of the new case, counted from 0
SHARED = (1, 0)  # the entry of U_h whose terms have different signs


def numbers(state: State) -> dict[str, float]:
    """Return every number by its name on paper, of a vector the first one; the counts of weights and of steps."""
    example = worked_example(state.link)
    count = sum(value.size for value in example.before.params.values())
    found = {_field(name): SignedNumber(value.ravel()[0]) for name, value in by_hand.values(example).items()}
    return {**found, "count": count, "steps": example.steps}


def _field(name: str) -> str:
    return name.replace("dL/d", "d").replace("(", "").replace(")", "").replace("′", "_new").replace("η", "rate")


def of_series(state: State) -> dict[str, object]:
    """Return the inputs in a row, and the target."""
    *inputs, target = (digits(value) for value in worked_example(state.link).series.x[:, 0])
    return {"inputs": ", ".join(inputs), "target": target}


def first_sum(link: Mapping[str, str]) -> float:
    """Return s_1 of unit 1."""
    return numbers(State("by-hand", link))["s_1"]


def sum_mistakes() -> dict[str, float]:
    """Return what the known mistakes give for s_1 of unit 1."""
    found = numbers(State("by-hand"))
    w, b, x = found["W_h"], found["b_h"], found["x_1"]
    return {
        gettext_noop("That adds the weight itself. First it multiplies the input; then the bias is added."): w + b,
        gettext_noop("A sign went missing. The weight is below 0, so weight times input is below 0 too."): b - w * x,
        gettext_noop("That is the bias alone. The input comes in too: add weight times input."): b,
        gettext_noop("That is one step too far: it is tanh of the sum. The sum comes first."): found["h_1"],
    }  # fmt: skip


def new_names(state: State) -> set[str]:
    """Return the names that the formula of s_2 has and that of s_1 does not."""
    (forward,) = (one for one in sections(worked_example(state.link).steps) if one.key == "forward")
    first, second = (set(NAME.findall(group.lines[0].formula)) for group in forward.groups[:2])
    return second - first


def new_names_option(state: State) -> int:
    """Return which of the options names what is new in s_2: the weights, the input and the state, the bias."""
    options = [{"W_h", "U_h"}, {"x_2", "h_1"}, {"b_h"}]
    return options.index(new_names(state))


def loss_gradient_option(state: State) -> int:
    """Return whether dL/dy is target minus prediction, the loss, or prediction minus target."""
    found = numbers(state)
    options = [found["target"] - found["y"], found["L"], found["y"] - found["target"]]
    return int(np.argmin([abs(option - found["dy"]) for option in options]))


def backward_options(example: Example) -> list[float]:
    """Return dL/dh_2 of unit 1 by four ways: the order turned, the right one, U_h as it is, and h for the slope."""
    named = by_hand.values(example)
    gradient, h, matrix = named["dL/dh_3"], named["h_3"], named["U_h"]
    slope = 1.0 - h * h
    ways = [(matrix.T @ gradient) * slope, matrix.T @ (gradient * slope), matrix @ (gradient * slope),
            matrix.T @ (gradient * h)]  # fmt: skip
    return [float(way[0]) for way in ways]


def backward_option(state: State) -> int:
    """Return which of the ways back gives dL/dh_2."""
    example = worked_example(state.link)
    right = float(by_hand.values(example)["dL/dh_2"][0])
    return int(np.argmin([abs(way - right) for way in backward_options(example)]))


def of_backward(state: State) -> dict[str, object]:
    """Return what each path of the gradient gives."""
    ways = backward_options(worked_example(state.link))
    return signed(dict(zip(("turned", "right", "plain", "value"), ways, strict=True)))


def of_shared(state: State) -> dict[str, object]:
    """Return the terms of one entry of U_h, their sum and their mean."""
    terms = worked_example(state.link).before.layer_gradients.terms("U_h")[:, SHARED[0], SHARED[1]]
    found = {"second": terms[1], "third": terms[2], "sum": terms.sum(), "mean": terms[1:].mean()}
    return signed(found)


def shared_option(state: State) -> int:
    """Return whether the gradient of that entry is the last of its terms, their mean or their sum."""
    found = of_shared(state)
    gradient = np.asarray(worked_example(state.link).before.gradients["U_h"])[SHARED]
    return int(np.argmin([abs(float(found[key]) - gradient) for key in ("third", "mean", "sum")]))  # type: ignore[arg-type]


def update_mistakes() -> dict[str, float]:
    """Return what the known mistakes give for the bias a after the update."""
    found = numbers(State("by-hand"))
    a, gradient, rate = found["a"], found["da"], found["rate"]
    return {
        gettext_noop("That goes along the gradient, where the loss grows. Go against it."): a + rate * gradient,
        gettext_noop("That takes the whole gradient off. The learning rate makes the step shorter."): a - gradient,
        gettext_noop("That is the change alone. Take it from the old value."): rate * gradient,
    }  # fmt: skip


def fall(state: State) -> float:
    """Return by how many percent one update lowers the loss."""
    found = numbers(state)
    return 100.0 * (1.0 - found["L_new"] / found["L"])


def is_too_far(state: State) -> bool:
    """Tell whether the update raises the loss."""
    example = worked_example(state.link)
    return bool(not example.after.loss.value <= example.before.loss.value)


def of_rate(state: State) -> Message:
    """Return what the loss does with the learning rate on the page."""
    found = numbers(state)
    return Message(gettext_noop("With η = {rate:g} the loss goes from {L:.4f} to {L_new:.4f}."), found)


def of_new_case(state: State) -> dict[str, object]:
    """Return the terms of W_h of a unit in the new case, their sum, and the weight before and after."""
    example = worked_example(state.link)
    terms = example.before.layer_gradients.terms("W_h")[:, UNIT, 0]
    return {
        "terms": ", ".join(f"{SignedNumber(term):.4f}" for term in terms), "sum": terms.sum(), "unit": UNIT + 1,
        "before": SignedNumber(example.before.params["W_h"][UNIT, 0]),
        "after": SignedNumber(example.after.params["W_h"][UNIT, 0]),
    }  # fmt: skip


def new_case_option(state: State) -> int:
    """Return whether the weight of the new case moves up (0) or down (1)."""
    found = of_new_case(state)
    return 1 if float(found["after"]) < float(found["before"]) else 0  # type: ignore[arg-type]
