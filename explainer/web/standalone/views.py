"""What can be shown of a trace without the app: the stage, the figures of a run, and those of its gradients."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from explainer.inputs.sequence import InputError
from explainer.numerics.gradients import compute_gradients
from explainer.numerics.loss_choice import is_loss_text, parse_loss, valid_loss_choice
from explainer.numerics.losses import LossError
from explainer.torch_models.view_limits import too_large
from explainer.web.board import gradient_payload
from explainer.web.board import payload as board_payload
from explainer.web.stage import payload as stage_payload
from explainer.web.standalone.shown_run import ShownRun

DEFAULT_LOSS = "last"  # of the gradients: the sum of h at the last step, which every run has


@dataclass(frozen=True)
class StandaloneView:
    """A view: the component that draws it, and what that receives of a run, a loss, and the name of its cursor."""

    component: str
    data: Callable[[ShownRun, str, str], bytes]


def view_data(run: ShownRun, view: str, loss: str = "", page: str = "file") -> bytes:
    """Return what the component of one of VIEWS receives; raises InputError or LossError for what does not exist.

    `loss` is written as in a link: "recall.squared", "last", or "c.3.12" for unit 3 of c at step 12. Components with
    the same `page` in one document share their cursor.
    """
    return view_of(view).data(run, _checked(loss, run), page)


def view_of(name: str) -> StandaloneView:
    """Return one of VIEWS; raises InputError."""
    if name not in VIEWS:
        raise InputError(f"There is no view “{name}”; there are {', '.join(VIEWS)}.")
    return VIEWS[name]


def _checked(loss: str, run: ShownRun) -> str:
    """Return the text of a loss that a run has; raises LossError."""
    if not is_loss_text(loss):
        raise LossError(f"The loss “{loss[:30]}” cannot be read; use “recall.squared”, “last” or “c.3.12”.")
    if loss:
        layer = run.setup.run(run.sequence).layers[run.layer - 1]
        chosen = parse_loss(loss)
        if valid_loss_choice(*chosen, run.sequence.x, layer.values) != chosen:
            raise LossError(f"This run cannot have the loss “{loss[:30]}”; “last” is one that every run has.")
    return loss


def _cell(run: ShownRun, loss: str, page: str) -> bytes:
    """Return the data of the stage: its cursor stands in the middle, where all of the step is computed."""
    if message := too_large("units on the stage", run.setup.m):
        raise InputError(message)
    layers = run.setup.stack(run.sequence)
    position = {**_middle(run), "op": len(layers[0].program.steps) - 1}
    view = stage_payload.View(page, position, layer=run.layer, loss=loss)
    return stage_payload.payload(layers, run.sequence, view)


def _sequence(run: ShownRun, loss: str, page: str) -> bytes:
    shown = run.setup.run(run.sequence).layers[run.layer - 1]
    return board_payload.payload(shown, run.sequence, page, _middle(run), run.layer)


def _gradients(run: ShownRun, loss: str, page: str) -> bytes:
    name, error, position = parse_loss(loss or DEFAULT_LOSS)
    gradients = compute_gradients(run.setup, run.sequence, name, error or "squared", position)
    params = run.setup.stack(run.sequence)[-1].params
    weight = next((one for one in params if one[0] == "U"), next(iter(params)))
    column = 0 if params[weight].ndim == 2 else -1
    return gradient_payload.payload([gradients], run.sequence, _middle(run), (weight, column), False, page)


def _middle(run: ShownRun) -> dict[str, int]:
    return {"t": len(run.sequence.x) // 2, "unit": 0}


VIEWS: Mapping[str, StandaloneView] = {
    "cell": StandaloneView("stage", _cell),
    "sequence": StandaloneView("board", _sequence),
    "gradients": StandaloneView("board", _gradients),
}
"""By name, as `show` and `save_html` call it."""
