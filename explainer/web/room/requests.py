"""Requests to a room: who sends them, whether from an own page, and what JSON they hold."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from explainer.lessons.course.message import gettext_noop
from explainer.web.cookie import COOKIE, visitor_id
from explainer.web.orders import is_own, read_body
from explainer.web.room.limits import NO_ROOM, RoomError
from explainer.web.room.room import Room
from explainer.web.room.room_registry import RoomRegistry
from explainer.web.translations import best_language, translate

MOST_BYTES = 20_000
FOREIGN = gettext_noop("Requests to a room are accepted from this server's own pages only.")
NO_JSON = gettext_noop("A request to a room is a JSON object of at most {most:,} bytes.")
NO_COOKIE = gettext_noop(
    "A room needs one cookie, which tells your answers from those of others; allow it, and reload."
)


def visitor(request: Request) -> str:
    """Return the id of whoever sends a request; raises RoomError without the cookie."""
    found = visitor_id(request.cookies.get(COOKIE))
    if not found:
        raise RoomError(NO_COOKIE, 403)
    return found


def address(request: Request) -> str:
    """Return the network address that a request comes from."""
    return request.client.host if request.client else ""


def check_own(request: Request) -> None:
    """Raise RoomError unless a request comes from a page of this server."""
    if not is_own(request):
        raise RoomError(FOREIGN, 403)


async def read_json(request: Request) -> dict[str, Any]:
    """Return the JSON object of a request from an own page; raises RoomError."""
    check_own(request)
    is_json = request.headers.get("content-type", "").split(";")[0].strip() == "application/json"
    body = await read_body(request, MOST_BYTES) if is_json else None
    try:
        found = json.loads(body or b"")
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise RoomError(NO_JSON, 400, most=MOST_BYTES)
    return found


def own_room(registry: RoomRegistry, request: Request, as_teacher: bool = False) -> Room:
    """Return the room of the address for one of its students, or for its teacher.

    To anybody else it does not exist, so a guessed code that is right looks like a wrong one.
    """
    sender, room = visitor(request), registry.find(request.path_params["code"])
    if room and (room.teacher == sender or (not as_teacher and sender in room.students)):
        return room
    raise RoomError(NO_ROOM, 404)


def language(request: Request) -> str:
    """Return the language of whoever sends a request."""
    return best_language(request.headers.get("accept-language", ""))


def refusal(error: RoomError, request: Request) -> Response:
    """Return the response to a request that cannot be done, with its sentence."""
    headers = {"cache-control": "no-store"}
    return JSONResponse({"error": translate(language(request), error.message)}, error.status, headers)
