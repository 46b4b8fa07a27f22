"""How well targets were written: whole ones, single symbols, and whole ones by length."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.tasks.pairs import END_TOKEN, EncodedPairs

Numbers = NDArray[Any]


def exact_each(predicted: Numbers, target_out: Numbers, mask: Numbers) -> NDArray[np.bool_]:
    """Tell for each target (Tt, B) whether every symbol of it, END included, was predicted, (B,)."""
    return np.asarray(((predicted == target_out) | (mask == 0)).all(axis=0))


def exact_match(predicted: Numbers, target_out: Numbers, mask: Numbers) -> float:
    """Return the share of targets (Tt, B) that were predicted without an error."""
    return float(exact_each(predicted, target_out, mask).mean())


def symbol_accuracy(predicted: Numbers, target_out: Numbers, mask: Numbers) -> float:
    """Return the share of the symbols of all targets (Tt, B), END included, that were predicted."""
    return float(np.average(predicted == target_out, weights=mask))


def written_accuracy(written: Numbers, target_out: Numbers, mask: Numbers) -> float:
    """Return the share of the symbols of all targets (Tt, B), END included, that were written freely at their place.

    Nothing is written after an END: where that comes too early, the symbols that follow count as wrong.
    """
    ends = written == END_TOKEN
    is_over = (ends.cumsum(axis=0) - ends) > 0
    return float(np.average((written == target_out) & ~is_over, weights=mask))


def exact_by_length(predicted: Numbers, target_out: Numbers, mask: Numbers, lengths: Numbers) -> dict[int, float]:
    """Return the share of targets without an error for each of the lengths (B,), the shortest first.

    Lengths may be those of the sources or of the targets.
    """
    right = exact_each(predicted, target_out, mask)
    return {int(length): float(right[lengths == length].mean()) for length in np.unique(lengths)}


def previous_symbol_accuracy(training: EncodedPairs, test: EncodedPairs, n: int) -> float:
    """Return the accuracy of a symbol's most frequent successor, among n symbols: a baseline that reads no source."""
    follows = np.zeros((n, n))
    np.add.at(follows, (training.target_in, training.target_out), training.mask)
    return symbol_accuracy(follows.argmax(axis=1)[test.target_in], test.target_out, test.mask)
