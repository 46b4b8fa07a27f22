"""The orders: what a page tells a run to do, straight to the desk, so that nothing waits for a page to be run again."""

import json
import re
from collections.abc import Callable
from urllib.parse import urlsplit

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from explainer.runs.limits import RunError
from explainer.runs.service import ORDERS, Desk
from explainer.web.cookie import COOKIE, known

NAME = re.compile(r"[a-z0-9]{1,20}", re.ASCII)
MOST_BYTES = 200
OWN = ("same-origin", "none")


def order_routes(desk: Callable[[], Desk]) -> list[BaseRoute]:
    """Return the route POST /gatescope-runs/{run}/{order} with {"value": …} or {}; 204, or {"error": a sentence}."""

    async def order(request: Request) -> Response:
        run, name = request.path_params["run"], request.path_params["order"]
        if not NAME.fullmatch(run) or name not in ORDERS:
            return _refuse(404, f"A run can be told to {', '.join(ORDERS)}.")
        if not is_own(request):
            return _refuse(403, "Orders are taken from this server's own pages alone.")
        if request.headers.get("content-type", "").split(";")[0].strip() != "application/json":
            return _refuse(415, "An order is JSON, like {“value”: 0.01}.")
        value = read_value(await read_body(request))
        if value is None:
            return _refuse(400, f"An order holds one number in at most {MOST_BYTES} bytes, like {{“value”: 0.01}}.")
        visitor = known(request.cookies.get(COOKIE))
        try:
            await to_thread.run_sync(lambda: _tell(desk(), visitor, run, name, value))
        except RunError as error:
            return _refuse(409, str(error))
        return Response(status_code=204)

    return [Route("/gatescope-runs/{run}/{order}", order, methods=["POST"])]


def _tell(desk: Desk, visitor: str, run: str, name: str, value: float) -> None:
    """Pass an order on; whoever knows a run's link can watch it, and only who began it steers it."""
    if desk.row(run).owner != visitor:
        raise RunError("This run was begun by another visitor: you can watch it; begin your own to steer it.")
    desk.order(run, name, value)


def is_own(request: Request) -> bool:
    """Tell whether a request comes from a page of this server, as far as its browser says.

    A program that is no browser sends neither header; it has to know the cookie of who began the run.
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in OWN:
        return False
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


async def read_body(request: Request) -> bytes | None:
    """Return the body of a request; None where it is longer than an order can be, of which no more is read."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            return None
    return body


def read_value(body: bytes | None) -> float | None:
    """Return the number of an order, 0 where it holds none; None where it cannot be read."""
    try:
        found = json.loads(body or "")
    except (ValueError, RecursionError):
        return None
    value = found.get("value", 0.0) if isinstance(found, dict) else None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9 else None


def _refuse(status: int, sentence: str) -> Response:
    return JSONResponse({"error": sentence}, status)
