import numpy as np
import pytest

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.tasks.predictions import predict, softmax
from explainer.tasks.review_gates import gate_names, gate_on_words, measure_gates, verdict_moves
from explainer.tasks.review_words import ALL, AT, BEFORE, FILLER, OPINION, OTHER, words_of_kinds
from tests.tasks.hand_set_reviews import PROBLEM, READOUT, WRITING, layers

KINDS = (OPINION, FILLER, BEFORE, AT, OTHER, ALL)


def test_the_gates_of_a_cell_are_found_by_their_roles():
    assert gate_names(lower(CELLS["LSTM"])) == ("i", "f", "o") and gate_names(lower(CELLS["RNN"])) == ()
    assert gate_names(lower(CELLS["GRU"])) == ("r", "z", "1 - z") and gate_names(lower(CELLS["MGU"])) == ("f",)


def test_gates_that_are_set_by_hand_are_measured():
    i, f, o = measure_gates(layers(), PROBLEM, PROBLEM.test, 0)
    assert (i.name, f.name, o.name) == ("i", "f", "o")
    assert i.means[OPINION][WRITING] == pytest.approx(1) and i.means[FILLER][WRITING] == pytest.approx(0, abs=1e-9)
    assert f.means[AT][WRITING] == pytest.approx(0, abs=1e-9) and f.means[BEFORE][WRITING] == pytest.approx(1)
    assert f.means[OTHER][WRITING] == pytest.approx(1)
    assert i.opinion_unit == f.but_unit == WRITING and i.means[ALL][0] == pytest.approx(0.5)
    assert measure_gates(layers("RNN"), PROBLEM, PROBLEM.test, 0) == ()


def test_the_means_are_those_of_a_slow_sum_and_the_unit_is_chosen_on_the_other_half():
    rng = np.random.default_rng(0)
    test = PROBLEM.test.columns(0, 40)
    first, second = test.columns(0, 20), test.columns(20, None)
    kinds = [words_of_kinds(one.x, one.lengths) for one in (first, second)]
    values = rng.random((*test.x.shape, 3))
    values[:, :20, 2] += 2 * kinds[0][AT] + 3 * kinds[0][OPINION]  # in the first half alone
    values[:, 20:, 0] += 5 * kinds[1][AT] + 5 * kinds[1][OPINION]
    found = gate_on_words("f", values[:, :20], kinds[0], values[:, 20:], kinds[1])
    assert found.but_unit == found.opinion_unit == 2 and set(found.means) == set(KINDS)
    for kind in KINDS:
        listed = [values[t, 20 + column] for t, column in np.argwhere(kinds[1][kind])]
        assert found.means[kind] == pytest.approx(np.mean(listed, axis=0))


def test_moves_are_the_changes_of_the_probability_from_before_the_first_word():
    test = PROBLEM.test.columns(0, 30)
    found = verdict_moves(layers(), READOUT, PROBLEM, test)
    kinds = words_of_kinds(test.x, test.lengths)
    sums: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for column in range(30):
        before = 0.5  # softmax of two equal scores
        one = test.select(column)
        after = softmax(predict(layers(), READOUT, PROBLEM.dense(one), "each"))[:, 1, 0]
        for t, value in enumerate(after):
            for kind in KINDS:
                if kinds[kind][t, column]:
                    sums[kind].append(abs(value - before))
            before = value
    assert found == {kind: pytest.approx(np.mean(listed)) for kind, listed in sums.items()}
    assert found[FILLER] == pytest.approx(0, abs=1e-9) and found[OPINION] > 0.2 and found[AT] > 0.2
