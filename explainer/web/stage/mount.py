"""The stage as a Streamlit component."""

from collections.abc import Callable, Mapping
from typing import Any

from explainer.web.component import component


def show(
    data: bytes, key: str, on_view_change: Callable[[], None], on_text_change: Callable[[], None] = lambda: None
) -> Mapping[str, Any]:
    """Show a stage; return what it has reported: `view`, `text`, and `rendered` in the run after it drew new data.

    `view` holds what a link keeps: t, unit, op, changes, pins and back; it is reported when the cursor rests or a drag
    ends. `text` is the editor's text, reported when typing pauses.
    """
    state: Mapping[str, Any] = component("stage")(
        key=key, data=data, on_view_change=on_view_change, on_text_change=on_text_change,
        on_rendered_change=lambda: None,
    )  # fmt: skip
    return state
