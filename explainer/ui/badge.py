"""The badge: the largest difference to PyTorch for what is on the screen, computed after it is drawn."""

import numpy as np
import streamlit as st

from explainer.lessons.course.message import gettext_noop
from explainer.numerics.domain import outside_domain
from explainer.numerics.embedding import Embedding
from explainer.numerics.gradients import loss_of
from explainer.numerics.loss_choice import parse_loss, valid_loss_choice
from explainer.numerics.setup import Setup
from explainer.numerics.trace import Trace
from explainer.ui.language import _
from explainer.ui.markdown import plain


def badge(setup: Setup, trace: Trace, drawn: bool, loss: str = "", layer: int = 1, below_stage: bool = False) -> None:
    """Show the difference; it is computed in the rerun after the component has reported that it is drawn.

    `loss` is the loss on a layer, as in a link: then every gradient is compared too. A stage says by itself which
    number has no value.
    """
    outside = outside_domain(trace)
    if outside:
        without_value(_("Not compared with PyTorch, as a number has no value.") if below_stage else str(outside))
        return
    compared = (setup, trace.x.tobytes(), loss, layer)
    text = st.session_state.get("parity", {}).get(compared)
    if drawn and not text:
        text = _forward(trace, setup.embedding) + (_backward(setup, trace, loss, layer) if loss else "")
        st.session_state.parity = {compared: text}
    st.markdown(text or _(":gray[comparing with torch …]"), help=_(ABOUT))


def without_value(text: str) -> None:
    """Show a sentence about a number that has no value; nothing where there is none."""
    if text:
        st.markdown(f":red[{plain(text)}]")


ABOUT = gettext_noop(
    "PyTorch runs the same weights, initial states and sequence in float64, without gates held at a value. "
    "The number is the largest difference of any h of the last layer. "
    "For a cell that torch.nn lacks, PyTorch runs the source that this page exports. For a backward pass, autograd "
    "computes the gradients of all values, weights and inputs from the same operations, held values included."
)


def _backward(setup: Setup, trace: Trace, link: str, layer: int) -> str:
    from explainer.numerics.parity import compare_backward

    values = trace.layers[layer - 1].values
    name, error, of = valid_loss_choice(*parse_loss(link), trace.x, values, setup.readout)
    loss = loss_of(setup, trace, name, error, of)
    difference = compare_backward(trace, loss, layer - 1 if name == "number" else -1)
    if np.isnan(difference):
        return "; :red[gradients are too large for a number, here and in PyTorch]"
    if difference > 1e-9:
        return f"; :red[a gradient differs from autograd's by {difference:.0e}]"
    return f"; :green[backward, autograd: every gradient equal within {difference:.0e}]"


def _forward(trace: Trace, embedding: Embedding | None) -> str:
    from explainer.numerics.parity import compare  # imports torch, for which the first page must not wait

    parity = compare(trace, embedding)
    without = ", without held values" if any(run.layer.holds for run in trace.layers) else ""
    if not parity.difference <= 1e-9:
        return f":red[differs from {parity.reference} by {parity.difference:.0e}]"
    return f":green[{parity.reference}{without}: equal within {parity.difference:.0e}]"
