"""The mounting: the live page as a Streamlit component."""

from collections.abc import Callable, Mapping
from typing import Any

from explainer.web.component import component


def show(data: Mapping[str, Any], key: str, asked: Callable[[], None]) -> None:
    """Show the live page; `asked` is called when it asks for "start" or for another "seed"."""
    component("live")(key=key, data=data, on_asked_change=asked)
