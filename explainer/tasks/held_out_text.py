"""The test set of a run that reads tokens, as one text: its tokens in order, and where each sequence begins."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explainer.inputs.sequence import InputError, counted
from explainer.inputs.units import JOIN
from explainer.tasks.problem import Problem

LEAST_TOKENS = 100


@dataclass(frozen=True, eq=False)
class HeldOutText:
    """Tokens (N,) of a test set in order, the first of `total`; a sequence begins at each of `starts`.

    `unit` is what a token is, "character" or "word". `learned_by_heart` says that the run was trained on the text.
    """

    tokens: NDArray[np.int64]
    symbols: tuple[str, ...]
    starts: tuple[int, ...]
    unit: str
    total: int
    learned_by_heart: bool
    join: Callable[[list[str]], str]

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The tokens as they are written, N of them."""
        return tuple(self.symbols[token] for token in self.tokens)

    @property
    def ends(self) -> tuple[int, ...]:
        """Where each sequence has ended: the position after its last token."""
        return (*self.starts[1:], len(self.tokens))

    @property
    def middle(self) -> int:
        """Where the second half begins: with a token, or with a sequence where there are several."""
        half = len(self.tokens) // 2
        return half if len(self.starts) == 1 else min(self.starts[1:], key=lambda start: abs(start - half))

    def sequence_of(self, position: int) -> tuple[int, int]:
        """Return where the sequence of a token begins, and where it has ended."""
        k = int(np.searchsorted(self.starts, position, side="right")) - 1
        return self.starts[k], self.ends[k]

    @cached_property
    def joined(self) -> str:
        """The text as it is written, a sequence on each line."""
        parts = zip(self.starts, self.ends, strict=True)
        return "\n".join(self.join(list(self.labels[start:end])) for start, end in parts)

    @cached_property
    def places(self) -> NDArray[np.int64]:
        """Where each token begins and has ended in `joined`, (N, 2): beside the tokens it has spaces and line ends."""
        found, end = [], 0
        for label in self.labels:
            start = self.joined.index(label, end)
            end = start + len(label)
            found.append((start, end))
        return np.array(found, np.int64)


def held_out_text(problem: Problem, most: int) -> HeldOutText:
    """Return the first tokens, at most so many, of a problem's test set as a text.

    Raises InputError where the problem reads no tokens, or where there are too few to learn anything from.
    """
    if not problem.tokens:
        raise InputError("The run reads no text; choose one that has learned a text, reviews or pronouns.")
    sequences = [problem.test_text] if problem.test_text is not None else _columns(problem)
    lengths = np.cumsum([len(one) for one in sequences])
    count = max(1, int(np.searchsorted(lengths, most, side="right"))) if len(sequences) > 1 else 1
    tokens = np.concatenate(sequences[:count])[:most]
    if len(tokens) < LEAST_TOKENS:
        raise InputError(
            f"The held-out text has {counted(len(tokens), 'token')}; {LEAST_TOKENS} are the least, "
            "so train on a longer text."
        )
    starts = (0, *(int(length) for length in lengths[: count - 1]))
    return HeldOutText(tokens, problem.inputs, starts, problem.unit or "word", int(lengths[-1]),
                       problem.learned_by_heart, JOIN.get(problem.unit, " ".join))  # fmt: skip


def _columns(problem: Problem) -> list[NDArray[np.int64]]:
    """Return the sequences of the test set, without their padding."""
    x, lengths = problem.test.x, problem.test.lengths
    stops = np.full(x.shape[1], len(x)) if lengths is None else lengths
    return [np.asarray(x[:stop, k], np.int64) for k, stop in enumerate(stops)]
