"""Each operation of a cell in words, forward and backward: a title, and a sentence with places for numbers."""

import re

from explainer.cells.expression import role
from explainer.cells.primitives import OPS
from explainer.cells.program import Program, Step, is_number

GATE_ROLES = ("keep", "write", "read")


def title(program: Program, step: Step) -> str:
    """Describe what an operation does, without numbers."""
    if step.op == "matmul":
        return (
            f"Multiply {_vector(step)} by a matrix, for {step.equation}{'' if step.args[1] == 'x' else ': units mix'}"
        )
    if step.op == "mul" and _gate_arguments(program, step):
        return GATED_PRODUCT[_gate_role(program, step)][0]
    if step.op == "sub" and step.args[0] == "1":
        return f"Subtract {_letter(step.args[1])} from 1"
    if step.op == "add":
        return _sum_title(program, step)
    about = program.equation(step.name).about if step.name == step.equation else ""
    action = OPS[step.op].action
    return f"{action[0].upper()}{action[1:]}{': ' if about else ''}{re.split('[:,]', about)[0]}"


def sentence(program: Program, step: Step) -> str:
    """Return a sentence with places for one unit's numbers: {u} the unit, {0} and {1} the arguments, {r} the result.

    {p} is the previous state, {m} and {s} are the mean and the spread of all units of the argument.
    """
    if step.op == "matmul":
        return f"Unit {{u}} adds up {_elements(step)}, each times its own weight: {{r}}."
    gates = _gate_arguments(program, step)
    if step.op == "mul" and gates:
        template = GATED_PRODUCT[_gate_role(program, step)][1]
        return template.format(gate=f"{{{gates[0]}}}", value=f"{{{1 - gates[0]}}}")
    if step.op == "add" and step.name in program.cell.state:
        return f"Unit {{u}} of {step.name} goes from {{p}} to {{r}}."
    return FORWARD[step.op]


GATED_PRODUCT = {  # what a gate does to a value: without numbers, and with one unit's numbers
    "keep": ("Keep part of the old memory", "Unit {{u}} keeps {gate} of {value}: {{r}} is left."),
    "write": ("Write part of the new content", "Unit {{u}} writes {gate} of {value}: {{r}}."),
    "read": ("Let part of the value through", "Unit {{u}} lets {gate} of {value} through: {{r}}."),
}
FORWARD = {
    "add": "Unit {u}: {0} plus {1} is {r}.",
    "sub": "Unit {u}: {0} minus {1} is {r}.",
    "neg": "Unit {u}: {0} with the opposite sign is {r}.",
    "mul": "Unit {u}: {0} times {1} is {r}.",
    "div": "Unit {u}: {0} divided by {1} is {r}.",
    "sigmoid": "Unit {u}: the sigmoid of {0} is {r}, between 0 and 1.",
    "tanh": "Unit {u}: the tanh of {0} is {r}, between −1 and 1.",
    "relu": "Unit {u}: the ReLU of {0} is {r}, never below 0.",
    "exp": "Unit {u}: the exponential of {0} is {r}, always above 0.",
    "log": "Unit {u}: the logarithm of {0} is {r}.",
    "erf": "Unit {u}: the error function of {0} is {r}, between −1 and 1.",
    "min": "Unit {u}: the smaller of {0} and {1} is {r}.",
    "max": "Unit {u}: the larger of {0} and {1} is {r}.",
    "norm": "Unit {u}: {0} minus the mean of all units, {m}, divided by their spread, {s}, is {r}.",
    "same": "Unit {u}: {0} is copied.",
}


def backward_texts(step: Step) -> dict[str, str]:
    """Describe what an operation does to a gradient: a title, and a sentence with {u} and the gradient {d}."""
    title, sentence = BACKWARD[step.op]
    return {"title": title, "sentence": sentence}


BACKWARD = {
    "add": (
        "Backward through a sum: each term gets the whole gradient",
        "Unit {u}: the gradient {d} goes on unchanged to each term.",
    ),
    "sub": (
        "Backward through a difference: the second term's gradient changes sign",
        "Unit {u}: the gradient {d} goes on unchanged to the first term, and with the opposite sign to the second.",
    ),
    "neg": ("Backward through a change of sign", "Unit {u}: the gradient {d} goes on with the opposite sign."),
    "mul": (
        "Backward through a product: each factor's gradient is the incoming gradient times the other factor",
        "Unit {u}: the gradient {d} goes on to each factor, times the other factor. Through a gate near 0, almost "
        "none of it passes.",
    ),
    "div": (
        "Backward through a quotient: the gradient is divided by the divisor",
        "Unit {u}: the gradient {d} goes on to the first number, divided by the second. The second gets that times the "
        "quotient, with the opposite sign.",
    ),
    "matmul": (
        "Backward through a matrix: units mix",
        "Unit {u}: the gradient {d} goes on through the transposed matrix to all units, and is added to the gradient "
        "of the weights.",
    ),
    "sigmoid": (
        "Backward through a sigmoid: multiply by its slope",
        "Unit {u}: the gradient {d} is multiplied by the slope of σ. That is 0.25 at most, and almost 0 where σ is "
        "close to 0 or 1.",
    ),
    "tanh": (
        "Backward through a tanh: multiply by its slope",
        "Unit {u}: the gradient {d} is multiplied by the slope of tanh. That is 1 at 0, and almost 0 where tanh is "
        "close to −1 or 1.",
    ),
    "relu": (
        "Backward through a ReLU: all of the gradient or none",
        "Unit {u}: the gradient {d} goes on unchanged where the input is above 0, and stops elsewhere.",
    ),
    "exp": (
        "Backward through an exponential: multiply by its value",
        "Unit {u}: the gradient {d} is multiplied by the exponential itself, which is its own slope.",
    ),
    "log": (
        "Backward through a logarithm: divide by its argument",
        "Unit {u}: the gradient {d} is divided by the argument. Close to 0 that makes it large.",
    ),
    "erf": (
        "Backward through an error function: multiply by its slope",
        "Unit {u}: the gradient {d} is multiplied by the slope of erf. That is 1.13 at 0, and almost 0 "
        "beyond −2 and 2.",
    ),
    "min": (
        "Backward through a minimum: the smaller number gets the whole gradient",
        "Unit {u}: the gradient {d} goes on unchanged to the smaller number, and the other gets none. Equal numbers "
        "get half of it each.",
    ),
    "max": (
        "Backward through a maximum: the larger number gets the whole gradient",
        "Unit {u}: the gradient {d} goes on unchanged to the larger number, and the other gets none. Equal numbers "
        "get half of it each.",
    ),
    "norm": (
        "Backward through a normalisation: what all gradients have in common is removed",
        "Unit {u}: from the gradient {d}, the mean over all units and the part that only rescales them are "
        "subtracted. The rest is divided by the spread.",
    ),
    "same": ("Backward through a copy", "Unit {u}: the gradient {d} goes on unchanged."),
}


def _vector(step: Step) -> str:
    """Name the vector of a matrix product: “the input”, “the previous h”, “c of the layer below”."""
    vector = step.args[1]
    if vector == "x":
        return "the input"
    if vector.endswith("_prev"):
        return f"the previous {vector.removesuffix('_prev')}"
    return f"{vector.removesuffix('_below')} of the layer below" if vector.endswith("_below") else "a vector"


def _elements(step: Step) -> str:
    """Name what one unit of a matrix product adds up."""
    vector = step.args[1]
    if vector == "x":
        return "all inputs"
    where = " of the previous step" if vector.endswith("_prev") else ""
    return f"all units{' of the layer below' if vector.endswith('_below') else where}"


def _gate_arguments(program: Program, step: Step) -> list[int]:
    """Return which arguments are gates, by their role."""
    current = [not arg.endswith(("_prev", "_below")) for arg in step.args]
    return [k for k, arg in enumerate(step.args) if current[k] and role(program, arg) in GATE_ROLES]


def _gate_role(program: Program, step: Step) -> str:
    """Return the role of a product's gate; a gate of any role outside the state's own equation reads."""
    gate = role(program, step.args[_gate_arguments(program, step)[0]])
    return gate if step.equation in program.cell.state else "read"


def _sum_title(program: Program, step: Step) -> str:
    bias = [arg for arg in step.args if arg in program.params]
    if bias:
        return f"Add the bias {bias[0]}"
    in_state = step.name in program.cell.state
    return "Add what is written to what is kept" if in_state else f"Add the terms of {step.equation}"


def _letter(name: str) -> str:
    return "the value" if " " in name or is_number(name) else name
