import numpy as np
import pytest

from explainer.tasks.batch import Batch
from explainer.training.chunks import chunk_bounds, has_targets


@pytest.mark.parametrize(
    ("steps", "length", "wanted"),
    [
        (10, 0, [(0, 10)]),
        (10, 10, [(0, 10)]),
        (10, 99, [(0, 10)]),
        (10, 5, [(0, 5), (5, 10)]),
        (10, 4, [(0, 2), (2, 6), (6, 10)]),
        (3, 1, [(0, 1), (1, 2), (2, 3)]),
    ],
)
def test_chunks_cover_all_steps_and_the_last_is_whole(steps, length, wanted):
    assert chunk_bounds(steps, length) == wanted


def test_a_chunk_has_targets_where_the_mask_is_1():
    x = np.zeros((4, 1, 2), np.float32)
    counts = np.array([[0, 0], [0, 1], [0, 0], [0, 0]], np.float32)
    marked = Batch(x, np.zeros((4, 2)), counts)
    assert has_targets(marked, "each", 0, 2) and not has_targets(marked, "each", 2, 4)
    assert has_targets(Batch(x, np.zeros((4, 2))), "each", 0, 1)
    assert has_targets(Batch(x, np.zeros(2)), "last", 2, 4) and not has_targets(Batch(x, np.zeros(2)), "last", 0, 2)
