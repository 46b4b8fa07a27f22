"""The questions: the controls for what a loss asks, and for the weight whose bill is looked into."""

from collections.abc import Iterable, Mapping

import streamlit as st

from explainer.cells.program import Program
from explainer.inputs.sequence import Sequence
from explainer.numerics import gradient_flow, losses
from explainer.numerics.gradients import Felt
from explainer.numerics.losses import Spot
from explainer.torch_models.view_limits import too_large
from explainer.ui import links
from explainer.ui.input_controls import LINKED

ABOUT_ASKS = "\n".join(f"- **{name}**: {about}" for name, about in losses.ASKS.items())
ABOUT_ERRORS = "\n".join(f"- **{name}**: {about}" for name, about in losses.ERRORS.items())


def choose_loss(sequence: Sequence) -> tuple[str, str]:
    """Choose what the loss asks and how an answer is judged; numbers are judged by the squared error."""
    name, error, _ = links.asked(links.back(st.query_params))
    if name and "ask" not in st.session_state:  # asked on the stage of another page
        st.session_state.ask = name
        st.session_state.error = error or "entropy"
    asked: str = st.selectbox("The loss asks", list(losses.ASKS), key="ask", help=ABOUT_ASKS, width=150, **LINKED)
    judged = losses.is_one_hot(sequence.x) and asked in ("recall", "predict")
    judge: str = st.selectbox(
        "Judged by", list(losses.ERRORS), key="error", help=ABOUT_ERRORS, width=150, disabled=not judged, **LINKED
    )
    return asked, judge if judged else "squared"


def choose_weight(program: Program, n: int, m: int) -> tuple[str, int]:
    """Choose a parameter and, where it is a matrix, one of its columns, from 0; −1 for a vector."""
    names = list(program.params)
    first = next((k for k, name in enumerate(names) if name[0] == "U"), 0)
    name: str = st.selectbox("Weight", names, first, key=f"weight_{program.cell.name}", width=110)
    shape = program.params[name]
    if len(shape) == 1:
        return name, -1
    most = n if shape[1] == "n" else m
    column = st.number_input("From column", 1, most, 1, key=f"column_{shape[1]}_{most}", width=130)
    return name, int(column) - 1


def choose_stretch() -> bool:
    """Choose by which norm a Jacobian is measured: all directions together, or the one that is stretched most."""
    return st.checkbox("largest stretch", key="stretch", help=ABOUT_STRETCH)


ABOUT_STRETCH = (
    "How far a change reaches is measured by the Frobenius norm, a mean over all directions; "
    "with this on by the spectral norm, the direction that is stretched most."
)


def spot(first: Mapping[str, int], sequence: Sequence, m: int) -> Spot:
    """Return the number that the loss “number” asks for: h at the cursor."""
    place = links.place(st.query_params, first["t"])
    return Spot("h", min(place["unit"], m - 1), min(place["t"], len(sequence.x) - 1))


def written(asked: str, error: str, of: Spot) -> str:
    """Write a loss as it stands in the link of the Cell page."""
    if asked == "number":
        return f"{of.name}.{of.unit + 1}.{of.t + 1}"
    return f"{asked}.{error}" if asked in ("recall", "predict") else asked


ABOUT_RADII = (
    "The largest size of an eigenvalue: what is multiplied by it again and again grows above 1 and fades below."
)


def tell_radii(felts: Iterable[Felt], t: int) -> None:
    """Show the spectral radius of each recurrent matrix, and of a whole step at the cursor, when somebody asks."""
    shown = st.expander("Spectral radii", on_change="rerun", key="radii_open")
    if not shown.open:
        return
    felts = list(felts)
    crowded = too_large("units of a radius", max(felt.run.layer.m for felt in felts))
    with shown:
        st.markdown(crowded or ABOUT_RADII)
        rows = [
            {"cell": felt.name, "of": name, "spectral radius": value}
            for felt in felts
            for name, value in ({} if crowded else gradient_flow.radii(felt.run, t)).items()
        ]
        if rows:
            st.dataframe(rows, hide_index=True)
