import numpy as np
import pytest

from explainer.tasks.pair_metrics import (
    exact_by_length,
    exact_each,
    exact_match,
    previous_symbol_accuracy,
    symbol_accuracy,
    written_accuracy,
)
from explainer.tasks.pairs import data_from_pairs, encode

DATA = data_from_pairs([("a", "xy"), ("b", "x"), ("cc", "yx"), ("d", "xy")], [("dd", "xyx")])
ENCODED = encode(DATA, [("a", "xy"), ("b", "x"), ("cc", "yx"), ("d", "xy")])
PREDICTED = np.array([[3, 4, 2, 4], [3, 2, 4, 3], [4, 3, 2, 0], [3, 4, 0, 4]]).T  # xy◁, wrong in the middle, x◁, …


def test_metrics_by_hand():
    target, mask = ENCODED.target_out, ENCODED.mask
    assert target.T.tolist() == [[3, 4, 2, 0], [3, 2, 0, 0], [4, 3, 2, 0], [3, 4, 2, 0]]
    assert exact_each(PREDICTED, target, mask).tolist() == [True, True, True, False]
    assert exact_match(PREDICTED, target, mask) == 0.75
    assert symbol_accuracy(PREDICTED, target, mask) == pytest.approx(10 / 11)
    assert exact_by_length(PREDICTED, target, mask, ENCODED.source_lengths) == {1: pytest.approx(2 / 3), 2: 1.0}


def test_a_missing_end_is_an_error():
    longer = ENCODED.target_out.copy()
    longer[1, 1] = 3  # goes on where the target ends
    assert exact_each(longer, ENCODED.target_out, ENCODED.mask).tolist() == [True, False, True, True]


def test_what_is_written_freely_counts_up_to_its_end():
    target, mask = ENCODED.target_out, ENCODED.mask
    assert written_accuracy(target, target, mask) == 1
    early = target.copy()
    early[0, 0] = 2  # ◁ at once: the y and the ◁ of “xy◁” that follow are not written any more
    assert written_accuracy(early, target, mask) == pytest.approx(8 / 11)
    assert symbol_accuracy(early, target, mask) == pytest.approx(10 / 11)
    assert written_accuracy(PREDICTED, target, mask) == symbol_accuracy(PREDICTED, target, mask)  # none ends early


def test_the_baseline_knows_the_previous_symbol_alone():
    test = encode(DATA, [("dd", "xyx"), ("a", "xy")])
    # after ▷ mostly x; after x y twice of four, ◁ twice: the first of the two is ◁; after y mostly ◁
    assert previous_symbol_accuracy(ENCODED, test, len(DATA.target_symbols)) == pytest.approx((2 + 1 + 1) / 7)
