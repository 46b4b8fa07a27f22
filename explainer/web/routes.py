"""The routes added to Streamlit's own: the components' scripts, plotly.js, the feed and orders of runs, and rooms."""

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from explainer.runs.service import run_service
from explainer.web.feed import feed_routes
from explainer.web.orders import order_routes
from explainer.web.room.room_registry import room_registry
from explainer.web.room.routes import room_routes
from explainer.web.scripts import VERSION, scripts
from explainer.web.standalone.shells import plotly_path

PRELOADED = {"/": ("start/",), "/cell": ("stage/",), "/sweep": ("plot/", "board/")}
"""The components of the pages that open with a picture, by the page's path."""


def preload_paths() -> dict[str, list[str]]:
    """Return the addresses of the JavaScript modules that a page imports, by the path of each page that has them."""
    return {
        page: [f"/gatescope/{VERSION}/{path}" for path in scripts() if path.startswith(("shared/", *components))]
        for page, components in PRELOADED.items()
    }


def routes() -> list[BaseRoute]:
    """Return the routes; the modules import each other by relative paths, and are served from memory."""
    plotly = plotly_path()
    texts = {path: file.read_bytes() for path, file in scripts().items()}

    def module(request: Request) -> Response:
        text = texts.get(request.path_params["path"])
        if text is None:
            return Response(status_code=404)
        return Response(text, media_type="text/javascript", headers=CACHE_FOREVER)

    return [
        Route(f"/gatescope/{VERSION}/plotly.min.js", lambda request: FileResponse(plotly, headers=CACHE_FOREVER)),
        Route(f"/gatescope/{VERSION}/{{path:path}}", module),
        *feed_routes(run_service),
        *order_routes(run_service),
        *room_routes(room_registry(), run_service),
    ]


CACHE_FOREVER = {"cache-control": "public, max-age=31536000, immutable"}  # another version has another address
