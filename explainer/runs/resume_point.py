"""The point from which a run can go on in another worker: its last saved state, and the orders since then."""

from dataclasses import dataclass, field

from explainer.runs.chunk import chunk_from_bytes
from explainer.runs.frames import Frame, Head, pack


@dataclass(eq=False)
class ResumePoint:
    """What is known of a run in training, on our side of the pipe; frames that the server has are not sent again.

    `received` are the orders that the worker has received after the saved state, which does not show them: each is
    preceded by a saved state of the same step. `known_step` is the last update that the server has, `snapshot_step`
    that of the last weights. A saved state that is too large makes the run one that cannot go on elsewhere.
    """

    start: Frame
    saved: Frame | None = None
    received: list[bytes] = field(default_factory=list)
    known_step: int = 0
    snapshot_step: int = -1
    fits: bool = True

    @property
    def step(self) -> int:
        """The update after which the run goes on."""
        return int(self.saved[0]["step"]) if self.saved else 0

    def note(self, head: Head, body: bytes) -> None:
        """Note a frame from the worker."""
        match head["kind"]:
            case "saved":
                self.saved, self.fits = (head, body), head["fits"]
                self.received.clear()
            case "begun":
                self.known_step, self.snapshot_step = 0, -1
            case "updates":
                self.known_step = chunk_from_bytes(head["from"], head["seeds"], body).last
            case "snapshot":
                self.snapshot_step = head["step"]

    def frames(self) -> list[bytes]:
        """Return the start order for the next worker, and the saved state where there is one."""
        head, body = self.start
        known = {"saves_states": True, "known_step": self.known_step, "snapshot_step": self.snapshot_step}
        return [pack({**head, **known}, body), *([pack(*self.saved)] if self.saved else [])]
