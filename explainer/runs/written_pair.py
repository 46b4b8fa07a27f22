"""What a checkpoint does with one source: its encoder reads, its decoder writes freely, and on the right symbols."""

from dataclasses import dataclass

import numpy as np

from explainer.cells.primitives import Array
from explainer.numerics.trace import Trace, trace
from explainer.runs.checkpoint import Checkpoint
from explainer.tasks.pair_source import is_answer_known
from explainer.tasks.pair_writing import DecoderRun, read_tokens, write_freely
from explainer.tasks.probe import source_sequence


@dataclass(frozen=True, eq=False)
class WrittenPair:
    """The runs of a checkpoint on the source of its problem's probe; `forced` is None where nobody knows the answer."""

    weights: Checkpoint
    encoder: Trace
    free: DecoderRun
    forced: DecoderRun | None

    @property
    def decoders(self) -> tuple[DecoderRun, ...]:
        """The decoder's runs: writing freely, and under teacher forcing where there is one."""
        return (self.free, self.forced) if self.forced else (self.free,)

    def values(self, name: str, unit: int) -> list[Array]:
        """Return one unit of a value of the top layer, counted from 0: of the encoder, then of each decoder run."""
        runs = [self.encoder, *(one.trace for one in self.decoders)]
        return [run.layers[-1].values[name][:, unit] for run in runs]

    def handed_over(self) -> dict[str, Array]:
        """Return the states (m,) of the top layer that the encoder hands over."""
        last = self.encoder.layers[-1]
        return {state: np.array(last.values[state][-1]) for state in last.program.cell.state}


def write_pair(weights: Checkpoint) -> WrittenPair:
    """Run a checkpoint on the source of its problem's probe."""
    problem, source = weights.problem, source_sequence(weights.problem)
    assert source is not None
    forced = read_tokens(weights.layers, weights.readout, problem.probe.x[:, 0]) if is_answer_known(problem) else None
    return WrittenPair(
        weights, trace(weights.encoder, source.x), write_freely(weights.layers, weights.readout, problem), forced
    )
