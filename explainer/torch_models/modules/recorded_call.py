"""One call of a recurrent module within the run of a model: what it was called with, and what it returned."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn.utils.rnn import PackedSequence

from explainer.engine.short_repr import ShortRepr
from explainer.torch_models.modules.module_input import Input, ModuleInput
from explainer.torch_models.modules.module_spec import ModuleSpec
from explainer.torch_models.modules.nested_tensors import tensors_in


@dataclass(frozen=True, eq=False, repr=False)
class RecordedCall(ShortRepr):
    """A call: `spec` with the weights of this call, `inputs` as copied before it, all else in the graph of the model.

    `state_before` are the initial states as they were passed, none where there were none; `returned` is what the module
    returned. `precision` is the dtype of autocast, where that was on, and `dropout` the factors between the layers.
    """

    spec: ModuleSpec
    inputs: ModuleInput
    x: Input
    state_before: tuple[Tensor, ...]
    returned: Any
    precision: torch.dtype | None = None
    dropout: tuple[Input, ...] = ()

    @property
    def output(self) -> Any:
        """The output, packed or not; of a Cell its h."""
        if self.spec.is_cell:
            return self.state_after[0]
        return self.returned[0]

    @property
    def state(self) -> Any:
        """The last states as the module returned them."""
        return self.returned if self.spec.is_cell else self.returned[1]

    @property
    def state_after(self) -> tuple[Tensor, ...]:
        """The last states: h, and an LSTM's c."""
        return tuple(tensors_in(self.state))

    @property
    def steps(self) -> int:
        """How many steps it read."""
        return len(self.inputs.x)

    @property
    def tensors(self) -> list[Tensor]:
        """The tensors whose gradients the backward pass starts from."""
        return [*self.state_before, *self.state_after, data_of(self.output)]


def data_of(value: Any) -> Tensor:
    """Return a tensor, or the data of a packed sequence."""
    found: Tensor = value.data if isinstance(value, PackedSequence) else value
    return found
