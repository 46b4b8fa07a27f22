"""The weights of a torch module by gate, as views of its own parameters."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from torch import Tensor, nn

from explainer.cells.torch_layout import gate_slices
from explainer.torch_models.modules.module_spec import ModuleSpec, module_spec


@dataclass(frozen=True, eq=False)
class GateWeights:
    """One gate's rows of a layer's weights: views, so what is set in them under torch.no_grad() is set in the module.

    `rows` says which rows of the stacked matrices are the gate's, and `names` how the module names those matrices.
    """

    module: nn.Module
    names: Mapping[str, str]
    letter: str
    rows: slice

    @property
    def input(self) -> Tensor:
        """The matrix on x, (m, n): our W."""
        return self._stacked("weight_ih")[self.rows]

    @property
    def recurrent(self) -> Tensor:
        """The matrix on the previous h, (m, m), or (m, p) where h is projected: our U."""
        return self._stacked("weight_hh")[self.rows]

    @property
    def bias_input(self) -> Tensor | None:
        """The gate's rows of bias_ih, (m,), or None where the module has none."""
        return self._stacked("bias_ih")[self.rows] if "bias_ih" in self.names else None

    @property
    def bias_hidden(self) -> Tensor | None:
        """The gate's rows of bias_hh, (m,), or None where the module has none."""
        return self._stacked("bias_hh")[self.rows] if "bias_hh" in self.names else None

    @property
    def bias(self) -> Tensor | None:
        """The sum of both biases, (m,), a new tensor; in a GRU's candidate, r multiplies the hidden one first."""
        one, other = self.bias_input, self.bias_hidden
        return None if one is None or other is None else one + other

    def _stacked(self, name: str) -> Tensor:
        return getattr(self.module, self.names[name])  # type: ignore[no-any-return]


class DirectionWeights(dict[str, GateWeights]):
    """The gates of one layer in one direction, by letter."""

    def __missing__(self, letter: str) -> GateWeights:
        """Say which letters there are."""
        raise KeyError(f"There is no gate “{letter}”; there are {', '.join(self)}.")

    @property
    def projection(self) -> Tensor | None:
        """The projection matrix (p, m) from o * tanh(c) to h, or None where there is none."""
        gate = next(iter(self.values()))
        return getattr(gate.module, gate.names["weight_hr"]) if "weight_hr" in gate.names else None


class ModuleWeights(dict[str, DirectionWeights]):
    """The weights of a module by PyTorch's suffix, "l0", "l0_reverse", "l1" …; printed, it explains their order."""

    def __missing__(self, suffix: str) -> DirectionWeights:
        """Say which layers and directions there are."""
        raise KeyError(f"There is no layer and direction “{suffix}”; there are {', '.join(self)}.")

    def __repr__(self) -> str:
        """Say in which order PyTorch stacks the gates, what each is for, and which rows are its own."""
        gates = list(next(iter(self.values())).values())
        return "\n".join(
            [
                *_order(module_spec(gates[0].module), gates),
                f"Layers and directions: {', '.join(self)}.",
                *_attributes(gates[-1]),
            ]
        )


def gate_weights(module: nn.Module) -> ModuleWeights:
    """Return each gate's weights by suffix and letter: `gate_weights(lstm)["l0"]["f"].recurrent`.

    For nn.RNN, nn.LSTM, nn.GRU and their Cell classes, whose only suffix is "l0". Its printed form names the order in
    which PyTorch stacks the gates. Raises TorchModuleError for any other module.
    """
    spec = module_spec(module)
    return ModuleWeights({suffix: _direction(spec, suffix) for suffix in spec.suffixes})


def _direction(spec: ModuleSpec, suffix: str) -> DirectionWeights:
    names, rows = spec.parameter_names(suffix), gate_slices(spec.program, spec.m)
    return DirectionWeights({letter: GateWeights(spec.module, names, letter, here) for letter, here in rows.items()})


def _order(spec: ModuleSpec, gates: list[GateWeights]) -> Iterator[str]:
    letters = ", ".join(gate.letter for gate in gates)
    yield f"{type(spec.module).__name__}: each matrix and bias holds {letters}, in this order."
    for gate in gates:
        about = spec.program.equation(gate.letter).about
        yield f"  {gate.letter}  rows {gate.rows.start} to {gate.rows.stop - 1}: {about}"


def _attributes(last: GateWeights) -> Iterator[str]:
    yield f"  .input {tuple(last.input.shape)} acts on x, .recurrent {tuple(last.recurrent.shape)} on the previous h"
    if last.bias is None:
        yield "  no biases: it was made with bias=False"
        return
    yield "  .bias_input and .bias_hidden are both added; .bias is their sum"
    if last.letter == "n":
        yield "  but in n the reset gate r is multiplied with the term that holds .bias_hidden, not with .bias_input"
