"""The browser components as Streamlit components: a JavaScript module, loaded from the server, draws each."""

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

from explainer.web.scripts import VERSION, style

LISTENERS: list[Callable[[str, str, Any], None]] = []
"""Functions that are called with name, key and data of each component that a page shows."""


@cache
def component(name: str) -> Callable[..., Any]:
    """Return a component; its module's `draw` is called with new data and when the theme changes."""
    script = f"""
const {name} = await import(location.origin + "/gatescope/{VERSION}/{name}/{name}.js");
export default (component) => {name}.draw(component);
"""
    mount = st.components.v2.component(f"gatescope_{name}", css=style(name), js=script, isolate_styles=False)

    def show(*, key: str, data: Any, **callbacks: Any) -> Any:
        for listener in LISTENERS:
            listener(name, key, data)
        return mount(key=key, data=data, **callbacks)

    return show
