"""The badge: the largest difference to PyTorch for what is on the screen, computed after it is drawn."""

import numpy as np
import streamlit as st

from explainer.numerics import losses
from explainer.numerics.setup import Setup
from explainer.numerics.trace import Trace
from explainer.ui import links


def badge(setup: Setup, trace: Trace, drawn: bool, back: str = "", layer: int = 1) -> None:
    """Show the difference, once it is known; it is computed in the run that the drawn board asks for.

    `back` is what a loss asks of a layer, as in a link: then every gradient is compared too.
    """
    ticket = (setup, trace.x.tobytes(), back, layer)
    known = st.session_state.get("parity", {}).get(ticket)
    if drawn and not known:
        known = _words(trace) + (_backward(setup, trace, back, layer) if back else "")
        st.session_state.parity = {ticket: known}
    st.markdown(known or ":gray[comparing with torch …]", help=ABOUT)


ABOUT = (
    "The same weights, starts and sequence, run by PyTorch in float64, which cannot hold a gate: "
    "the largest difference of any h of the last layer; "
    "for a cell that torch.nn lacks, PyTorch runs the page's own export. Backward, PyTorch walks the same operations, "
    "what is held too, and autograd finds every gradient of every value, weight and input by itself."
)


def _backward(setup: Setup, trace: Trace, back: str, layer: int) -> str:
    from explainer.numerics.parity import compare_backward

    name, error, of = losses.fitting(*links.asked(back), trace.x, trace.layers[layer - 1].values)
    loss = losses.ask(name, trace.x, setup.m, setup.seed, error, of)
    difference = compare_backward(trace, loss, layer - 1 if of else -1)
    if np.isnan(difference):
        return "; :red[gradients are too large for a number, here and in PyTorch]"
    if difference > 1e-9:
        return f"; :red[a gradient differs from autograd's by {difference:.0e}]"
    return f"; :green[backward, autograd: every gradient equal within {difference:.0e}]"


def _words(trace: Trace) -> str:
    from explainer.numerics.parity import compare  # torch enters here, after the first page

    parity = compare(trace)
    without = ", without what is held" if any(run.layer.holds for run in trace.layers) else ""
    if not parity.difference <= 1e-9:
        return f":red[differs from {parity.reference} by {parity.difference:.0e}]"
    return f":green[{parity.reference}{without}: equal within {parity.difference:.0e}]"
