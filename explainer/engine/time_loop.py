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
    """What runs all time steps; `problem` says why it has run them call by call, where it has and should not."""

    problem: str

    def refusal(self) -> str:
        """Return why the device cannot run it, or an empty text."""

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

    problem = ""

    def __init__(self, buffers: Buffers, backward: BackwardBuffers) -> None:
        self.buffers, self.backward_buffers = buffers, backward

    def refusal(self) -> str:
        """Return an empty text: any device can run it."""
        return ""

    def forward(self) -> None:
        """Run from the first step to the last."""
        run_calls(self.buffers.calls)

    def backward(self, incoming: Incoming) -> None:
        """Run from the last step to the first."""
        run_calls(self.backward_buffers.prepare(incoming))


class GraphLoop:
    """Runs the calls as CUDA graphs, since buffers stay where they are: eagerly at first, captured at the second run.

    The first run sets up the libraries that the calls use, which is not possible while they are captured. Where a
    capture fails, nothing has been computed by it, and the calls are made one by one from then on; if graphs were
    `forced`, the error is raised.
    """

    def __init__(self, buffers: Buffers, backward: BackwardBuffers, forced: bool = False) -> None:
        self.buffers, self.backward_buffers, self.forced = buffers, backward, forced
        self.graphs: dict[tuple[str, ...], torch.cuda.CUDAGraph | None] = {}
        self.problem = ""

    def refusal(self) -> str:
        """Return an empty text: any CUDA device can run it."""
        return ""

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
        if key not in self.graphs or self.problem:
            loop()
            self.graphs[key] = None
            return
        graph = self.graphs[key] or self._capture(key, loop)
        if graph is None:
            loop()
        else:
            graph.replay()

    def _capture(self, key: tuple[str, ...], loop: Callable[[], None]) -> torch.cuda.CUDAGraph | None:
        try:
            self.graphs[key] = capture(loop)
        except RuntimeError as error:  # also of a driver that no longer answers, which the next call says again
            if self.forced:
                raise
            self.problem = f"its calls could not be captured as a CUDA graph ({first_line(error)})"
        return self.graphs[key]


def capture(loop: Callable[[], None]) -> torch.cuda.CUDAGraph:
    """Return the calls of a loop as a CUDA graph; capturing computes nothing."""
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.stream(torch.cuda.current_stream()), torch.cuda.graph(graph):  # back on it after an error too
        loop()
    return graph


def first_line(error: BaseException) -> str:
    """Return the kind of an error and the first line of its message, at most 120 characters."""
    text = next(iter(str(error).strip().splitlines()), "")
    return f"{type(error).__name__}: {text}"[:120]
