"""Noise in training: zoneout and recurrent dropout, written into a program as operations with masks."""

from dataclasses import dataclass, replace
from functools import lru_cache

import torch
from torch import Tensor

from explainer.cells.program import Program, Step


@dataclass(frozen=True)
class Noise:
    """The rates of zoneout (states that stay as they were) and of recurrent dropout (of the candidate), and a seed.

    Zoneout is Krueger et al. 2017, recurrent dropout Semeniuta et al. 2016. Without a seed,
    as in evaluation, zoneout takes its mean and nothing is dropped.
    """

    zoneout: float = 0.0
    dropout: float = 0.0
    seed: int | None = None

    @property
    def kinds(self) -> tuple[bool, bool]:
        """Tell whether states are zoned out, and whether candidates are dropped."""
        return self.zoneout > 0, self.dropout > 0 and self.seed is not None


@lru_cache(maxsize=64)
def noisy(program: Program, kinds: tuple[bool, bool]) -> Program:
    """Return a program that reads masks: "zone h" for each state, "drop g" for each candidate."""
    zoned, dropped = kinds
    for name in candidates(program) if dropped else ():
        program = _dropped(program, name)
    for name in program.cell.state if zoned else ():
        program = _zoned(program, name)
    return program


def candidates(program: Program) -> list[str]:
    """Name what dropout acts on: the candidates; a cell without gates has none."""
    return [line.name for line in program.cell.equations if line.role == "new"]


def masks(program: Program, noise: Noise, shape: tuple[int, ...], layer: int, like: Tensor) -> dict[str, Tensor]:
    """Draw the masks of one layer's run, (T, S, m, B), from the noise's seed; means where it has none."""
    zoned, dropped = noise.kinds
    if noise.seed is None:
        return {f"zone {s}": like.new_full((1, 1, 1), noise.zoneout) for s in program.cell.state} if zoned else {}
    generator = torch.Generator(like.device).manual_seed(noise.seed * 8 + layer)
    zones = (
        {f"zone {s}": _bernoulli(shape, noise.zoneout, generator, like) for s in program.cell.state} if zoned else {}
    )
    keep_rate = 1.0 - noise.dropout
    names = candidates(program) if dropped else []
    drops = {f"drop {name}": _bernoulli(shape, keep_rate, generator, like) / keep_rate for name in names}
    return zones | drops


def _bernoulli(shape: tuple[int, ...], rate: float, generator: torch.Generator, like: Tensor) -> Tensor:
    return torch.empty(shape, dtype=like.dtype, device=like.device).bernoulli_(rate, generator=generator)


def _zoned(program: Program, name: str) -> Program:
    """End a program with state = zone * past + (1 - zone) * new; within the step, every operation reads the new one."""
    new = f"{name} before noise"
    steps = [
        replace(step, name=new if step.name == name else step.name, args=_with(step.args, name, new))
        for step in program.steps
    ]
    zone, rest, past = f"zone {name}", f"1 - zone {name}", f"{name}_prev"
    old, fresh = f"{zone} * {past}", f"({rest}) * {new}"
    steps += [
        Step(rest, "sub", ("1", zone), name, "m"), Step(old, "mul", (zone, past), name, "m"),
        Step(fresh, "mul", (rest, new), name, "m"), Step(name, "add", (fresh, old), name, "m"),
    ]  # fmt: skip
    return replace(program, steps=tuple(steps))


def _with(args: tuple[str, ...], name: str, new: str) -> tuple[str, ...]:
    return tuple(new if arg == name else arg for arg in args)


def _dropped(program: Program, name: str) -> Program:
    """Multiply a candidate by its mask before it is read."""
    new, steps = f"{name} before noise", []
    for step in program.steps:
        steps.append(replace(step, name=new) if step.name == name else step)
        if step.name == name:
            steps.append(Step(name, "mul", (new, f"drop {name}"), name, "m"))
    return replace(program, steps=tuple(steps))
