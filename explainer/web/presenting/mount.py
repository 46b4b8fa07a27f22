"""The keys and buttons of presenting as a Streamlit component."""

from collections.abc import Callable, Mapping
from typing import Any

from explainer.web.component import component


def show(data: Mapping[str, Any], key: str, on_command: Callable[[], None]) -> None:
    """Listen to the keys; `on_command` is called for "leave", "next" and "previous" (page).

    `data` has the page, its `keys` as pairs of key and meaning, and the `labels` of the buttons.
    """
    component("presenting")(key=key, data=data, on_command_change=on_command)
