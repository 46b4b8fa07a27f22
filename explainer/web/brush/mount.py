"""The brush as a Streamlit component."""

from collections.abc import Callable

from explainer.web.component import component


def show(data: bytes, key: str, on_span_change: Callable[[], None]) -> None:
    """Show a text; `on_span_change` is called when another span has been chosen."""
    component("brush")(key=key, data=data, on_span_change=on_span_change)
