"""The mounting: the board as a Streamlit component, and the routes that its files are served from."""

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

STATIC = Path(__file__).parent / "static"
STYLE = Path(__file__).parent / "board.css"


def version() -> str:
    """Return a short hash of the board's files, so that a browser never mixes two versions."""
    files = [*sorted(STATIC.glob("*.js")), STYLE]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


VERSION = version()
SCRIPT = f"""
const board = await import(location.origin + "/gatescope/{VERSION}/board.js");
export default (component) => board.draw(component);
"""


def routes() -> list[BaseRoute]:
    """Return what the server adds to Streamlit's own routes: our modules, and plotly.js from its wheel."""
    spec = find_spec("plotly")
    assert spec and spec.origin
    plotly = Path(spec.origin).parent / "package_data" / "plotly.min.js"
    return [
        Route(f"/gatescope/{VERSION}/plotly.min.js", lambda request: FileResponse(plotly)),
        Mount(f"/gatescope/{VERSION}", StaticFiles(directory=STATIC)),
    ]


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component("gatescope_board", css=STYLE.read_text(), js=SCRIPT, isolate_styles=False)


def show(data: bytes, key: str, moved: Callable[[], None]) -> bool:
    """Show the board; `moved` is called when the cursor has come to rest.

    Returns True in the run that the board asks for once it has drawn new data.
    """
    state = _component()(key=key, data=data, on_cursor_change=moved, on_drawn_change=lambda: None)
    return bool(state.get("drawn"))
