"""One run with its loss and all gradients, from a setup and a sequence."""

from dataclasses import dataclass

from explainer.cells.primitives import Array
from explainer.inputs.sequence import Sequence
from explainer.numerics.backward import Gradients, LayerGradients, backward
from explainer.numerics.losses import (
    LOSSES,
    Loss,
    LossError,
    LossValue,
    ValuePosition,
    evaluate_loss,
    has_logits,
    logit_loss,
    make_loss,
)
from explainer.numerics.setup import Setup
from explainer.numerics.trace import LayerTrace, Trace


@dataclass(frozen=True, eq=False)
class RunGradients:
    """One setup's run over a sequence, forward and backward."""

    setup: Setup
    trace: Trace
    loss: Loss
    loss_value: LossValue
    gradients: Gradients

    @property
    def name(self) -> str:
        """The cell's name."""
        return self.setup.cell

    @property
    def run(self) -> LayerTrace:
        """The last layer's run, which the loss reads."""
        return self.trace.layers[-1]

    @property
    def top(self) -> LayerGradients:
        """The last layer's gradients."""
        return self.gradients.layers[-1]

    def values(self, name: str) -> Array:
        """Return dL/d of a value of the last layer, (T, m)."""
        return self.top.values[name]


def losses_of(setup: Setup) -> list[str]:
    """Return the keys of the LOSSES that a setup can have; the logit is one of weights with classes as outputs."""
    return [name for name in LOSSES if name != "logit" or has_logits(setup.readout)]


def loss_of(
    setup: Setup, trace: Trace, name: str, error: str = "squared", position: ValuePosition | None = None
) -> Loss:
    """Return a loss of LOSSES for a setup's run; raises LossError where it makes no sense.

    The logit is that of the position's step, of the last where there is none; other readouts are drawn at random.
    """
    if name != "logit":
        return make_loss(name, trace.x, setup.m, setup.seed, error, position)
    if setup.readout is None or not has_logits(setup.readout):
        raise LossError("These weights have no output layer that chooses among classes; take another loss.")
    return logit_loss(setup.readout, trace.output, position.t if position else len(trace.x) - 1)


def compute_gradients(
    setup: Setup, sequence: Sequence, name: str, error: str = "squared", position: ValuePosition | None = None
) -> RunGradients:
    """Run a setup forward, make a loss of LOSSES, and run backward; raises LossError where the loss makes no sense."""
    trace = setup.run(sequence)
    loss = loss_of(setup, trace, name, error, position)
    loss_value = evaluate_loss(loss, trace.layers[-1].values)
    return RunGradients(setup, trace, loss, loss_value, backward(trace, loss_value.grad_outputs))
