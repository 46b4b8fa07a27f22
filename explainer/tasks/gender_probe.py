"""How well the subject's gender can be read from a state: by linear probes, and from single units.

Probes and thresholds are fitted on one half of the held-out sequences and scored on the other.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.cells.primitives import Array
from explainer.numerics.linear_probe import fit_linear_probe, majority_class
from explainer.numerics.unit_thresholds import fit_unit_thresholds
from explainer.tasks.pronoun_text import NOBODY, gender_at_each_step, steps_since_subject

LEAST_SCORED = 30  # steps: a share of fewer says little
ROWS_PER_WEIGHT = 5  # the least with which a word has a probe of its own
MOST_SINCE = 100


@dataclass(frozen=True, eq=False)
class GenderRows:
    """The N steps at which held-out sequences have a subject: `where` (T, B) they are, and of each, in the order of
    that mask, the gender as `classes` (N,), the `words` that are read there, as tokens, the steps `since` the subject
    was named, and whether a fit may see it.
    """

    where: NDArray[np.bool_]
    classes: NDArray[np.int64]
    words: NDArray[np.int64]
    since: NDArray[np.int64]
    fitting: NDArray[np.bool_]

    @property
    def scored(self) -> NDArray[np.bool_]:
        """Which rows are scored, (N,): those that no fit has seen."""
        return ~self.fitting

    @property
    def counts(self) -> NDArray[np.int64]:
        """How many rows are scored at each number of steps since the subject, (D,), as far as there are enough."""
        counts = np.bincount(self.since[self.scored], minlength=1)[: MOST_SINCE + 1]
        return counts[: int(np.argmin(np.append(counts, 0) >= LEAST_SCORED))]

    def share_right(self, right: NDArray[np.bool_]) -> Array:
        """Return the share of scored rows that are right at each number of steps since the subject, (D,)."""
        counts = self.counts
        found = np.bincount(self.since[self.scored], right[self.scored], len(counts))[: len(counts)]
        return np.asarray(found / counts)


@dataclass(frozen=True, eq=False)
class StateProbe:
    """How well the gender is read from one state, as shares of the scored steps that are right.

    `accuracy` is that of one probe for all steps, `by_step` (D,) the same at each number of steps since the subject.
    `word_accuracy` and `word_by_step` (D,) are those of several probes, of which each word just read has its own.
    `units` (m,) is that of each unit alone, by a threshold; `best` is the unit that was best on the fitted half.
    """

    state: str
    accuracy: float
    by_step: Array
    word_accuracy: float
    word_by_step: Array
    units: Array
    best: int


def gender_rows(tokens: NDArray[Any]) -> GenderRows:
    """Return the steps of tokens (T, B) that have a subject; those of the first half of the sequences are fitted on."""
    genders = gender_at_each_step(tokens)
    where = genders != NOBODY
    first_half = np.broadcast_to(np.arange(tokens.shape[1]) < tokens.shape[1] // 2, where.shape)
    return GenderRows(where, genders[where], tokens[where], steps_since_subject(tokens)[where], first_half[where])


def constant_answer(rows: GenderRows) -> NDArray[np.bool_]:
    """Return where the gender that is more frequent in the fitted half is right, (N,): chance."""
    return np.asarray(rows.classes == majority_class(rows.classes[rows.fitting]))


def probe_state(state: str, values: Array, rows: GenderRows) -> StateProbe:
    """Return how well the gender is read from a state's values (T, B, m)."""
    features, classes, fitting = values[rows.where], rows.classes, rows.fitting  # (N, m), (N,), (N,)
    everywhere = np.ones(len(classes), np.bool_)
    one = _probe(features, rows, everywhere, everywhere) == classes
    by_word = _probe_by_word(features, rows) == classes
    alone = fit_unit_thresholds(features[fitting], classes[fitting]).classify(features) == classes[:, None]  # (N, m)
    return StateProbe(
        state, float(one[rows.scored].mean()), rows.share_right(one),
        float(by_word[rows.scored].mean()), rows.share_right(by_word),
        alone[rows.scored].mean(axis=0), int(alone[fitting].mean(axis=0).argmax()),
    )  # fmt: skip


def _probe_by_word(features: Array, rows: GenderRows) -> NDArray[np.int64]:
    """Return the classes (N,) that a probe for each word reads; words with too few rows for a fit share one."""
    least = ROWS_PER_WEIGHT * (features.shape[1] + 1)
    enough = np.bincount(rows.words[rows.fitting], minlength=int(rows.words.max()) + 1) >= least  # (V,)
    rare = ~enough[rows.words]
    shared = rare if (rare & rows.fitting).sum() >= least else np.ones_like(rare)
    found = _probe(features, rows, shared, rare)
    for word in enough.nonzero()[0]:
        here = rows.words == word
        found |= _probe(features, rows, here, here)
    return found


def _probe(features: Array, rows: GenderRows, fitted: NDArray[np.bool_], read: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the classes (N,) of the rows that are to be read, 0 for others, by a probe of some rows."""
    chosen = fitted & rows.fitting
    found = np.zeros(len(rows.classes), np.int64)
    found[read] = fit_linear_probe(features[chosen], rows.classes[chosen]).classify(features[read])
    return found
