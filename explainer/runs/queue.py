"""The queue of runs: those of the visitor who trains least come first."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class RunQueue:
    """Runs with their owners: `waiting` in the order in which they came, `running` and `paused`.

    A paused run leaves its slot to others, so that a forgotten one holds nobody up.
    """

    at_once: int
    alive: int
    waiting: dict[str, str] = field(default_factory=dict)
    running: dict[str, str] = field(default_factory=dict)
    paused: dict[str, str] = field(default_factory=dict)

    def add(self, run: str, owner: str) -> None:
        """Put a run at the end of the queue."""
        self.waiting[run] = owner

    def remove(self, run: str) -> None:
        """Remove a run, whatever its state."""
        for group in (self.waiting, self.running, self.paused):
            group.pop(run, None)

    def pause(self, run: str) -> None:
        """Move a running run to the paused ones."""
        if run in self.running:
            self.paused[run] = self.running.pop(run)

    def resume(self, run: str) -> None:
        """Move a paused run back to the running ones, without waiting again."""
        if run in self.paused:
            self.running[run] = self.paused.pop(run)

    def next_run(self, can_start: Callable[[str], bool] = lambda run: True) -> str:
        """Return the next run to start, which now counts as running; "" where all must wait.

        A run without room on its device lets those behind it pass.
        """
        if len(self.running) >= self.at_once or len(self.running) + len(self.paused) >= self.alive:
            return ""
        found = next((run for run in self.waiting_order() if can_start(run)), "")
        if found:
            self.running[found] = self.waiting.pop(found)
        return found

    def waiting_order(self) -> list[str]:
        """Return the waiting runs in the order in which they will start, if no running one ends."""
        counts = dict.fromkeys(self.waiting.values(), 0)
        for owner in self.running.values():
            counts[owner] = counts.get(owner, 0) + 1
        ranks = {}
        for position, (run, owner) in enumerate(self.waiting.items()):
            ranks[run] = (counts[owner], position)
            counts[owner] += 1
        return sorted(ranks, key=ranks.__getitem__)

    def positions(self) -> dict[str, int]:
        """Return the position of each waiting run, from 1."""
        return {run: position for position, run in enumerate(self.waiting_order(), 1)}
