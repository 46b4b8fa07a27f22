"""The board as a Streamlit component."""

from collections.abc import Callable

from explainer.web.component import component


def show(data: bytes, key: str, on_cursor_change: Callable[[], None]) -> bool:
    """Show the board; `on_cursor_change` is called when the cursor has stopped moving.

    Returns True in the run after the board drew new data.
    """
    state = component("board")(
        key=key, data=data, on_cursor_change=on_cursor_change, on_rendered_change=lambda: None
    )  # fmt: skip
    return bool(state.get("rendered"))
