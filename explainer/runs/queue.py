"""The line: which runs wait, in what order, and whose turn it is; whoever trains least goes first."""

from dataclasses import dataclass, field


@dataclass
class Line:
    """Runs by their owners: `waiting` in the order in which they came, `running` and `paused` those that have begun.

    A paused run takes no turn, so that a forgotten one holds nobody up.
    """

    at_once: int
    alive: int
    waiting: dict[str, str] = field(default_factory=dict)
    running: dict[str, str] = field(default_factory=dict)
    paused: dict[str, str] = field(default_factory=dict)

    def join(self, run: str, owner: str) -> None:
        """Put a run at the end of the line."""
        self.waiting[run] = owner

    def leave(self, run: str) -> None:
        """Take a run out, wherever it is."""
        for group in (self.waiting, self.running, self.paused):
            group.pop(run, None)

    def pause(self, run: str) -> None:
        """Let a run give its turn up."""
        if run in self.running:
            self.paused[run] = self.running.pop(run)

    def resume(self, run: str) -> None:
        """Let a paused run go on at once; it had its place in line."""
        if run in self.paused:
            self.running[run] = self.paused.pop(run)

    def call(self) -> str:
        """Return the run whose turn has come, which now counts as running; "" where all must wait."""
        if len(self.running) >= self.at_once or len(self.running) + len(self.paused) >= self.alive:
            return ""
        order = self.order()
        if order:
            self.running[order[0]] = self.waiting.pop(order[0])
        return order[0] if order else ""

    def order(self) -> list[str]:
        """Return the waiting runs in the order in which they will be called, if none that runs ends."""
        turns = dict.fromkeys(self.waiting.values(), 0)
        for owner in self.running.values():
            turns[owner] = turns.get(owner, 0) + 1
        ranks = {}
        for place, (run, owner) in enumerate(self.waiting.items()):
            ranks[run] = (turns[owner], place)
            turns[owner] += 1
        return sorted(ranks, key=ranks.__getitem__)

    def places(self) -> dict[str, int]:
        """Return the place of each waiting run, from 1."""
        return {run: place for place, run in enumerate(self.order(), 1)}
