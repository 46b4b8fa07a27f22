import numpy as np
import pytest

from explainer.tasks.catalogue import TASKS, make_problem, recipe_defaults
from explainer.tasks.metrics import score
from explainer.tasks.own_data import PairList
from explainer.tasks.pairs import END, START
from explainer.tasks.problem import TaskError
from explainer.tasks.translate import OWN_PAIRS, pair_batch

SUMS = make_problem("translate", {})


def test_the_decoder_reads_the_target_one_step_behind_what_it_writes():
    batch = pair_batch(SUMS.pairs, [("27+58", "85"), ("1+1", "2")], False)
    symbols = SUMS.outputs
    assert [symbols[k] for k in batch.x[:3, 0]] == [START, "8", "5"]
    assert [symbols[k] for k in batch.target[:3, 0]] == ["8", "5", END]
    assert batch.lengths.tolist() == [3, 2] and batch.mask.sum(axis=0).tolist() == [3, 2]
    assert batch.source.lengths.tolist() == [5, 3]
    assert [SUMS.pairs.source_symbols[k] for k in batch.source.x[:5, 0]] == list("27+58")


def test_a_reversed_source_is_read_from_its_end():
    batch = pair_batch(SUMS.pairs, [("27+58", "85")], True)
    assert [SUMS.pairs.source_symbols[k] for k in batch.source.x[:, 0]] == list("85+72")


def test_the_exact_match_is_one_for_the_right_symbols_alone():
    test = SUMS.test
    right = np.eye(SUMS.k)[test.target].transpose(0, 2, 1)  # (T, k, B)
    assert score(SUMS, right, test) == 1
    wrong = right.copy()
    wrong[0, :, 0] = wrong[0, ::-1, 0]
    assert score(SUMS, wrong, test) == 1 - 1 / test.x.shape[-1]


def test_held_out_pairs_are_never_drawn():
    drawn = SUMS.pairs.draw(np.random.default_rng(0), 20_000)
    assert not set(drawn) & set(SUMS.pairs.test)


def test_the_probe_is_one_pair_without_padding():
    probe = SUMS.probe
    assert probe.x.shape == (4, 1) and probe.source.x.shape == (int(probe.source.lengths[0]), 1)


def test_own_pairs_are_learned_and_held_out():
    own = PairList(tuple((f"{k}", f"{k * k}") for k in range(60)))
    problem = make_problem("translate", {"pairs": OWN_PAIRS}, own)
    assert len(problem.pairs.test) == 6 and problem.test.x.shape[-1] == 6
    with pytest.raises(TaskError, match="no pairs yet"):
        make_problem("translate", {"pairs": OWN_PAIRS})


def test_some_pairs_have_recipes_of_their_own():
    task = TASKS["translate"]
    assert recipe_defaults(task, "LSTM", {"pairs": "english-french"}) != recipe_defaults(
        task, "LSTM", {"pairs": "sums"}
    )
    assert recipe_defaults(task, "LSTM", {"pairs": "sums"}) == recipe_defaults(task, "LSTM")
