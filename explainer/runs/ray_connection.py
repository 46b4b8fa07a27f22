"""The worker's end of the connection to the supervisor on a Ray cluster: it stands in for a pipe."""

import queue
from collections.abc import Iterable, Iterator

PAUSE = 0.03  # seconds between two looks for an order while the run trains


class RayConnection:
    """Frames of a run that trains in a thread, and the orders for it.

    The thread calls what a pipe has: `poll`, `recv_bytes` and `send_bytes`. The task, which alone may wait for Ray,
    calls `put` and `frames`.
    """

    def __init__(self, orders: Iterable[bytes] = ()) -> None:
        self.orders: queue.Queue[bytes] = queue.Queue()
        self.sent: queue.Queue[bytes | int] = queue.Queue(maxsize=64)  # frames, and after how many orders it waits
        self.next: bytes | None = None
        self.brought, self.taken = 0, 0  # orders
        for order in orders:
            self.put(order)

    def put(self, order: bytes) -> None:
        """Bring an order."""
        self.brought += 1
        self.orders.put(order)

    def poll(self, timeout: float = 0.0) -> bool:
        """Return whether there is an order; wait for one so many seconds."""
        if self.next is None:
            if timeout and self.orders.empty():
                self.sent.put(self.taken)
            self._take(timeout)
        return self.next is not None

    def recv_bytes(self) -> bytes:
        """Return the next order, for which `poll` has waited."""
        order, self.next = self.next, None
        if order is None:
            raise EOFError
        return order

    def send_bytes(self, data: bytes) -> None:
        """Send a frame."""
        self.sent.put(data)

    def close(self) -> None:
        """Send no more frames."""
        self.sent.put(b"")

    def frames(self) -> Iterator[bytes | None]:
        """Return the frames as they come; b"" where none came for a moment, and None where the run stands still.

        It stands still where it waits for an order and none has been brought since.
        """
        while True:
            try:
                data = self.sent.get(timeout=PAUSE)
            except queue.Empty:
                yield b""
                continue
            if data == b"":
                return
            if isinstance(data, bytes):
                yield data
            elif data == self.brought:
                yield None

    def _take(self, timeout: float) -> None:
        try:
            self.next = self.orders.get(timeout > 0, timeout or None)
            self.taken += 1
        except queue.Empty:
            return
