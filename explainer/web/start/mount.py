"""The first page as a Streamlit component."""

from collections.abc import Mapping
from typing import Any

from explainer.web.component import component


def show(data: bytes, key: str) -> Mapping[str, Any]:
    """Show the first page; return what it reports: `door` when one is chosen, and `rendered` once it is drawn."""
    state: Mapping[str, Any] = component("start")(
        key=key, data=data, on_door_change=lambda: None, on_rendered_change=lambda: None
    )  # fmt: skip
    return state
