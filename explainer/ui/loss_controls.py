"""The loss controls: the loss, and the weight whose gradient is split into contributions per step."""

from collections.abc import Iterable, Mapping
from functools import partial

import streamlit as st

from explainer.cells.program import Program
from explainer.inputs.sequence import Sequence
from explainer.lessons.course.message import gettext_noop
from explainer.numerics import gradient_flow, losses
from explainer.numerics.gradients import RunGradients, losses_of
from explainer.numerics.loss_choice import parse_loss
from explainer.numerics.losses import ValuePosition
from explainer.numerics.setup import Setup
from explainer.torch_models.view_limits import too_large
from explainer.ui import links
from explainer.ui.language import _
from explainer.ui.linked import LINKED

ABOUT_LOSSES = "\n".join(f"- **{links.renamed('ask', name)}**: {about}" for name, about in losses.LOSSES.items())
ABOUT_ERRORS = "\n".join(f"- {about}" for about in losses.ERRORS.values())


def choose_loss(setup: Setup, sequence: Sequence) -> tuple[str, str]:
    """Choose the loss and its error function; an input of numbers has the squared error.

    A run that reads tokens opens with the logit of its guess, any other weights with the first loss.
    """
    offered = losses_of(setup)
    usual = "logit" if "logit" in offered and setup.loaded and setup.loaded.tokens else offered[0]
    _follow_default(usual)
    name, linked_error, _position = parse_loss(links.backward_loss(st.query_params))
    if name and "ask" not in st.session_state:  # the loss of the Cell page, in the link
        st.session_state.ask = name
        st.session_state.error = linked_error or "entropy"
    loss: str = st.selectbox(
        _("Loss"), offered, offered.index(usual), key="ask", format_func=partial(links.renamed, "ask"),
        help=ABOUT_LOSSES, width=230, **LINKED,
    )  # fmt: skip
    symbols = losses.is_one_hot(sequence.x) and loss in ("recall", "predict")
    error: str = st.selectbox(
        _("Loss function"), list(losses.ERRORS), key="error", format_func=partial(links.renamed, "error"),
        help=ABOUT_ERRORS, width=160, disabled=not symbols, **LINKED,
    )  # fmt: skip
    return loss, error if symbols else "squared"


def _follow_default(usual: str) -> None:
    """Choose the usual loss of the weights where the usual one of the weights before was chosen."""
    before = st.session_state.get("usual_loss", usual)
    if usual != before and st.session_state.get("ask") == before:
        st.session_state.ask = usual
    st.session_state.usual_loss = usual


def choose_weight(program: Program, n: int, m: int) -> tuple[str, int]:
    """Choose a parameter and, where it is a matrix, one of its columns, from 0; −1 for a vector."""
    names = list(program.params)
    first = next((k for k, name in enumerate(names) if name[0] == "U"), 0)
    name: str = st.selectbox(_("Weight"), names, first, key=f"weight_{program.cell.name}", width=110)
    shape = program.params[name]
    if len(shape) == 1:
        return name, -1
    most = n if shape[1] == "n" else m
    column = st.number_input(_("Column"), 1, most, 1, key=f"column_{shape[1]}_{most}", width=130)
    return name, int(column) - 1


def choose_spectral_norm() -> bool:
    """Choose how a Jacobian is measured: True for the spectral norm, False for the Frobenius norm."""
    return st.checkbox(_("Spectral norm"), key="spectral_norm", help=_(ABOUT_SPECTRAL_NORM))


ABOUT_SPECTRAL_NORM = gettext_noop(
    "On, the size of a Jacobian is its spectral norm: the largest singular value, the most that it can stretch a "
    "vector. Off, it is the Frobenius norm, an average over all directions."
)


def cursor_position(first: Mapping[str, int], sequence: Sequence, m: int) -> ValuePosition:
    """Return the value that the loss “h at the cursor” is, its unit and step; the logit is that of its step."""
    cursor = links.cursor(st.query_params, first["t"])
    return ValuePosition("h", min(cursor["unit"], m - 1), min(cursor["t"], len(sequence.x) - 1))


def loss_entry(loss: str, error: str, of: ValuePosition) -> str:
    """Return the loss as it stands in the link of the Cell page."""
    if loss == "number":
        return f"{of.name}.{of.unit + 1}.{of.t + 1}"
    if loss == "logit":
        return f"{loss}.{of.t + 1}"
    return f"{loss}.{error}" if loss in ("recall", "predict") else loss


ABOUT_RADII = gettext_noop(
    "The spectral radius of a matrix is the largest size of its eigenvalues. A vector that is multiplied by the matrix "
    "again and again grows where it is above 1, and vanishes where it is below."
)


def show_spectral_radii(results: Iterable[RunGradients], t: int) -> None:
    """Show the spectral radius of each recurrent matrix, and of the step at the cursor, once the section is opened."""
    section = st.expander(_("Spectral radii"), on_change="rerun", key="radii_open")
    if not section.open:
        return
    results = list(results)
    message = too_large("units for eigenvalues", max(one.run.layer.m for one in results))
    with section:
        st.markdown(message or _(ABOUT_RADII))
        rows = [
            {"cell": one.name, "of": name, "spectral radius": value}
            for one in results
            for name, value in ({} if message else gradient_flow.spectral_radii(one.run, t)).items()
        ]
        if rows:
            st.dataframe(rows, hide_index=True)
