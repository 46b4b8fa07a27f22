"""A process that looks for the devices of this machine, tells the supervisor, and ends."""

import time
from dataclasses import asdict
from multiprocessing.connection import Connection
from typing import Any

from explainer.runs.frames import FrameError, pack, unpack
from explainer.training.found_device import FoundDevice

SECONDS = 30.0  # after which a driver counts as one that no longer answers


class DeviceProbe:
    """The process, the pipe to it, and until when it has to answer; `context` is one of multiprocessing."""

    def __init__(self, context: Any) -> None:
        self.pipe, worker_end = context.Pipe()
        self.deadline = time.monotonic() + SECONDS
        self.process = context.Process(target=send_devices, args=(worker_end,), daemon=True)
        self.process.start()
        worker_end.close()

    def receive(self) -> list[FoundDevice] | None:
        """Return the devices once they are known, none after a failure; None where it is to be waited for."""
        if not self.pipe.poll():
            return None if time.monotonic() < self.deadline else self.end([])
        try:
            found = [FoundDevice(**one) for one in unpack(self.pipe.recv_bytes())[0]["devices"]]
        except (EOFError, OSError, FrameError):
            found = []
        return self.end(found)

    def end(self, found: list[FoundDevice]) -> list[FoundDevice]:
        """End the process, and return what it has found."""
        self.process.join(1.0 if found else 0.0)
        if self.process.is_alive():
            self.process.kill()
        self.process.join(1.0)  # one that waits for a driver may not end at once
        self.pipe.close()
        return found


def send_devices(connection: Connection) -> None:
    """Find the devices and send them; the process then ends, and with it what the driver has reserved for it."""
    from explainer.training.device import find_devices

    connection.send_bytes(pack({"kind": "devices", "devices": [asdict(one) for one in find_devices()]}))
