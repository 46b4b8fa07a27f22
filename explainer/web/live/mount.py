"""The live component as a Streamlit component."""

from collections.abc import Callable, Mapping
from typing import Any

from explainer.web.component import component


def show(data: Mapping[str, Any], key: str, on_command: Callable[[], None]) -> None:
    """Show runs that train; `on_command` is called when the visitor wants a "start" or another "seed"."""
    component("live")(key=key, data=data, on_command_change=on_command)
