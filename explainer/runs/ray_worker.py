"""A run on a Ray cluster, as the supervisor sees a worker; where its machine is lost, it goes on on another one."""

import contextlib
import threading
from collections import deque
from multiprocessing import Pipe
from typing import Any, Protocol

import ray
from ray.exceptions import RayError, RayTaskError

from explainer.runs.frames import Frame, FrameError, Head, pack, unpack
from explainer.runs.limits import LIMITS
from explainer.runs.pending_orders import PendingOrders
from explainer.runs.resume_point import ResumePoint
from explainer.runs.versions import versions

MOST_LOSSES = 3  # workers that a run may lose without a new saved state
WAITING = "Its worker was lost at update {step}; it goes on as soon as the cluster has a place for it."
MOVED = "It moved to another machine at update {step}."
RESUMED = "Its worker was lost; another one of the same machine went on at update {step}."
LOST = "{count} workers were lost without a new saved state, and the run ended: {error}"


class Tasks(Protocol):
    """What a worker needs of the cluster."""

    def submit(self, task: str, frames: list[bytes]) -> Any:
        """Start a task; return the generator of its frames."""

    def post(self, task: str, order: bytes) -> None:
        """Send an order to a task."""

    def forget(self, task: str, frames: Any) -> None:
        """End a task that has not ended, and its orders."""


class RayWorker:
    """One run on the cluster. Its frames come in a thread, which passes them to `pipe`; all else is the caller's."""

    def __init__(self, name: str, tasks: Tasks) -> None:
        self.name, self.tasks = name, tasks
        self.pipe, self.write_end = Pipe(duplex=False)
        self.orders = PendingOrders(self._post)
        self.repeated: deque[bytes] = deque()  # orders that an earlier worker has received after its saved state
        self.point: ResumePoint | None = None
        self.count, self.losses = 0, 0  # of workers, and of those lost since the last saved state
        self.frames: Any = None
        self.node, self.sentence = "", ""
        self.ended = False

    @property
    def task(self) -> str:
        """The name of the task that trains it now."""
        return f"{self.name}-{self.count}"

    def start(self, frame: Frame) -> None:
        """Let the cluster train a run, as soon as it has a place for it."""
        self.point = ResumePoint(frame)
        self._submit([])

    def send_order(self, frame: Frame) -> None:
        """Send an order, or keep it until the worker has received the one before."""
        self.orders.add(pack(*frame))

    def receive(self) -> Frame | None:
        """Return the next frame for the server; raises EOFError where the run has ended."""
        try:
            head, body = unpack(self.pipe.recv_bytes())
        except (OSError, FrameError):
            raise EOFError from None
        if head["kind"] in HANDLERS:
            return HANDLERS[head["kind"]](self, head)
        assert self.point
        self.point.note(head, body)
        if head["kind"] != "saved":
            return head, body
        self.losses = 0
        return None if head["fits"] else note(LIMITS["bytes of a saved state"].refuse().args[0])

    def stop(self) -> str:
        """End the task if it has not ended, and say why it has."""
        self.tasks.forget(self.task, self.frames)
        self.pipe.close()
        return self.sentence or "The run was ended from here."

    def _submit(self, orders: list[bytes]) -> None:
        assert self.point
        self.count += 1
        self.frames = self.tasks.submit(self.task, [*self.point.frames(), *orders])
        threading.Thread(target=forward, args=(self.frames, self.write_end), daemon=True).start()

    def _post(self, order: bytes) -> None:
        self.tasks.post(self.task, order)

    def _placed(self, head: Head) -> Frame | None:
        here, there = (one["gatescope"] for one in (versions(), head["versions"]))
        if here != there:
            self.sentence = f"A machine of the cluster has Gatescope {there}, and this server {here}: install the same."
            raise EOFError
        before, self.node = self.node, head["node"]
        assert self.point
        sentence = (RESUMED if before == self.node else MOVED).format(step=self.point.step)
        return note(sentence) if self.count > 1 else None

    def _received(self, head: Head) -> None:
        order = self.repeated.popleft() if self.repeated else self.orders.received()
        if order and self.point:
            self.point.received.append(order)

    def _left(self, head: Head) -> Frame:
        """Go on in another worker where this one was lost, unless that happens again and again."""
        self.losses += 1
        point = self.point
        if self.ended or point is None or not (head["lost"] and point.fits) or self.losses > MOST_LOSSES:
            self.sentence = LOST.format(count=self.losses, error=head["error"]) if head["lost"] else head["error"]
            raise EOFError
        self.tasks.forget(self.task, self.frames)
        self.repeated = deque([*point.received, *self.repeated])
        point.received.clear()
        current = [self.orders.current] if self.orders.current else []
        self._submit([*self.repeated, *current])
        return note(WAITING.format(step=point.known_step))


HANDLERS = {"placed": RayWorker._placed, "received": RayWorker._received, "left": RayWorker._left}


def note(sentence: str) -> Frame:
    """Return a frame that says something of the run's line."""
    return {"kind": "note", "sentence": sentence}, b""


def forward(frames: Any, pipe: Any) -> None:
    """Pass the frames of a task on, and at last say how it left: lost with its process or machine, or by an error."""
    head: Head = {"kind": "left", "lost": False, "error": "The worker ended without a message."}
    try:
        for one in frames:
            pipe.send_bytes(ray.get(one))
    except RayTaskError as error:
        cause = str(error.cause).strip()[:300]
        head["error"] = f"A machine of the cluster could not train it: {type(error.cause).__name__}: {cause}"
    except RayError as error:
        head |= {"lost": True, "error": f"{type(error).__name__}: {str(error).strip().splitlines()[0][:300]}"}
    except OSError:
        return  # nobody reads them any more
    with contextlib.suppress(OSError):
        pipe.send_bytes(pack(head))
