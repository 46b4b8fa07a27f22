"""Areas under the ROC curve against counted pairs, and the line of chance against features without a cause."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.numerics.unit_scores import chance_line, rank_areas, ranks, score_units


def counted_area(values, feature) -> float:
    """Return the area by its definition: the share of pairs that are in order, a tie counting half."""
    on, off = values[feature == 1], values[feature == 0]
    return float(np.mean((on[:, None] > off) + 0.5 * (on[:, None] == off)))


def slow(rng, steps, columns, keep=0.95):
    """Return numbers that change slowly, (steps, columns): what comes next is mostly what was there."""
    noise = rng.normal(size=(steps, columns))
    for t in range(1, steps):
        noise[t] += keep * noise[t - 1]
    return noise


def runs(rng, steps, mean=12):
    """Return a feature of 0 and 1 that stays for some steps, (steps,)."""
    lengths = rng.geometric(1 / mean, steps)
    return (np.repeat(np.arange(steps) % 2, lengths)[:steps]).astype(float)


@given(st.lists(st.integers(-3, 3), min_size=1, max_size=30))
def test_ranks_are_means_over_equal_values(numbers):
    values = np.array(numbers, float)
    expected = [(values < one).sum() + ((values == one).sum() + 1) / 2 for one in values]
    assert ranks(values).tolist() == expected
    assert ranks(np.column_stack([values, -values]))[:, 1].tolist() == (len(values) + 1 - ranks(values)).tolist()


@given(st.lists(st.tuples(st.booleans(), st.integers(-2, 2), st.floats(-1, 1, width=16)), min_size=2, max_size=40))
def test_the_area_is_the_share_of_pairs_in_order(rows):
    feature = np.array([row[0] for row in rows], float)
    if len(set(feature)) < 2:
        return
    values = np.array([row[1:] for row in rows], np.float32)  # (N, 2), the first with ties
    expected = [counted_area(column, feature) for column in values.T]
    assert np.allclose(rank_areas(ranks(values), feature), expected, atol=1e-12)


def test_a_unit_that_rises_with_a_feature_of_many_values_has_1_and_one_that_falls_0():
    feature = np.array([0.0, 0, 3, 1, 1, 7, 3])
    values = np.column_stack([np.exp(feature), -feature, np.arange(7) * 0.01 + feature, np.zeros(7)])
    assert rank_areas(ranks(values), feature).tolist() == [1.0, 0.0, 1.0, 0.5]


def test_many_values_are_scored_by_the_rank_correlation():
    rng = np.random.default_rng(0)
    feature, values = rng.permutation(50) / 7, rng.normal(size=(50, 3))
    ranked = ranks(np.column_stack([feature, values])).astype(float)
    expected = np.corrcoef(ranked.T)[0, 1:]
    assert np.allclose(2 * rank_areas(ranks(values), feature) - 1, expected, atol=1e-12)


def test_a_constant_feature_is_refused():
    with pytest.raises(ValueError, match="same value everywhere"):
        rank_areas(ranks(np.random.default_rng(0).normal(size=(9, 2))), np.ones(9))


def test_a_unit_is_chosen_on_the_first_half_and_scored_on_the_second():
    rng = np.random.default_rng(1)
    feature = runs(rng, 800)
    units = rng.normal(size=(800, 60))
    units[:, 17] -= 3 * feature  # low where the feature is on
    units[:400, 40] += 20 * feature[:400]  # perfect on the first half, nothing on the second
    scores = score_units(ranks(units[:400]), ranks(units[400:]), (feature[:400], feature[400:]))
    assert scores.order[:2].tolist() == [40, 17] and scores.best == 40
    assert scores.sign[17] == -1 and scores.sign[40] == 1
    assert scores.first[40] == 1.0 and not scores.is_found(40)
    assert scores.second[17] == pytest.approx(1 - counted_area(units[400:, 17], feature[400:]), abs=1e-12)
    assert scores.is_found(17)


def test_by_chance_the_best_of_all_units_is_above_the_line_in_one_of_twenty_cases():
    above = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        rank, feature = ranks(slow(rng, 400, 30, 0.8)), runs(rng, 400, 6)
        best = 0.5 + np.abs(rank_areas(rank, feature) - 0.5).max()
        above += best > chance_line(rank, feature, seed)
    assert 2 <= above <= 20  # of 200, 10 are expected; fewer than 2 or more than 20 come in one of 500 such tests


def test_for_slow_units_a_shuffle_of_the_tokens_would_put_the_line_too_low():
    rng = np.random.default_rng(3)
    rank, feature = ranks(slow(rng, 600, 30)), runs(rng, 600, 40)
    shuffled = [np.abs(rank_areas(rank, rng.permutation(feature)) - 0.5).max() + 0.5 for _ in range(99)]
    assert chance_line(rank, feature) > np.sort(shuffled)[-5] + 0.05


def test_the_line_is_the_same_for_the_same_seed_and_high_where_the_text_is_short():
    rng = np.random.default_rng(4)
    rank, feature = ranks(rng.normal(size=(30, 50))), runs(rng, 30, 3)
    assert chance_line(rank, feature, 5) == chance_line(rank, feature, 5) > 0.7
