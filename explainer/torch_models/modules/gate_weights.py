"""The weights: a torch module's gates by their letters, as views of its own parameters."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from torch import Tensor, nn

from explainer.cells.torch_layout import slices
from explainer.torch_models.modules.anatomy import Anatomy, anatomy


@dataclass(frozen=True, eq=False)
class GateWeights:
    """One gate's part of a layer's weights: views, so what is set in them under torch.no_grad() is set in the module.

    `rows` says where the gate lies in the matrices that PyTorch stacks, and `names` what the module calls those.
    """

    module: nn.Module
    names: Mapping[str, str]
    letter: str
    rows: slice

    @property
    def input(self) -> Tensor:
        """What acts on x, (m, n): our W."""
        return self._stacked("weight_ih")[self.rows]

    @property
    def recurrent(self) -> Tensor:
        """What acts on the h before, (m, m), or (m, p) where it is projected: our U."""
        return self._stacked("weight_hh")[self.rows]

    @property
    def bias_input(self) -> Tensor | None:
        """The bias beside the input matrix, (m,), or None where the module has none."""
        return self._stacked("bias_ih")[self.rows] if "bias_ih" in self.names else None

    @property
    def bias_hidden(self) -> Tensor | None:
        """The bias beside the recurrent matrix, (m,), or None where the module has none."""
        return self._stacked("bias_hh")[self.rows] if "bias_hh" in self.names else None

    @property
    def bias(self) -> Tensor | None:
        """The sum of both biases, (m,), a tensor of its own; in a GRU's candidate, r acts on the hidden one first."""
        one, other = self.bias_input, self.bias_hidden
        return None if one is None or other is None else one + other

    def _stacked(self, name: str) -> Tensor:
        return getattr(self.module, self.names[name])  # type: ignore[no-any-return]


class PartWeights(dict[str, GateWeights]):
    """The gates of one layer in one direction, by letter."""

    def __missing__(self, letter: str) -> GateWeights:
        """Say which letters there are."""
        raise KeyError(f"There is no gate “{letter}”; there are {', '.join(self)}.")

    @property
    def projection(self) -> Tensor | None:
        """The matrix (p, m) that makes the h that is shown, or None where there is none."""
        gate = next(iter(self.values()))
        return getattr(gate.module, gate.names["weight_hr"]) if "weight_hr" in gate.names else None


class ModuleWeights(dict[str, PartWeights]):
    """The weights of a module by PyTorch's suffix, "l0", "l0_reverse", "l1" …; printed, it explains their order."""

    def __missing__(self, suffix: str) -> PartWeights:
        """Say which parts there are."""
        raise KeyError(f"There is no part “{suffix}”; there are {', '.join(self)}.")

    def __repr__(self) -> str:
        """Say in which order PyTorch stacks the gates, what each is for, and where it lies."""
        gates = list(next(iter(self.values())).values())
        return "\n".join([*_order(anatomy(gates[0].module), gates), f"Parts: {', '.join(self)}.", *_inside(gates[-1])])


def gate_weights(module: nn.Module) -> ModuleWeights:
    """Return each gate's weights by suffix and letter: `gate_weights(lstm)["l0"]["f"].recurrent`.

    For nn.RNN, nn.LSTM, nn.GRU and their Cell classes, whose one part is "l0". Printed, it says in which order PyTorch
    stacks the gates. Raises InsideError for any other module.
    """
    known = anatomy(module)
    return ModuleWeights({suffix: _part(known, suffix) for suffix in known.suffixes})


def _part(known: Anatomy, suffix: str) -> PartWeights:
    names, rows = known.names(suffix), slices(known.program, known.m)
    return PartWeights({letter: GateWeights(known.module, names, letter, here) for letter, here in rows.items()})


def _order(known: Anatomy, gates: list[GateWeights]) -> Iterator[str]:
    letters = ", ".join(gate.letter for gate in gates)
    yield f"{type(known.module).__name__}: each matrix and bias holds {letters}, in this order."
    for gate in gates:
        about = known.program.equation(gate.letter).about
        yield f"  {gate.letter}  rows {gate.rows.start} to {gate.rows.stop - 1}: {about}"


def _inside(last: GateWeights) -> Iterator[str]:
    yield f"  .input {tuple(last.input.shape)} acts on x, .recurrent {tuple(last.recurrent.shape)} on the h before"
    if last.bias is None:
        yield "  no biases: it was made with bias=False"
        return
    yield "  .bias_input and .bias_hidden are both added; .bias is their sum"
    if last.letter == "n":
        yield "  but in n the reset gate comes between: r is multiplied with what .bias_hidden is in, not .bias_input"
