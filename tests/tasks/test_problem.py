import numpy as np

from explainer.tasks.batch import Batch
from explainer.tasks.problem import held_out


def test_one_sequence_of_a_batch_is_a_batch():
    batch = Batch(np.arange(12.0, dtype=np.float32).reshape(2, 2, 3), np.arange(3), np.ones((2, 3), np.float32))
    one = batch.select(1)
    assert one.x.shape == (2, 2, 1) and one.x[:, 0, 0].tolist() == [1, 7]
    assert one.target.tolist() == [1] and one.mask is not None and one.mask.shape == (2, 1)


def test_tokens_and_lengths_are_selected_too():
    batch = Batch(np.array([[1, 2, 3], [0, 4, 0]]), np.arange(3), lengths=np.array([1, 2, 1]))
    one = batch.select(1)
    assert one.x.tolist() == [[2], [4]] and one.lengths is None
    assert batch.select(0).x.tolist() == [[1]] and batch.columns(0, 2).lengths.tolist() == [1, 2]
    each = Batch(batch.x, batch.x, np.ones((2, 3), np.float32), batch.lengths).select(2)
    assert each.target.tolist() == [[3]] and each.mask.tolist() == [[1.0]]
    assert one.mask is None


def test_the_test_set_is_fixed_and_never_a_training_batch():
    def draw(rng, count):
        return Batch(rng.standard_normal((1, 1, count)).astype(np.float32), np.zeros(count))

    test = held_out(draw)
    assert np.array_equal(test.x, held_out(draw).x)
    for seed in range(20):
        for update in range(20):
            assert not np.array_equal(draw(np.random.default_rng([seed, update]), 512).x, test.x)
