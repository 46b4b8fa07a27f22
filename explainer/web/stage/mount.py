"""The mounting: the stage as a Streamlit component."""

from collections.abc import Callable, Mapping
from typing import Any

from explainer.web.component import component


def show(
    data: bytes, key: str, rested: Callable[[], None], typed: Callable[[], None] = lambda: None
) -> Mapping[str, Any]:
    """Show a stage; return what it has reported: `place`, `changes` and `typed`, and `drawn` for one run.

    `rested` is called when a finger has left it, `typed` when its editor holds a new text.
    """
    state: Mapping[str, Any] = component("stage")(
        key=key, data=data, on_rested_change=rested, on_typed_change=typed, on_drawn_change=lambda: None
    )
    return state
