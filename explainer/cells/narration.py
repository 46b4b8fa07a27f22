"""The narration: each operation of a cell in words, and a sentence that waits for one unit's numbers."""

import re

from explainer.cells.expression import role
from explainer.cells.primitives import OPS
from explainer.cells.program import Program, Step, is_number

SHARES = ("keep", "write", "read")


def title(program: Program, step: Step) -> str:
    """Say what an operation does, without numbers."""
    if step.op == "matmul":
        return (
            f"Weigh what is read, for {step.equation}" if step.args[1] == "x" else f"Mix the units, for {step.equation}"
        )
    if step.op == "mul" and _shares(program, step):
        return SHARED[_doing(program, step)][0]
    if step.op == "sub" and step.args[0] == "1":
        return f"What is left of 1 beside {_plain(step.args[1])}"
    if step.op == "add":
        return _sum(program, step)
    about = program.equation(step.name).about if step.name == step.equation else ""
    words = OPS[step.op].words
    return f"{words[0].upper()}{words[1:]}{': ' if about else ''}{re.split('[:,]', about)[0]}"


def sentence(program: Program, step: Step) -> str:
    """Return a sentence with places for one unit's numbers: {u} the unit, {0} and {1} the arguments, {r} the result.

    {p} is the state before, {m} and {s} are the mean and the spread of all units of the argument.
    """
    if step.op == "matmul":
        below = "all units of the layer below" if step.args[1].endswith("_below") else "all units of the past"
        what = "what is read" if step.args[1] == "x" else below
        return f"Unit {{u}} adds up {what}, each times its own weight: {{r}}."
    shares = _shares(program, step)
    if step.op == "mul" and shares:
        return SHARED[_doing(program, step)][1].format(share=f"{{{shares[0]}}}", value=f"{{{1 - shares[0]}}}")
    if step.op == "add" and step.name in program.cell.state:
        return f"Unit {{u}} of {step.name} goes from {{p}} to {{r}}."
    return PLAIN[step.op]


SHARED = {  # what a share does to a value: in words, and with one unit's numbers
    "keep": ("Keep part of what was", "Unit {{u}} keeps {share} of {value}: {{r}} is left."),
    "write": ("Let part of what is new in", "Unit {{u}} writes {share} of {value}: {{r}}."),
    "read": ("Let part of it be seen", "Unit {{u}} shows {share} of {value}: {{r}}."),
}
PLAIN = {
    "add": "Unit {u}: {0} and {1} make {r}.",
    "sub": "Unit {u}: {0} less {1} is {r}.",
    "neg": "Unit {u}: {0} becomes {r}.",
    "mul": "Unit {u}: {0} times {1} is {r}.",
    "sigmoid": "Unit {u}: {0} becomes {r}, a share between 0 and 1.",
    "tanh": "Unit {u}: {0} becomes {r}, between −1 and 1.",
    "relu": "Unit {u}: {0} becomes {r}, never below 0.",
    "norm": "Unit {u}: {0}, less the mean of all units {m}, over their spread {s}, is {r}.",
    "same": "Unit {u}: {0} is passed on.",
}


def back(step: Step) -> dict[str, str]:
    """Return what an operation does to a gradient: a title, and a sentence with places for what arrives."""
    title, sentence = BACK[step.op]
    return {"title": title, "sentence": sentence}


BACK = {
    "add": (
        "Back through a sum: each part feels all of it",
        "Unit {u}: {d} arrives, and all of it goes on to each part.",
    ),
    "sub": ("Back through a difference", "Unit {u}: {d} arrives; the first part feels it as it is, the second turned."),
    "neg": ("Back through a change of sign", "Unit {u}: {d} arrives and is turned."),
    "mul": (
        "Back through a product: each factor feels it times the other",
        "Unit {u}: {d} arrives. The other factor lets it through to each: a closed gate lets nothing through.",
    ),
    "matmul": (
        "Back through a matrix: here units mix",
        "Unit {u}: {d} arrives. It goes on by the transposed matrix, to all at once, and is charged to the weights.",
    ),
    "sigmoid": (
        "Back through a squashing: the flatter, the less goes on",
        "Unit {u}: {d} arrives. The slope of σ is a quarter at the most, and almost 0 where it is close to 0 or 1.",
    ),
    "tanh": (
        "Back through a squashing: the flatter, the less goes on",
        "Unit {u}: {d} arrives. The slope of tanh is 1 at 0, and almost 0 where it is close to −1 or 1.",
    ),
    "relu": (
        "Back through a rectifier: all or nothing",
        "Unit {u}: {d} arrives and goes on only where the input is above 0.",
    ),
    "norm": (
        "Back through a normalisation: what all units feel alike is lost",
        "Unit {u}: {d} arrives. The mean of what arrives and what would only stretch all units are taken away; "
        "the rest is divided by the spread.",
    ),
    "same": ("Passed back unchanged", "Unit {u}: {d} arrives and goes on as it is."),
}


def _shares(program: Program, step: Step) -> list[int]:
    """Return which arguments are shares between 0 and 1, by their role."""
    own = [not arg.endswith(("_prev", "_below")) for arg in step.args]
    return [k for k, arg in enumerate(step.args) if own[k] and role(program, arg) in SHARES]


def _doing(program: Program, step: Step) -> str:
    """Return what a product does; a gate of any role that meets the past outside the state's own line looks at it."""
    worn = role(program, step.args[_shares(program, step)[0]])
    return worn if step.equation in program.cell.state else "read"


def _sum(program: Program, step: Step) -> str:
    bias = [arg for arg in step.args if arg in program.params]
    if bias:
        return f"Add the bias {bias[0]}"
    return (
        "Add what is written to what is kept"
        if step.name in program.cell.state
        else f"Add the parts of {step.equation}"
    )


def _plain(name: str) -> str:
    return "it" if " " in name or is_number(name) else name
