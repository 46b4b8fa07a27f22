"""A cell as source code that runs on its own, in numpy or as a PyTorch module."""

import re
from collections.abc import Mapping, Sequence

from explainer.cells import loops
from explainer.cells.expression import write
from explainer.cells.primitives import OPS, Array
from explainer.cells.program import Program

Weights = Sequence[Mapping[str, Array]]


def numpy_source(program: Program, weights: Weights | None = None) -> str:
    """Return a runnable numpy module: `step` for one step, `run(x, layers)` for a stack of layers.

    With `weights` (parameters per layer) the module has them as `WEIGHTS`.
    """
    states, params = loops.states_read(program), list(program.params)
    return f'''{_head(program)}
{_standard_library(program)}import numpy as np
{_functions(program, NUMPY)}

def step(x, {", ".join(states)}, {", ".join(params)}):
    """One time step: x is (n,), each state (m,)."""
{_lines(program, "python", "")}
    return {_tuple(program)}


{loops.numpy_run(program)}
{_numpy_weights(weights)}'''


def torch_source(program: Program, weights: Weights | None = None) -> str:
    """Return a runnable PyTorch module: the cell as `nn.Module`, and `Stack` for several layers.

    With `weights` it also has `trained()`, which returns a Stack with them in float64.
    """
    name = class_name(program)
    return f'''{_head(program)}
import torch
from torch import nn
from torch.nn.functional import {_imports(program)}
{_functions(program, TORCH)}

class {name}(nn.Module):
    """One layer: n inputs, m hidden units; x is (T, n) or (T, B, n)."""

    def __init__(self, n, m):
        super().__init__()
        self.m = m
{_torch_parameters(program)}
        for parameter in self.parameters():
            nn.init.uniform_(parameter, -(m**-0.5), m**-0.5)

    def step(self, x, {", ".join(loops.states_read(program))}):
{_lines(program, "torch", "self.", indent=8)}
        return {_tuple(program)}

{loops.torch_forward(program)}


class Stack(nn.Module):
    """Several layers: the h of one is the x of the next{loops.extra_outputs(program)}."""

    def __init__(self, n, m, layers=1):
        super().__init__()
        self.layers = nn.ModuleList({name}(n if k == 0 else m, m) for k in range(layers))

{loops.torch_stack(program)}
{_torch_weights(program, weights)}'''


NUMPY = {
    "sigmoid": "return 0.5 * (1.0 + np.tanh(0.5 * a))",
    "relu": "return np.maximum(a, 0.0)",
    "erf": "return np.vectorize(math.erf, otypes=[float])(a)",
    "norm": """away = a - a.mean(axis=-1, keepdims=True)
    return away / np.sqrt((away * away).mean(axis=-1, keepdims=True) + 1e-5)""",
}
TORCH = {
    "norm": "return layer_norm(a, a.shape[-1:])",
    "min": "return torch.minimum(as_tensor(a), as_tensor(b))",
    "max": "return torch.maximum(as_tensor(a), as_tensor(b))",
}
"""Bodies of the functions of `a`, or of `a` and `b`, that numpy or torch lack; the source defines those it uses."""
AS_TENSOR = """

def as_tensor(a):
    return a if torch.is_tensor(a) else torch.tensor(a, dtype=torch.float64)  # one number takes on the other's type
"""


def class_name(program: Program) -> str:
    """Return the cell's name as a Python class: "LSTM-1997" becomes "LSTM1997"."""
    return re.sub(r"^(?=\d|$)", "Cell", re.sub(r"\W", "", program.cell.name, flags=re.ASCII))


def _head(program: Program) -> str:
    cell = program.cell
    return f'"""{_escaped(cell.name)} ({_escaped(cell.paper)}).\n\n{_escaped(cell.about)}\n"""\n'


def _functions(program: Program, bodies: Mapping[str, str]) -> str:
    """Define the functions that the cell uses and the library lacks."""
    used = {step.op for step in program.steps}
    found = {op: body for op, body in bodies.items() if op in used}
    before = AS_TENSOR if any("as_tensor" in body for body in found.values()) else ""
    return before + "".join(f"\n\ndef {_head_of(op)}:\n    {body}\n" for op, body in found.items())


def _head_of(op: str) -> str:
    """Return the head of an operation's function: “relu(a)”, “minimum(a, b)”."""
    return OPS[op].torch.format("a", "b").removeprefix("torch.")


def _imports(program: Program) -> str:
    return "layer_norm, linear" if any(step.op == "norm" for step in program.steps) else "linear"


def _standard_library(program: Program) -> str:
    return "import math\n\n" if any(step.op == "erf" for step in program.steps) else ""


def _tuple(program: Program) -> str:
    return f"({', '.join(program.cell.state)}{',' if len(program.cell.state) == 1 else ''})"


def _lines(program: Program, style: str, owner: str, indent: int = 4) -> str:
    """Write each equation as one line of code, with its sentence as a comment."""
    lines = []
    for line in program.cell.equations:
        tokens = write(program, line.name, style)
        right = "".join(
            token.text or (owner if token.value in program.params else "") + token.value for token in tokens
        )
        lines.append(f"{' ' * indent}{line.name} = {right}  # {_escaped(line.about)}")
    return "\n".join(lines)


def _escaped(text: str) -> str:
    """Escape a sentence so that it cannot end the comment or the docstring it is in."""
    return " ".join(text.split()).replace('"', "'").replace("\\", "/")


def _torch_parameters(program: Program) -> str:
    return "\n".join(
        f"        self.{name} = nn.Parameter(torch.empty({', '.join(shape)}))" for name, shape in program.params.items()
    )


def _literal(weights: Weights) -> str:
    lines = ["["]
    for params in weights:
        lines += ["    {", *(f"        {name!r}: {array.tolist()!r}," for name, array in params.items()), "    },"]
    return "\n".join([*lines, "]"])


def _numpy_weights(weights: Weights | None) -> str:
    if weights is None:
        return ""
    arrays = "[{name: np.array(value) for name, value in layer.items()} for layer in WEIGHTS]"
    return f"\n\nWEIGHTS = {_literal(weights)}\nWEIGHTS = {arrays}\n"


def _torch_weights(program: Program, weights: Weights | None) -> str:
    if weights is None:
        return ""
    n = next((weights[0][k].shape[1] for k, shape in program.params.items() if shape == ("m", "n")), 1)
    m = weights[0][next(iter(program.params))].shape[0]
    return f'''

WEIGHTS = {_literal(weights)}


def trained():
    """Return the stack with the weights above, in float64."""
    stack = Stack({n}, {m}, {len(weights)}).double()
    with torch.no_grad():
        for layer, values in zip(stack.layers, WEIGHTS, strict=True):
            for name, value in values.items():
                getattr(layer, name).copy_(torch.tensor(value, dtype=torch.float64))
    return stack
'''
