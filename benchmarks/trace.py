"""The numpy trace of an LSTM, T = 100, m = 64, one sequence: all values, gradients and Jacobians, against PyTorch.

The other side is code by hand: a Python loop over the cell's equations that retains the gradient of each value, once
of gates and states alone and once of every intermediate, as in the trace; and
torch.autograd.functional.jacobian of the last state with respect to each earlier one.
"""

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).parent.parent))
from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.numerics.backward import backward
from explainer.numerics.gradient_flow import norms
from explainer.numerics.initialisation import init_params
from explainer.numerics.jacobians import jacobians
from explainer.numerics.trace import Layer, trace

T, M = 100, 64


def by_hand(weights: dict[str, torch.Tensor], x: torch.Tensor, whole: bool) -> dict[str, list[torch.Tensor]]:
    """Run an LSTM as one writes it in PyTorch; return gates and states of every step, or each operation's result."""
    h, c = torch.zeros(M, dtype=x.dtype), torch.zeros(M, dtype=x.dtype)
    values_of: dict[str, list[torch.Tensor]] = {}
    for now in x:
        read = {f"Wx_{gate}": weights[f"W_{gate}"] @ now for gate in "ifgo"}
        past = {f"Uh_{gate}": weights[f"U_{gate}"] @ h for gate in "ifgo"}
        both = {f"both_{gate}": read[f"Wx_{gate}"] + past[f"Uh_{gate}"] for gate in "ifgo"}
        sums = {gate: both[f"both_{gate}"] + weights[f"b_{gate}"] for gate in "ifgo"}
        made = {gate: torch.tanh(a) if gate == "g" else torch.sigmoid(a) for gate, a in sums.items()}
        remembered, written = made["f"] * c, made["i"] * made["g"]
        c = remembered + written
        shown = torch.tanh(c)
        h = made["o"] * shown
        values = made | {"c": c, "h": h}
        if whole:
            values |= read | past | both | {f"a_{gate}": a for gate, a in sums.items()}
            values |= {"kept": remembered, "written": written, "shown": shown}
        for name, value in values.items():
            value.retain_grad()
            values_of.setdefault(name, []).append(value)
    return values_of


def gradients_by_hand(weights: dict[str, torch.Tensor], x: torch.Tensor, whole: bool) -> dict[str, list[torch.Tensor]]:
    for weight in weights.values():
        weight.grad = None
    values = by_hand(weights, x, whole)
    values["h"][-1].sum().backward()
    return values


def jacobians_by_hand(weights: dict[str, torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    """Add a nudge of 0 to each h and differentiate the last h with respect to all nudges: (M, T, M)."""

    def last(nudges: torch.Tensor) -> torch.Tensor:
        h, c = torch.zeros(M, dtype=x.dtype), torch.zeros(M, dtype=x.dtype)
        for now, nudge in zip(x, nudges, strict=True):
            i, f, g, o = (
                weights[f"W_{gate}"] @ now + weights[f"U_{gate}"] @ h + weights[f"b_{gate}"] for gate in "ifgo"
            )
            c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
            h = torch.sigmoid(o) * torch.tanh(c) + nudge
        return h

    return torch.autograd.functional.jacobian(last, torch.zeros(T, M, dtype=x.dtype))  # type: ignore[no-any-return]


def interleaved(one: Callable[[], object], other: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Return the medians of both, in milliseconds, measured in turns."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for taken, work in zip(times, (one, other), strict=True):
            start = time.perf_counter()
            work()
            taken.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times[0]), statistics.median(times[1])


def main() -> None:
    torch.set_num_threads(1)
    program = lower(CELLS["LSTM"])
    layer = Layer(program, init_params(program, M, M, seed=1))
    x = np.random.default_rng(0).normal(size=(T, M))
    weights = {name: torch.tensor(value, requires_grad=True) for name, value in layer.params.items()}
    fixed = {name: weight.detach() for name, weight in weights.items()}
    seed = np.zeros((T, M))
    seed[-1] = 1.0

    theirs = gradients_by_hand(weights, torch.tensor(x), whole=True)
    ours = backward(trace([layer], x), {"h": seed}).layers[0].values
    worst = max(
        np.abs(np.stack([np.asarray(value.grad) for value in theirs[name]]) - ours[name]).max() for name in "ifgoch"
    )
    print(f"largest difference of any gradient: {worst:.1e}")
    for words, whole in (("gates and states", False), ("every intermediate", True)):
        one, other = interleaved(
            lambda: backward(trace([layer], x), {"h": seed}),
            lambda whole=whole: gradients_by_hand(weights, torch.tensor(x), whole),
            21,
        )
        print(f"every value and gradient: {one:.1f} ms; by hand in PyTorch, {words}: {other:.1f} ms: "
              f"ratio {other / one:.1f}, bound 5")  # fmt: skip

    run = trace([layer], x).layers[0]
    by_autograd = jacobians_by_hand(fixed, torch.tensor(x)).numpy().transpose(1, 0, 2)
    print(f"largest difference of any Jacobian: {np.abs(by_autograd - jacobians(run, 'h')).max():.1e}")
    one, other = interleaved(lambda: norms(jacobians(run, "h")), lambda: jacobians_by_hand(fixed, torch.tensor(x)), 7)
    print(f"all Jacobian norms: {one:.1f} ms, autograd.functional {other:.1f} ms: ratio {other / one:.1f}, bound 10")


if __name__ == "__main__":
    main()
