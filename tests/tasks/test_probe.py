import numpy as np
import pytest

from explainer.inputs.sequence import MOST_CHANNELS, MOST_STEPS
from explainer.numerics.losses import is_one_hot
from explainer.tasks.catalogue import TASKS, make_problem
from explainer.tasks.own_data import Series
from explainer.tasks.probe import sequence

SERIES = Series(("a", "b"), np.random.default_rng(1).standard_normal((60, 2)).cumsum(axis=0) + 50)


@pytest.mark.parametrize("key", TASKS)
def test_every_probe_is_an_input_like_any_other(key):
    problem = make_problem(key, {}, SERIES)
    shown = sequence(problem)
    assert np.array_equal(shown.x, problem.dense(problem.probe)[: len(shown.x), :, 0])
    assert len(shown.labels) == len(shown.x) <= MOST_STEPS
    assert len(shown.channels) == len(shown.scalings) == problem.n <= (512 if problem.tokens else MOST_CHANNELS)
    assert (shown.kind == "text") == is_one_hot(shown.x)
    assert shown.title() and shown.describe_x() and shown.raw.shape == shown.x.shape


def test_symbols_are_the_labels():
    problem = make_problem("recall", {"gap": 4, "filler": "silence"})
    shown = sequence(problem)
    assert "".join(shown.labels) == f"{problem.outputs[problem.probe.target[0]]}···?"
    assert "".join(sequence(make_problem("counting", {"longest": 2, "beyond": 0})).labels) == "Saabb"


def test_numbers_are_shown_unscaled():
    assert sequence(make_problem("windows", {})).labels == ("80", "90", "100")
    problem = make_problem("series", {"lookback": 4}, SERIES)
    assert np.allclose(sequence(problem).raw, SERIES.numbers[44:48], atol=1e-4)
    assert sequence(make_problem("adding", {"length": 4})).labels[0].count(" ") == 1


def test_any_other_sequence_of_a_batch_can_be_shown():
    problem = make_problem("windows", {})
    batch = problem.draw(np.random.default_rng([1, 1]), 5)
    shown = sequence(problem, batch, 3)
    assert np.array_equal(shown.x, batch.x[:, :, 3])
    assert shown.labels == tuple(f"{value:.4g}" for value in shown.raw[:, 0])
