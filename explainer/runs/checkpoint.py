"""A checkpoint: one seed's weights at one step of a run, with the task they were trained on."""

import hashlib
from dataclasses import dataclass, field, replace

import numpy as np

from explainer.cells.program import Program
from explainer.inputs.sequence import counted
from explainer.numerics.embedding import Embedding
from explainer.numerics.layer import Layer
from explainer.numerics.loaded_weights import DECODER, TRAINED, LoadedWeights
from explainer.numerics.readout import Readout
from explainer.tasks.pair_source import source_of
from explainer.tasks.predictions import after_source
from explainer.tasks.problem import Problem
from explainer.torch_models.weights import (
    Arrays,
    Sizes,
    check,
    embedding_from_weights,
    encoder_from_weights,
    layers_from_weights,
    readout_from_weights,
)


@dataclass(frozen=True)
class Checkpoint:
    """Layers and readout of a run after `step` updates, of its seed number `seed_number`, from 1.

    `task` is the task's title, `text` holds the equations of a custom cell. `fingerprint` is a hash of the numbers: two
    checkpoints are equal where run, step, seed number and fingerprint are. Where there is an `encoder`, `layers` are
    the decoder's, and begin with the states that the encoder has after the probe's source. An `embedding` is folded
    into the first layer, which reads one-hot tokens.
    """

    run: str
    step: int
    seed_number: int
    fingerprint: str
    task: str = field(compare=False)
    cell: str = field(compare=False)
    text: str = field(compare=False)
    problem: Problem = field(compare=False, repr=False)
    layers: tuple[Layer, ...] = field(compare=False, repr=False)
    readout: Readout = field(compare=False, repr=False)
    zoneout: float = field(default=0.0, compare=False)
    encoder: tuple[Layer, ...] = field(default=(), compare=False, repr=False)
    embedding: Embedding | None = field(default=None, compare=False, repr=False)

    @property
    def m(self) -> int:
        """Number of hidden units."""
        return self.layers[0].m

    @property
    def loaded_weights(self) -> LoadedWeights:
        """These weights as pages show them, those of the decoder where there is an encoder."""
        return self.part(DECODER)

    def part(self, name: str) -> LoadedWeights:
        """Return the weights of a part, one of PARTS, as pages show them; without an encoder there is one part."""
        fingerprint = f"{self.run} {self.step} {self.seed_number} {self.fingerprint}"
        if not self.encoder:
            return LoadedWeights(TRAINED, fingerprint, self.cell, self.layers, self.describe(), self.text, self.run,
                                 self.readout, self.problem.tokens, self.embedding)  # fmt: skip
        source, is_decoder = source_of(self.problem), name == DECODER
        about = f"{self.describe()}; its {name}{f', which begins after the source “{source}”' if is_decoder else ''}"
        layers, readout, embedding = (
            (self.layers, self.readout, self.embedding) if is_decoder else (self.encoder, None, None)
        )
        return LoadedWeights(TRAINED, f"{fingerprint} {name} {source}", self.cell, layers, about, self.text, self.run,
                             readout, True, embedding, name, source)  # fmt: skip

    def describe(self) -> str:
        """Say what they are: “LSTM, trained on delayed recall, after 250 updates”."""
        count = f"{self.step:,} update{'' if self.step == 1 else 's'}"
        when = f"after {count}" if self.step else "before the first update"
        embedded = f", each token embedded in {counted(self.embedding.size, 'number')}" if self.embedding else ""
        return f"{self.cell}, trained on {self.task.lower()}{embedded}, {when}{self.omissions()}"

    def omissions(self) -> str:
        """Say what of the training is not in the equations and so not computed here; "" where nothing is."""
        if not self.zoneout:
            return ""
        return f"; zoneout, which kept {self.zoneout:.0%} of each state unchanged while training, is left out here"


def make_checkpoint(run: str, step: int, seed_number: int, title: str, text: str, problem: Problem, program: Program,
                    arrays: Arrays, sizes: Sizes) -> Checkpoint:  # fmt: skip
    """Return one seed's checkpoint from checked arrays of all seeds; raises WeightsError."""
    check(arrays, program, sizes)
    seed = seed_number - 1
    layers, encoder = layers_from_weights(arrays, program, seed), tuple(encoder_from_weights(arrays, program, seed))
    if problem.probe.source is not None:
        layers = after_source(layers, encoder, problem, problem.probe.source)
    classes = problem.outputs if problem.kind == "classes" else ()
    readout = replace(readout_from_weights(arrays, seed), classes=classes)
    return Checkpoint(run, step, seed_number, fingerprint(arrays), title, program.cell.name, text, problem,
                      tuple(layers), readout, encoder=encoder,
                      embedding=embedding_from_weights(arrays, program, problem.inputs, seed))  # fmt: skip


def with_problem(weights: Checkpoint, problem: Problem) -> Checkpoint:
    """Return a checkpoint with its problem on another probe: its decoder begins after the source of that one."""
    source = problem.probe.source
    if source is None:
        return weights
    layers = tuple(after_source(weights.layers, weights.encoder, problem, source))
    return replace(weights, problem=problem, layers=layers)


def fingerprint(arrays: Arrays) -> str:
    """Return a short hash of weights: the same for the same numbers."""
    digest = hashlib.sha256()
    for name in sorted(arrays):
        digest.update(name.encode() + np.asarray(arrays[name], order="C").tobytes())
    return digest.hexdigest()[:16]
