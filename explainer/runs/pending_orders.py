"""The orders to a worker that are not sent yet."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

MAX_ORDERS = 100  # that wait while a worker is in the middle of an update


@dataclass(eq=False)
class PendingOrders:
    """Orders are sent one at a time, so that a worker which reads none never blocks the supervisor.

    `current` is the one that was sent last and is not received yet.
    """

    send: Callable[[bytes], None]
    waiting: deque[bytes] = field(default_factory=lambda: deque(maxlen=MAX_ORDERS))
    current: bytes | None = None

    def add(self, order: bytes) -> None:
        """Send an order, or keep it until the worker has received the one before."""
        self.waiting.append(order)
        self._send_next()

    def received(self) -> bytes | None:
        """Send the next order, and return the one that was received."""
        order, self.current = self.current, None
        self._send_next()
        return order

    def _send_next(self) -> None:
        if self.current is None and self.waiting:
            self.current = self.waiting.popleft()
            self.send(self.current)
