"""One run with its loss and all gradients, from a setup and a sequence."""

from dataclasses import dataclass

from explainer.cells.primitives import Array
from explainer.inputs.sequence import Sequence
from explainer.numerics.backward import Gradients, LayerGradients, backward
from explainer.numerics.losses import Loss, LossValue, ValuePosition, evaluate_loss, make_loss
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


def compute_gradients(
    setup: Setup, sequence: Sequence, name: str, error: str = "squared", position: ValuePosition | None = None
) -> RunGradients:
    """Run a setup forward, make a loss of LOSSES, and run backward; raises LossError where the loss makes no sense."""
    trace = setup.run(sequence)
    loss = make_loss(name, trace.x, setup.m, setup.seed, error, position)
    loss_value = evaluate_loss(loss, trace.layers[-1].values)
    return RunGradients(setup, trace, loss, loss_value, backward(trace, loss_value.grad_outputs))
