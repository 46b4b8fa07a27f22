"""The browser components as Streamlit components: a JavaScript module, loaded from the server, draws each."""

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

from explainer.web.scripts import VERSION, style


@cache
def component(name: str) -> Callable[..., Any]:
    """Return a component; its module's `draw` is called with new data and when the theme changes."""
    script = f"""
const {name} = await import(location.origin + "/gatescope/{VERSION}/{name}/{name}.js");
export default (component) => {name}.draw(component);
"""
    return st.components.v2.component(f"gatescope_{name}", css=style(name), js=script, isolate_styles=False)
