"""Figures by themselves as a Streamlit component."""

from explainer.web.component import component


def show(data: bytes, key: str) -> None:
    """Show figures."""
    component("plot")(key=key, data=data)
