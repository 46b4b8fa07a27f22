import numpy as np
import pytest

from explainer.tasks.token_stream import TokenStream

STREAM = TokenStream(np.arange(1000), 7)


@pytest.mark.parametrize("count", [1, 4, 32])
def test_each_batch_continues_the_last_one_until_an_epoch_ends(count):
    per_epoch = STREAM.updates_per_epoch(count)
    assert per_epoch == 999 // count // 7
    drawn = [STREAM.sequential(3, k, count) for k in range(1, 2 * per_epoch + 1)]
    assert [one.continues for one in drawn] == [k % per_epoch != 0 for k in range(2 * per_epoch)]
    for last, one in zip(drawn[:-1], drawn[1:], strict=True):
        if one.continues:
            assert np.array_equal(one.batch.x[0], last.batch.target[-1])


def test_an_epoch_reads_nothing_twice_and_nearly_all():
    updates = range(1, STREAM.updates_per_epoch(4) + 1)
    read = np.concatenate([STREAM.sequential(5, k, 4).batch.x.ravel() for k in updates])
    assert len(set(read)) == len(read) >= 0.97 * 1000


def test_epochs_begin_at_places_that_depend_on_the_seed_alone():
    firsts = [STREAM.sequential(seed, k, 4).batch.x[0, 0] for seed in (1, 2) for k in (1, 36, 71, 106)]
    assert len(set(firsts)) > 3
    assert np.array_equal(STREAM.sequential(1, 36, 4).batch.x, STREAM.sequential(1, 36, 4).batch.x)


@pytest.mark.parametrize("batch", [STREAM.random(np.random.default_rng(1), 9), STREAM.pieces(50), STREAM.pieces(10**6)])
def test_the_target_of_each_token_is_the_next_one(batch):
    assert np.array_equal(batch.x[1:], batch.target[:-1]) and np.array_equal(batch.x + 1, batch.target)


def test_pieces_lie_side_by_side_or_are_evenly_chosen():
    assert np.array_equal(STREAM.pieces(1000).x.T.ravel(), np.arange(142 * 7))
    assert STREAM.pieces(10).x.shape == (7, 10) and STREAM.pieces(10).x[0, -1] == 141 * 7


@pytest.mark.parametrize("tokens", [2, 5, 40])
def test_a_short_text_is_read_in_a_circle(tokens):
    stream = TokenStream(np.arange(tokens), 7)
    for batch in (stream.sequential(0, 1, 32).batch, stream.random(np.random.default_rng(0), 3), stream.pieces(9)):
        assert batch.x.shape[0] == 7 and batch.x.max() < tokens - 1 and np.array_equal(batch.x + 1, batch.target)
