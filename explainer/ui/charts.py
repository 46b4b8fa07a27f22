"""The charts, their theme and the source listings that several pages show."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from explainer.cells import export
from explainer.cells.program import Program
from explainer.ui.hidden import is_hidden


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
    """Show the source of a cell for numpy and for PyTorch, unless the link hides equations."""
    if is_hidden("equations"):
        return
    numpy_tab, torch_tab = st.tabs(["numpy", "PyTorch"])
    numpy_tab.code(export.numpy_source(program), language="python", wrap_lines=True)
    torch_tab.code(export.torch_source(program), language="python", wrap_lines=True)
