"""The time loop of one run, forward and backward, as the chosen engine runs it on the run's buffers."""

from collections.abc import Callable, Mapping
from typing import Protocol

import torch
from torch import Tensor

from explainer.engine.backward_buffers import BackwardBuffers
from explainer.engine.buffers import BoundCalls, Buffers

Incoming = Mapping[str, tuple[Tensor | None, Tensor | None]]
"""By state, a loss's gradient at every step, and at the last."""


class TimeLoop(Protocol):
    """What runs all time steps."""

    def fits(self) -> bool:
        """Tell whether the device can run it."""

    def forward(self) -> None:
        """Run from the first step to the last."""

    def backward(self, incoming: Incoming) -> None:
        """Run from the last step to the first."""


def run_calls(calls: BoundCalls) -> None:
    """Run a time loop; in inference mode a call takes a seventh less time, and no buffer was made in that mode."""
    with torch.inference_mode():
        for one in calls:
            one()


class EagerLoop:
    """Runs the calls one after the other."""

    def __init__(self, buffers: Buffers, backward: BackwardBuffers) -> None:
        self.buffers, self.backward_buffers = buffers, backward

    def fits(self) -> bool:
        """Tell whether the device can run it: any can."""
        return True

    def forward(self) -> None:
        """Run from the first step to the last."""
        run_calls(self.buffers.calls)

    def backward(self, incoming: Incoming) -> None:
        """Run from the last step to the first."""
        run_calls(self.backward_buffers.prepare(incoming))


class GraphLoop:
    """Runs the calls as CUDA graphs, since buffers stay where they are: eagerly at first, captured at the second run.

    The first run sets up the libraries that the calls use, which is not possible while they are captured.
    """

    def __init__(self, buffers: Buffers, backward: BackwardBuffers) -> None:
        self.buffers, self.backward_buffers = buffers, backward
        self.graphs: dict[tuple[str, ...], torch.cuda.CUDAGraph | None] = {}

    def fits(self) -> bool:
        """Tell whether the device can run it: any CUDA device can."""
        return True

    def forward(self) -> None:
        """Run from the first step to the last."""
        self._run(("forward",), lambda: run_calls(self.buffers.calls))

    def backward(self, incoming: Incoming) -> None:
        """Run from the last step to the first; what comes from outside is put in before."""
        added = self.backward_buffers.fill(incoming)
        self._run(("backward", *added), lambda: self._run_backward(added))

    def _run_backward(self, added: tuple[str, ...]) -> None:
        with torch.inference_mode():
            self.backward_buffers.compute_factors()
        run_calls(self.backward_buffers.calls(added))

    def _run(self, key: tuple[str, ...], loop: Callable[[], None]) -> None:
        if key not in self.graphs:
            loop()
            self.graphs[key] = None
            return
        graph = self.graphs[key]
        if graph is None:
            graph = self.graphs[key] = capture(loop)
        graph.replay()


def capture(loop: Callable[[], None]) -> torch.cuda.CUDAGraph:
    """Return the calls of a loop as a CUDA graph; capturing computes nothing."""
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        loop()
    return graph
