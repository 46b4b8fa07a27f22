"""The route for orders to runs: pause, resume, step, rewind, rate, sample, cancel; it needs no rerun of the page."""

from collections.abc import Callable
from urllib.parse import urlsplit

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from explainer.inputs.sequence import InputError
from explainer.runs.limits import RunError
from explainer.runs.order_values import OrderValue
from explainer.runs.service import ORDERS, RUN_NAME, RunService
from explainer.web.cookie import COOKIE, visitor_id
from explainer.web.order_bodies import BODIES, NUMBER

OWN = ("same-origin", "none")
NO_COOKIE = (
    "Your browser sends no cookie here, as in a frame of another site without https: runs can be watched, not "
    "controlled. Open this page in a tab of its own, and start them there."
)


def order_routes(run_service: Callable[[], RunService]) -> list[BaseRoute]:
    """Return the route POST /gatescope-runs/{run}/{order} with {"value": …} or {}; 204, or {"error": a sentence}."""

    async def order(request: Request) -> Response:
        run, name = request.path_params["run"], request.path_params["order"]
        if not RUN_NAME.fullmatch(run) or name not in ORDERS:
            return _error(404, f"The orders to a run are {', '.join(ORDERS)}.")
        if not is_own(request):
            return _error(403, "Orders are accepted from this server's own pages only.")
        if request.headers.get("content-type", "").split(";")[0].strip() != "application/json":
            return _error(415, "An order is JSON, like {“value”: 0.01}.")
        order_body, visitor = BODIES.get(name, NUMBER), visitor_id(request.cookies.get(COOKIE))
        body = await read_body(request, order_body.most_bytes)
        try:
            value = order_body.value(body)
            if value is None:
                return _error(400, order_body.describe(name))
            await to_thread.run_sync(lambda: _send_order(run_service(), visitor, run, name, value))
        except (RunError, InputError) as error:
            return _error(409, str(error))
        return Response(status_code=204)

    return [Route("/gatescope-runs/{run}/{order}", order, methods=["POST"])]


def _send_order(service: RunService, visitor: str, run: str, name: str, value: OrderValue) -> None:
    """Send an order; whoever knows a run's link can watch it, but only the visitor who started it can control it."""
    row = service.row(run)
    if not visitor:
        raise RunError(NO_COOKIE)
    if row.owner != visitor:
        raise RunError("This run was started by another visitor: you can watch it; start your own to control it.")
    service.order(run, name, value)


def is_own(request: Request) -> bool:
    """Return whether a request comes from a page of this server, as far as its browser says.

    A program that is no browser sends neither header; it has to know the cookie of the visitor who started the run.
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in OWN:
        return False
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


async def read_body(request: Request, most: int) -> bytes | None:
    """Return the body of a request; None, without reading on, where it is longer than `most`."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > most:
            return None
    return body


def _error(status: int, sentence: str) -> Response:
    return JSONResponse({"error": sentence}, status)
