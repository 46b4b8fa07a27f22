"""What is on the screen when a step of a lesson is judged: page, link, setup and runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from explainer.inputs.sequence import Sequence
from explainer.numerics.setup import Setup
from explainer.numerics.trace import Trace


@dataclass(frozen=True)
class RunProgress:
    """How far a training run is: its cell, task, settings, updates made, and whether it has solved its task.

    `metric` is the test metric of its best seed at the last evaluation, nan before the first.
    """

    cell: str
    task: str
    keep: str
    settings: Mapping[str, int | float | str]
    step: int
    solved: bool
    ended: bool
    metric: float


@dataclass(frozen=True)
class State:
    """The page of a view, by its URL path, the entries of its link, and what the page has computed from them.

    `setup` and `sequence` are those of the pages in Explore and Your model, `runs` those that the Train page shows.
    """

    page: str
    link: Mapping[str, str] = field(default_factory=dict)
    setup: Setup | None = None
    sequence: Sequence | None = None
    runs: tuple[RunProgress, ...] = ()

    @cached_property
    def trace(self) -> Trace:
        """The run of the setup over the sequence, with the changes in it."""
        assert self.setup and self.sequence
        return self.setup.run(self.sequence)
