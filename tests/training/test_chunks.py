import numpy as np
import pytest

from explainer.tasks.problem import Batch
from explainer.training.chunks import bounds, is_judged


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
    assert bounds(steps, length) == wanted


def test_a_chunk_is_judged_where_something_of_it_counts():
    x = np.zeros((4, 1, 2), np.float32)
    counts = np.array([[0, 0], [0, 1], [0, 0], [0, 0]], np.float32)
    marked = Batch(x, np.zeros((4, 2)), counts)
    assert is_judged(marked, "each", 0, 2) and not is_judged(marked, "each", 2, 4)
    assert is_judged(Batch(x, np.zeros((4, 2))), "each", 0, 1)
    assert is_judged(Batch(x, np.zeros(2)), "last", 2, 4) and not is_judged(Batch(x, np.zeros(2)), "last", 0, 2)
