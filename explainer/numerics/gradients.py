"""What is felt: a run, the loss that was asked of it, and every gradient that follows."""

from dataclasses import dataclass

from explainer.cells.primitives import Array
from explainer.inputs.sequence import Sequence
from explainer.numerics.backward import Gradients, LayerGradients, backward
from explainer.numerics.losses import Loss, Reading, Spot, ask, read
from explainer.numerics.setup import Setup
from explainer.numerics.trace import LayerTrace, Trace


@dataclass(frozen=True, eq=False)
class Felt:
    """One setup's run over a sequence, forward and backward."""

    setup: Setup
    trace: Trace
    loss: Loss
    reading: Reading
    gradients: Gradients

    @property
    def name(self) -> str:
        """The cell's name."""
        return self.setup.cell

    @property
    def run(self) -> LayerTrace:
        """The last layer's run, of which the loss is asked."""
        return self.trace.layers[-1]

    @property
    def top(self) -> LayerGradients:
        """The last layer's gradients."""
        return self.gradients.layers[-1]

    def values(self, name: str) -> Array:
        """Return dL/d of a value of the last layer, (T, m)."""
        return self.top.values[name]


def feel(setup: Setup, sequence: Sequence, name: str, error: str = "squared", of: Spot | None = None) -> Felt:
    """Run a setup forward, ask it a loss of ASKS, and go backward; raises LossError where the question has no sense."""
    trace = setup.run(sequence)
    loss = ask(name, trace.x, setup.m, setup.seed, error, of)
    reading = read(loss, trace.layers[-1].values)
    return Felt(setup, trace, loss, reading, backward(trace, reading.seeds))
