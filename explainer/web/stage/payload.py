"""What the stage receives: a program, its parameters and a sequence, from which the browser computes every value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from explainer.cells import formula, narration, operations, palette
from explainer.cells.diagram import diagram
from explainer.cells.expression import role
from explainer.cells.primitives import Array
from explainer.cells.program import Program
from explainer.inputs.sequence import VISIBLE
from explainer.inputs.sequence import Sequence as Input
from explainer.numerics import losses
from explainer.numerics.changes import Change, format_changes
from explainer.numerics.measures import GATES
from explainer.numerics.readout import Readout
from explainer.numerics.trace import Layer
from explainer.web.board.packing import pack
from explainer.web.colours import component_colours


@dataclass(frozen=True)
class View:
    """How a stage opens: the page whose cursor it shares, its layer, position and changes, and what it offers.

    `position` holds t, unit and op, counted from 0. `kind` is "full", "compact" (beside others) or "editing"; of
    several stages on a page the one with `lead` reports the cursor. `loss` is the loss of the backward pass as a link
    writes it, empty where the stage shows the forward pass; `seed` draws its readout, and a trained `readout` adds the
    logit of its guess to the losses.
    """

    page: str
    position: Mapping[str, int]
    changes: Sequence[Change] = ()
    layer: int = 1
    kind: str = "full"
    pins: str = ""
    lead: bool = False
    loss: str = ""
    seed: int = 0
    editor: Mapping[str, Any] | None = None
    readout: Readout | None = None


def payload(stack: Sequence[Layer], sequence: Input, view: View) -> bytes:
    """Return everything the browser needs to run a stack over a sequence; changes are sent beside the numbers."""
    program = stack[0].program
    header = {
        "page": view.page, "lead": view.lead, "cursor": dict(view.position), "kind": view.kind, "layer": view.layer,
        "editor": view.editor,
        "changes": format_changes(view.changes), "units": stack[0].m, "labels": sequence.visible_labels,
        "channels": sequence.channels, "input_kind": sequence.kind,
        "cell": program.cell.name, "program": _program(program), "formulas": formula.formula_data(program),
        "diagram": diagram(program).__dict__, "gate_values": _gate_values(program),
        "pins": view.pins, "loss": view.loss, "losses": _losses(len(sequence.x), view.readout),
        "classes": [VISIBLE.get(name, name) for name in view.readout.classes] if view.readout else [],
        "one_hot": losses.is_one_hot(sequence.x),
        "ramps": {name: palette.ramp(name) for name in palette.HUES}, "signed": palette.diverging(),
        **component_colours(),
    }  # fmt: skip
    return pack(header, _arrays(stack, sequence) | _readouts(stack, sequence, view))


def _losses(steps: int, readout: Readout | None) -> dict[str, dict[str, Any]]:
    """Return each loss's title, the steps that it reads, and the steps of x that are their targets."""
    table: dict[str, dict[str, Any]] = {}
    for name, title in losses.LOSS_LABELS.items():
        read, targets = losses.steps_read(name, steps) if name not in losses.OF_ONE_STEP else ((), ())
        table[name] = {"title": title, "steps": read, "targets": targets}
    return table if losses.has_logits(readout) else {name: row for name, row in table.items() if name != "logit"}


def _program(program: Program) -> dict[str, Any]:
    """Return the program as data: the steps with their sentences, the states and the parameters."""
    steps = [
        {"name": step.name, "op": step.op, "args": step.args, "equation": step.equation, "size": step.size,
         "role": role(program, step.name), "title": narration.title(program, step),
         "sentence": narration.sentence(program, step), "backward": narration.backward_texts(step),
         "derivatives": operations.slopes(step), "sent_gradient": operations.mixing_gradient(step),
         "domain": operations.domain(step),
         **operations.operation(program, step)}
        for step in program.steps
    ]  # fmt: skip
    return {"steps": steps, "states": program.cell.state, "below": program.below, "params": list(program.params)}


def _readouts(stack: Sequence[Layer], sequence: Input, view: View) -> dict[str, Array]:
    """Return weights (k, m) and bias (k,) of the readout of the losses with targets, and of the trained one."""
    weights, bias = losses.draw_readout(sequence.x.shape[1], stack[-1].m, view.seed)
    drawn = {"readout": weights, "bias": bias}
    if view.readout is None or not losses.has_logits(view.readout):
        return drawn
    return drawn | {"trained.readout": view.readout.weights, "trained.bias": view.readout.bias}


def _gate_values(program: Program) -> list[str]:
    """Name the values between 0 and 1 that have a gate's colour."""
    return [step.name for step in program.steps if role(program, step.name) in GATES]


def _arrays(stack: Sequence[Layer], sequence: Input) -> dict[str, Array]:
    """Return x (n, T), each layer's parameters, "1/W_f" (m, n), and its initial states, "1/initial.h" (m, 1)."""
    params = {f"{k + 1}/{name}": array for k, layer in enumerate(stack) for name, array in layer.params.items()}
    states = {
        f"{k + 1}/initial.{name}": layer.initial_state(name)[:, None]
        for k, layer in enumerate(stack)
        for name in layer.state
    }
    return {"x": sequence.x.T} | params | states | ({"raw": sequence.raw.T} if sequence.kind == "numbers" else {})
