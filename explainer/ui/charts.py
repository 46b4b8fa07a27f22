"""The charts, their theme and the source listings that several pages show."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from explainer.cells.program import Program
from explainer.lessons.course.message import gettext_noop
from explainer.torch_models.sources import SOURCES
from explainer.ui.hidden import is_hidden
from explainer.ui.language import _

ABOUT_SOURCES = {
    "Triton": gettext_noop(
        "The kernels that train this cell on an NVIDIA GPU: all time steps in one launch, forward and backward. Before "
        "them, one product makes what x adds to each sum; after them, products make the gradients of the matrices."
    )
}
"""What is said above a listing that needs it."""


def theme_mode() -> int:
    """Return 1 where the visitor's theme is dark, else 0."""
    return int(st.context.theme.type == "dark")


def chart(figure: Any, key: str, alt: str | None = None, on_click: Callable[[], None] | None = None) -> None:
    """Draw a Plotly figure in the app's own colours and without a toolbar; `alt` is read by a screen reader.

    `on_click` is called when a point is clicked; the point then stands in the session state, under the key.
    """
    config = {"displayModeBar": False}
    if on_click is None:
        st.plotly_chart(figure, theme=None, key=key, config=config, alt=alt)
    else:
        st.plotly_chart(figure, theme=None, key=key, config=config, alt=alt, on_select=on_click,
                        selection_mode="points")  # fmt: skip


def source_tabs(program: Program) -> None:
    """Show the source of a cell for numpy, for PyTorch and as a Triton kernel, unless the link hides equations."""
    if is_hidden("equations"):
        return
    for tab, (library, write) in zip(st.tabs(list(SOURCES)), SOURCES.items(), strict=True):
        if library in ABOUT_SOURCES:
            tab.caption(_(ABOUT_SOURCES[library]))
        tab.code(write(program), language="python", wrap_lines=True)
