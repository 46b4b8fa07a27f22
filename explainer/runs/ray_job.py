"""What runs on the machines of a Ray cluster: a task that trains one run, and the actor that brings its orders."""

import asyncio
import threading
from collections.abc import Iterator
from functools import cache
from typing import Any

import ray

from explainer.runs.frames import pack, unpack
from explainer.runs.memory_limit import limit_memory
from explainer.runs.ray_connection import RayConnection
from explainer.runs.versions import versions
from explainer.runs.worker import train_run

MAX_WAIT = 60.0  # seconds that an order is waited for at once


class Mailbox:
    """Orders for all runs of a server, by the name of the task: an actor on the server's own machine."""

    def __init__(self) -> None:
        self.queues: dict[str, asyncio.Queue[bytes]] = {}

    async def put(self, task: str, order: bytes) -> None:
        """Bring an order to a task."""
        self.queues.setdefault(task, asyncio.Queue()).put_nowait(order)

    async def take(self, task: str) -> bytes:
        """Return the next order for a task; b"" where none came for a while."""
        waiting = self.queues.setdefault(task, asyncio.Queue())
        try:
            return await asyncio.wait_for(waiting.get(), MAX_WAIT)
        except TimeoutError:
            return b""

    async def close(self, task: str) -> None:
        """Forget a task that has ended."""
        self.queues.pop(task, asyncio.Queue()).put_nowait(b"")


def train_job(mailbox: Any, task: str, frames: list[bytes], loop: str) -> Iterator[bytes]:
    """Train a run, and return its frames as they come; `frames` are those of a ResumePoint, and orders after them.

    The training is a thread; this waits for its frames and for orders. While the run is paused it waits for an order
    alone, and Ray gives the processor to another task meanwhile.
    """
    prepare_process()
    yield pack({"kind": "placed", "node": ray.get_runtime_context().get_node_id(), "versions": versions()})
    connection = start_training(frames, loop)
    order = mailbox.take.remote(task)
    for data in connection.frames():
        if data is None or ray.wait([order], timeout=0)[0]:
            order = bring_order(connection, mailbox, task, order)
        if data:
            yield data


def bring_order(connection: RayConnection, mailbox: Any, task: str, order: Any) -> Any:
    """Wait for an order and bring it to the training, which may end meanwhile; return where the next one will be."""
    while not (found := ray.get(order)) and connection.sent.empty():
        order = mailbox.take.remote(task)
    if found:
        connection.put(found)
    return mailbox.take.remote(task)


def start_training(frames: list[bytes], loop: str) -> RayConnection:
    """Start the thread that trains; return its connection."""
    head, body = unpack(frames[0])
    rest = [unpack(data) for data in frames[1:]]
    saved = rest[0] if rest and rest[0][0].get("kind") == "saved" else None
    connection = RayConnection(frames[2:] if saved else frames[1:])

    def train() -> None:
        from explainer.training.device import flush_denormals

        flush_denormals()
        try:
            train_run(connection, head, body, loop, saved)  # type: ignore[arg-type]  # it stands in for a pipe
        finally:
            connection.close()

    threading.Thread(target=train, daemon=True).start()
    return connection


@cache
def prepare_process() -> None:
    """Import torch, compute in one thread, and limit the memory; once in a process, which may train many runs."""
    from explainer.training.device import use_one_thread

    use_one_thread()
    limit_memory()


def warm_up() -> None:
    """Let a process import all that a run needs, so that no visitor waits for it."""
    import explainer.training.loop  # noqa: F401

    prepare_process()
