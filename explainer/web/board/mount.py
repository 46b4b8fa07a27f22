"""The mounting: the board as a Streamlit component."""

from collections.abc import Callable

from explainer.web.component import component


def show(data: bytes, key: str, moved: Callable[[], None]) -> bool:
    """Show the board; `moved` is called when the cursor has come to rest.

    Returns True in the run that the board asks for once it has drawn new data.
    """
    state = component("board")(key=key, data=data, on_cursor_change=moved, on_drawn_change=lambda: None)
    return bool(state.get("drawn"))
