"""What a network's state holds of the first symbol: read by least squares, on sequences that were not fitted on."""

from functools import lru_cache

import numpy as np

from explainer.cells.primitives import Array
from explainer.numerics.trace import trace
from explainer.runs.loading import load_checkpoint, nearest_step

FITTED, SCORED, SEED = 512, 512, 20_261


@lru_cache(maxsize=8)
def symbol_in_state(run: str, steps: int) -> tuple[float, ...]:
    """Return how often the first symbol is read rightly from the memory after 1 to `steps` steps of delayed recall.

    The memory is c of an LSTM, else h. The directions are found by least squares on other sequences.
    """
    weights = load_checkpoint(run, nearest_step(run, None))
    batch = weights.problem.draw(np.random.default_rng(SEED), FITTED + SCORED)
    x = np.moveaxis(weights.problem.dense(batch)[:steps].astype(np.float64), 1, 2)  # (T, B, n)
    values = trace(weights.layers, x).layers[-1].values
    memory = values["c"] if "c" in values else values["h"]  # (T, B, m)
    return tuple(_share_right(one, np.asarray(batch.target), weights.problem.k) for one in memory)


def _share_right(features: Array, classes: Array, k: int) -> float:
    """Fit the classes (B,), each as a column of 0 and 1, on the first features (B, m), and score the others."""
    with_bias = np.column_stack([features, np.ones(len(features))])  # (B, m + 1)
    found = np.linalg.lstsq(with_bias[:FITTED], np.eye(k)[classes[:FITTED]], rcond=None)[0]  # (m + 1, k)
    return float(((with_bias[FITTED:] @ found).argmax(axis=1) == classes[FITTED:]).mean())
