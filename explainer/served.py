"""What the server adds to Streamlit's own routes: the scripts of the components, and plotly.js from its wheel."""

import hashlib
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.responses import FileResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

HERE = Path(__file__).parent
COMPONENTS = ("board", "stage")


def version() -> str:
    """Return a short hash of all components' files, so that a browser never mixes two versions."""
    files = [file for name in COMPONENTS for file in [*sorted((HERE / name / "static").glob("*.js")), _style(name)]]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def _style(name: str) -> Path:
    return HERE / name / f"{name}.css"


VERSION = version()


def routes() -> list[BaseRoute]:
    """Return the routes; the components' scripts import each other by relative paths."""
    spec = find_spec("plotly")
    assert spec and spec.origin
    plotly = Path(spec.origin).parent / "package_data" / "plotly.min.js"
    return [
        Route(f"/gatescope/{VERSION}/plotly.min.js", lambda request: FileResponse(plotly)),
        *(Mount(f"/gatescope/{VERSION}/{name}", StaticFiles(directory=HERE / name / "static")) for name in COMPONENTS),
    ]


@cache
def component(name: str) -> Callable[..., Any]:
    """Return one of the components: its module's `draw` is called with new data and at a change of theme."""
    script = f"""
const {name} = await import(location.origin + "/gatescope/{VERSION}/{name}/{name}.js");
export default (component) => {name}.draw(component);
"""
    return st.components.v2.component(
        f"gatescope_{name}", css=_style(name).read_text(), js=script, isolate_styles=False
    )
