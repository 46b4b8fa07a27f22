"""The payload: a program, its parameters and a sequence, from which the browser computes everything else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from explainer.cells import formula, narration, operations, palette
from explainer.cells.diagram import diagram
from explainer.cells.expression import role
from explainer.cells.primitives import Array
from explainer.cells.program import Program
from explainer.inputs.sequence import Sequence as Input
from explainer.numerics import losses
from explainer.numerics.changes import Change, write
from explainer.numerics.measures import GATES
from explainer.numerics.trace import Layer
from explainer.web.board.payload import pack


@dataclass(frozen=True)
class View:
    """How a stage opens: the page whose cursor it shares, its layer, place and changes, and what it offers.

    `place` holds t, unit and op, counted from 0. Of several stages on a page one leads: it tells where the cursor
    rests. `kind` is "full", "compact" (beside others) or "editing". `back` is what the loss asks where the walk goes
    backward, as it stands in a link, and `seed` draws the readout that answers.
    """

    page: str
    place: Mapping[str, int]
    changes: Sequence[Change] = ()
    layer: int = 1
    kind: str = "full"
    pins: str = ""
    lead: bool = False
    back: str = ""
    seed: int = 0
    editor: Mapping[str, Any] | None = None


def payload(stack: Sequence[Layer], sequence: Input, view: View) -> bytes:
    """Return everything the browser needs to run a stack over a sequence; changes stay apart from the numbers."""
    program = stack[0].program
    header = {
        "page": view.page, "lead": view.lead, "cursor": dict(view.place), "kind": view.kind, "layer": view.layer,
        "editor": view.editor,
        "changes": write(view.changes), "units": stack[0].m, "labels": sequence.visible,
        "channels": sequence.channels, "reads": sequence.kind,
        "cell": program.cell.name, "program": _program(program), "formulas": formula.view(program),
        "diagram": diagram(program).__dict__, "shares": _shares(program),
        "pins": view.pins, "back": view.back, "asks": losses.ASKS, "symbols": losses.is_one_hot(sequence.x),
        "ramps": {name: palette.ramp(name) for name in palette.HUES}, "signed": palette.signed(),
        "hues": {name: pair[0] for name, pair in palette.HUES.items()}, "dark": palette.dark_of(),
        "page_colours": [pair[0] for pair in (palette.GROUND, palette.INK, palette.QUIET, palette.LINE)],
    }  # fmt: skip
    return pack(header, _arrays(stack, sequence) | _readout(stack, sequence, view.seed))


def _program(program: Program) -> dict[str, Any]:
    """Return the program as data: the steps with their words, the states and the parameters."""
    steps = [
        {"name": step.name, "op": step.op, "args": step.args, "equation": step.equation, "size": step.size,
         "role": role(program, step.name), "title": narration.title(program, step),
         "sentence": narration.sentence(program, step), "back": narration.back(step),
         "slopes": operations.slopes(step), "sends": operations.sends(step), **operations.operation(program, step)}
        for step in program.steps
    ]  # fmt: skip
    return {"steps": steps, "states": program.cell.state, "below": program.below, "params": list(program.params)}


def _readout(stack: Sequence[Layer], sequence: Input, seed: int) -> dict[str, Array]:
    """Return the readout that answers what a loss asks: its weights (k, m) and bias (k,)."""
    weights, bias = losses.readout(sequence.x.shape[1], stack[-1].m, seed)
    return {"readout": weights, "bias": bias}


def _shares(program: Program) -> list[str]:
    """Name what lies between 0 and 1 and wears a gate's hue."""
    return [step.name for step in program.steps if role(program, step.name) in GATES]


def _arrays(stack: Sequence[Layer], sequence: Input) -> dict[str, Array]:
    """Return x (n, T), each layer's parameters, "1/W_f" (m, n), and the states it starts from, "1/start.h" (m, 1)."""
    params = {f"{k + 1}/{name}": array for k, layer in enumerate(stack) for name, array in layer.params.items()}
    starts = {
        f"{k + 1}/start.{name}": layer.start(name)[:, None] for k, layer in enumerate(stack) for name in layer.state
    }
    return {"x": sequence.x.T} | params | starts | ({"raw": sequence.raw.T} if sequence.kind == "numbers" else {})
