"""A scale holds every seed, every interval and the bounds; what is infinite lies at its ends."""

from dataclasses import replace

import numpy as np

from explainer.lessons.claims.claim import Rule
from explainer.lessons.claims.scale import Scale, bounds, scale_of
from explainer.lessons.claims.verdict import decide
from tests.lessons.claims.test_sentences import CLAIM, LEVELS, ONES, ZEROS


def test_everything_is_inside():
    verdict = decide(LEVELS, {"a": ONES, "b": ZEROS - 3})
    scale = scale_of(Rule("within", 5.0), verdict)
    assert scale.low < -5 < 5 < scale.high
    narrow = scale_of(Rule("above", 0.2), verdict)
    assert narrow.low < (ZEROS - 3).min() and narrow.high > ONES.max()
    other = decide(LEVELS, {"a": ONES + 9, "b": ZEROS})
    assert scale_of(Rule("above", 0.2), verdict, other).high > 9


def test_bounds_are_two_for_within():
    assert bounds(Rule("within", 0.1)) == (-0.1, 0.1) and bounds(Rule("below", 0.1)) == (0.1,)


def test_what_is_outside_lies_at_an_end():
    scale = Scale(0.0, 2.0)
    assert np.array_equal(scale.share(np.array([-np.inf, 0, 1, np.inf])), [0, 0, 0.5, 1])
    assert np.array_equal(scale.inside(np.array([-np.inf, 1, 9])), [0, 1, 2])


def test_infinite_and_equal_numbers_have_a_scale():
    nan = decide(CLAIM, {"a": np.r_[ONES, np.nan], "b": np.zeros(17)})
    scale = scale_of(CLAIM.rule, nan)
    assert np.isfinite([scale.low, scale.high]).all()
    same = replace(CLAIM, rule=Rule("above", 0.0, exact=True))
    flat = scale_of(same.rule, decide(same, {"a": np.zeros(3), "b": np.zeros(3)}))
    assert flat.low < 0 < flat.high
