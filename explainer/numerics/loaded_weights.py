"""Weights from a run or a file instead of from a seed, as a stack of layers that any page can show."""

from dataclasses import dataclass, field

from explainer.numerics.embedding import Embedding
from explainer.numerics.layer import Layer
from explainer.numerics.readout import Readout

TRAINED, MODEL = "trained", "model"  # where loaded weights come from: a run, or a visitor's file
DECODER, ENCODER_PART = "decoder", "encoder"
PARTS = (DECODER, ENCODER_PART)
"""The two networks of a run that writes a target for a source."""


@dataclass(frozen=True)
class LoadedWeights:
    """A stack of layers with the cell they are made of; two are equal where source and fingerprint are.

    `fingerprint` tells numbers apart, `description` says in words what they are, `text` holds the equations of a cell
    that a visitor has written, and `run` names the run they are of, where they are of one. `readout` is the output
    layer after the last layer, where it is known, and `tokens` tells that they were trained to read tokens. An
    `embedding` of these is folded into the first layer. Where that run has an encoder beside its decoder, `part` says
    which of the two these layers are, and `pair_source` what the encoder read.
    """

    source: str
    fingerprint: str
    cell: str = field(compare=False)
    layers: tuple[Layer, ...] = field(compare=False, repr=False)
    description: str = field(compare=False)
    text: str = field(default="", compare=False)
    run: str = field(default="", compare=False)
    readout: Readout | None = field(default=None, compare=False, repr=False)
    tokens: bool = field(default=False, compare=False)
    embedding: Embedding | None = field(default=None, compare=False, repr=False)
    part: str = field(default="", compare=False)
    pair_source: str = field(default="", compare=False)
