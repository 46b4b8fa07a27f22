"""The routes of rooms: the student's screen, and join, answer, steer and the streams below /gatescope-rooms."""

from collections.abc import Awaitable, Callable
from functools import partial

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from explainer.runs.limits import RunError
from explainer.runs.service import RunService
from explainer.web.room import class_training, transitions
from explainer.web.room.class_runs import ClassRuns
from explainer.web.room.limits import RoomError
from explainer.web.room.requests import address, check_own, language, own_room, read_json, refusal, visitor
from explainer.web.room.room_registry import RoomRegistry
from explainer.web.room.screen import screen
from explainer.web.room.steering import steer
from explainer.web.room.stream import student_events, teacher_events

Handler = Callable[[RoomRegistry, Request], Awaitable[Response]]
NO_STORE = {"cache-control": "no-store", "x-accel-buffering": "no"}
DONE = 204


async def join(registry: RoomRegistry, request: Request) -> Response:
    """Join a room by its typed code."""
    body, sender = await read_json(request), visitor(request)
    room = registry.search(body.get("code"), address(request))
    nickname = body.get("nickname")
    registry.change(room.code, lambda now: transitions.join(now, sender, nickname), wake=[sender, room.teacher])
    return JSONResponse({"code": room.code}, headers=NO_STORE)


async def answer(registry: RoomRegistry, request: Request) -> Response:
    """Count an answer to the question."""
    body, sender, room = await read_json(request), visitor(request), own_room(registry, request)
    number, value = body.get("question"), body.get("answer")
    registry.change(room.code, lambda now: transitions.answer(now, sender, number, value), wake=[sender, room.teacher])
    return Response(status_code=DONE)


async def take_part(registry: RoomRegistry, request: Request) -> Response:
    """Give a student a network of the training."""
    await read_json(request)
    sender, room = visitor(request), own_room(registry, request)
    registry.change(room.code, lambda now: class_training.take_part(now, sender))
    return Response(status_code=DONE)


async def order(registry: RoomRegistry, request: Request, class_runs: ClassRuns) -> Response:
    """Carry out what the teacher's page orders."""
    body, room = await read_json(request), own_room(registry, request, as_teacher=True)
    if body.get("do") == "close":
        registry.close(room.code)
    elif body.get("do") == "train":
        await to_thread.run_sync(class_runs.begin, room.code)
    else:
        changed = registry.change(room.code, lambda now: steer(now, body))
        class_runs.delete_replaced(room, changed)
    return Response(status_code=DONE)


async def events(registry: RoomRegistry, request: Request) -> Response:
    """Stream what a student's screen shows."""
    check_own(request)
    room = own_room(registry, request)
    stream = student_events(registry, room.code, visitor(request), language(request))
    return StreamingResponse(stream, media_type="text/event-stream", headers=NO_STORE)


async def teacher_stream(registry: RoomRegistry, request: Request) -> Response:
    """Stream what the teacher's page shows."""
    check_own(request)
    room = own_room(registry, request, as_teacher=True)
    stream = teacher_events(registry, room.code, visitor(request), language(request))
    return StreamingResponse(stream, media_type="text/event-stream", headers=NO_STORE)


def room_routes(registry: RoomRegistry, run_service: Callable[[], RunService]) -> list[BaseRoute]:
    """Return the routes; `run_service` is called when a training begins, not before."""
    class_runs = ClassRuns(registry, run_service)

    def route(path: str, handler: Handler, method: str) -> Route:
        async def handle(request: Request) -> Response:
            try:
                return await handler(registry, request)
            except RoomError as error:
                return refusal(error, request)
            except RunError as error:
                return refusal(RoomError(str(error)), request)

        return Route(path, handle, methods=[method])

    def page(request: Request) -> Response:
        return HTMLResponse(screen(language(request)), headers={"cache-control": "no-store"})

    base = "/gatescope-rooms/{code}"
    return [
        Route("/join", page),
        Route("/room/{code}", page),
        route("/gatescope-rooms/join", join, "POST"),
        route(f"{base}/answer", answer, "POST"),
        route(f"{base}/take-part", take_part, "POST"),
        route(f"{base}/steer", partial(order, class_runs=class_runs), "POST"),
        route(f"{base}/events", events, "GET"),
        route(f"{base}/teacher-events", teacher_stream, "GET"),
    ]
