import numpy as np
import pytest

from explainer.runs.chunk import Chunk, chunk_from_bytes, chunk_of_updates
from explainer.training.records import Update


def updates(first: int, count: int) -> list[Update]:
    return [Update(k, np.array([1.0 / k, 2.0]), np.array([0.5, np.nan]), 0.01) for k in range(first, first + count)]


def test_a_chunk_is_restored_from_its_bytes():
    chunk = chunk_of_updates(updates(4, 3))
    again = chunk_from_bytes(4, 2, chunk.numbers.tobytes())
    assert np.array_equal(again.numbers, chunk.numbers, equal_nan=True)
    assert (again.first, again.last, again.seeds) == (4, 6, 2)
    with pytest.raises(ValueError, match="reshape"):
        chunk_from_bytes(4, 3, chunk.numbers.tobytes())


def test_a_message_has_a_number_per_seed_and_none_for_nan():
    message = chunk_of_updates(updates(4, 2)).message("r", [10.0, 640.0])
    assert message["loss"] == [[0.25, 2.0], [0.2, 2.0]] and message["norm"] == [[0.5, None]] * 2
    assert (message["from"], message["to"], message["stride"], message["rate"]) == (4, 5, 1, 0.01)
    assert message["speed"] == [10.0, 640.0]


@pytest.mark.parametrize(("count", "most"), [(1, 60), (60, 60), (61, 60), (1000, 60), (7, 3), (10, 1)])
def test_a_thinned_chunk_keeps_the_last_update_and_every_number_of_it(count, most):
    chunk = Chunk(11, np.arange(count, dtype="f4")[:, None] + np.zeros((1, 3), "f4"))
    thin = chunk.thinned(most)
    assert len(thin.numbers) <= most and thin.last == chunk.last
    steps = range(thin.first, thin.last + 1, thin.stride)
    assert [step - 11 for step in steps] == thin.numbers[:, 0].tolist()


def test_a_loss_beyond_float32_becomes_none():
    chunk = chunk_of_updates([Update(1, np.array([1e300]), np.array([1.0]), 0.1)])
    assert chunk.message("r")["loss"] == [[None]]
