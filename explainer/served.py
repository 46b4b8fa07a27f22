"""What the server adds to Streamlit's own routes: the components' scripts, plotly.js from its wheel, the runs' feed."""

import hashlib
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from explainer.runs.desk import desk
from explainer.runs.feed import feed_routes

HERE = Path(__file__).parent
FOLDERS = ("browser", "board", "stage")  # what both components use, then each of them


def scripts() -> dict[str, Path]:
    """Return every module by its path below the version: "stage/engine.js"."""
    files = [file for name in FOLDERS for file in sorted((HERE / name / "static").glob("*.js"))]
    return {f"{file.parent.parent.name}/{file.name}": file for file in files}


def style(name: str) -> str:
    """Return a component's style sheet."""
    return (HERE / name / f"{name}.css").read_text()


def version() -> str:
    """Return a short hash of all files, so that a browser never mixes two versions."""
    texts = [*(file.read_text() for file in scripts().values()), style("board"), style("stage")]
    return hashlib.sha256("".join(texts).encode()).hexdigest()[:12]


VERSION = version()


def soon() -> list[str]:
    """Return the addresses of the modules that the first page will want."""
    return [f"/gatescope/{VERSION}/{path}" for path in scripts() if not path.startswith("board/")]


def routes() -> list[BaseRoute]:
    """Return the routes; the modules import each other by relative paths, and are answered from memory."""
    spec = find_spec("plotly")
    assert spec and spec.origin
    plotly = Path(spec.origin).parent / "package_data" / "plotly.min.js"
    known = {path: file.read_bytes() for path, file in scripts().items()}

    def module(request: Request) -> Response:
        text = known.get(request.path_params["path"])
        if text is None:
            return Response(status_code=404)
        return Response(text, media_type="text/javascript", headers=KEPT)

    return [
        Route(f"/gatescope/{VERSION}/plotly.min.js", lambda request: FileResponse(plotly, headers=KEPT)),
        Route(f"/gatescope/{VERSION}/{{path:path}}", module),
        *feed_routes(desk),
    ]


KEPT = {"cache-control": "public, max-age=31536000, immutable"}  # another version has another address


@cache
def component(name: str) -> Callable[..., Any]:
    """Return one of the components: its module's `draw` is called with new data and at a change of theme."""
    script = f"""
const {name} = await import(location.origin + "/gatescope/{VERSION}/{name}/{name}.js");
export default (component) => {name}.draw(component);
"""
    return st.components.v2.component(f"gatescope_{name}", css=style(name), js=script, isolate_styles=False)
