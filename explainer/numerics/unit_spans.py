"""Units that are on over a span of a text and off around it, and other spans where the same units are on.

Source: Strobelt, Gehrmann, Pfister & Rush 2018, LSTMVis: a span and a threshold select states, and these the matches.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Signs = NDArray[np.int8]
MOST_SPANS = 12


@dataclass(frozen=True)
class Span:
    """Tokens from `start` to before `stop`, from 0; at least `on` of the units are on at each of them.

    `off_around` counts the units that are off at the token before it and at the one after it.
    """

    start: int
    stop: int
    on: int
    off_around: int


def signs_on(values: NDArray[np.floating[Any]], threshold: float, signed: NDArray[np.bool_]) -> Signs:
    """Return 1 where a unit is above the threshold, −1 where a signed one is below minus the threshold, else 0, (N, U).

    `values` is (N, U); `signed` (U,) is False for gates, which have no negative values.
    """
    return np.asarray((values > threshold).astype(np.int8) - ((values < -threshold) & signed))


def units_on_span(on: Signs, start: int, stop: int, starts: Sequence[int] = (0,)) -> dict[int, int]:
    """Return the sign of each unit that is on with one sign at every token of a span, and not so just around it.

    `on` (N, U) is that of `signs_on`. Where the span begins or ends with its sequence, nothing is around it there;
    `starts` says where each sequence begins.
    """
    inside = on[start:stop]
    held = (inside == inside[0]).all(axis=0) & (inside[0] != 0)  # (U,)
    for around in _around(start, stop, len(on), starts):
        held &= on[around] != inside[0]
    return {int(unit): int(inside[0, unit]) for unit in np.flatnonzero(held)}


def similar_spans(
    on: Signs, units: dict[int, int], span: tuple[int, int], starts: Sequence[int] = (0,), most: int = MOST_SPANS
) -> list[Span]:
    """Return other spans where the units are on: first those with most units, at least half of them.

    Of spans with as many units, those come first where more of them are off around, then those of like length. Each is
    as long as it can be, none overlaps another one or the given span, from its start to before its stop.
    """
    same = on[:, list(units)] == np.array(list(units.values()), np.int8)  # (N, k)
    counts, free = same.sum(axis=1), np.ones(len(on), bool)
    free[slice(*span)] = False
    found: list[Span] = []
    for level in range(len(units), len(units) // 2, -1):
        stretches = _stretches((counts >= level) & free, starts)
        level_spans = [Span(a, b, level, _off_around(same, a, b, starts)) for a, b in stretches]
        found += sorted(level_spans, key=lambda one: _distance(one, span))
        for a, b in stretches:
            free[a:b] = False
        if len(found) >= most:
            break
    return found[:most]


def _distance(one: Span, span: tuple[int, int]) -> tuple[int, int, int]:
    return -one.off_around, abs(one.stop - one.start - span[1] + span[0]), one.start


def _around(start: int, stop: int, length: int, starts: Sequence[int]) -> list[int]:
    """Return the tokens just before and just after a span, as far as they belong to its sequence."""
    before = [start - 1] if start > 0 and start not in starts else []
    return before + ([stop] if stop < length and stop not in starts else [])


def _off_around(same: NDArray[np.bool_], start: int, stop: int, starts: Sequence[int]) -> int:
    off = np.ones(same.shape[1], bool)
    for around in _around(start, stop, len(same), starts):
        off &= ~same[around]
    return int(off.sum())


def _stretches(wanted: NDArray[np.bool_], starts: Sequence[int]) -> list[tuple[int, int]]:
    """Return where each stretch of True begins and where it has ended; a new sequence begins a new stretch."""
    is_start = np.zeros(len(wanted) + 1, bool)
    is_start[list(starts)] = True
    here, before = np.append(wanted, False), np.append(False, wanted)  # (N + 1,)
    begins, stops = here & (~before | is_start), before & (~here | is_start)
    return list(zip(np.flatnonzero(begins).tolist(), np.flatnonzero(stops).tolist(), strict=True))
