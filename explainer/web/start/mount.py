"""The first page as a Streamlit component."""

from collections.abc import Callable, Mapping
from typing import Any

from explainer.web.component import component


def show(data: bytes, key: str, on_door: Callable[[], None]) -> Mapping[str, Any]:
    """Show the first page; return what it reports: `rendered` once it is drawn.

    `on_door` is called when a `door` is chosen.
    """
    state: Mapping[str, Any] = component("start")(
        key=key, data=data, on_door_change=on_door, on_rendered_change=lambda: None
    )  # fmt: skip
    return state
