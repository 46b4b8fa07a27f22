"""The scan: a cell's program over a batch of sequences, for many seeds at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from explainer.program import Program, is_number

RULES: dict[str, Callable[..., Tensor]] = {
    "add": torch.add, "sub": torch.sub, "neg": torch.neg, "mul": torch.mul, "matmul": torch.matmul,
    "sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu, "same": lambda a: a,
}  # fmt: skip


@dataclass(eq=False)
class Scanned:
    """A run of one layer: `h` (T, S, m, B), the states after the last step (S, m, B), every value by letter."""

    h: Tensor
    state: dict[str, Tensor]
    values: dict[str, Tensor]


def scan(program: Program, params: Mapping[str, Tensor], x: Tensor, state: Mapping[str, Tensor]) -> Scanned:
    """Run a program over x (T, S, n, B) from a state (S, m, B)."""
    now = dict(state)
    rows: dict[str, list[Tensor]] = {step.name: [] for step in program.steps}
    wide = {name: p if p.ndim == 3 else p[..., None] for name, p in params.items()}
    for x_t in x:
        known = {**wide, "x": x_t, **{f"{name}_prev": value for name, value in now.items()}}
        for step in program.steps:
            args = [float(arg) if is_number(arg) else known[arg] for arg in step.args]
            known[step.name] = torch.as_tensor(RULES[step.op](*args))
            rows[step.name].append(known[step.name])
        now = {name: known[name] for name in program.cell.state}
    values = {line.name: torch.stack(rows[line.name]) for line in program.cell.equations}
    return Scanned(values["h"], now, values)
