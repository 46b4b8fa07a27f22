"""The small drawing: every seed a point, the bound, mean and interval, and all of it as a text."""

import re
from base64 import b64decode
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from explainer.lessons.claims.claim import Comparison, Rule
from explainer.lessons.claims.effect_svg import MOST, PLOT, effect_html, effect_svg
from explainer.lessons.claims.verdict import Verdict, decide
from tests.lessons.claims.test_sentences import CLAIM, LEVELS, ONES, ZEROS

VERDICT = decide(LEVELS, {"a": ONES, "b": ZEROS})


def drawn(rule: Rule = LEVELS.rule, verdict: Verdict = VERDICT, mode: int = 0) -> ElementTree.Element:
    return ElementTree.fromstring(effect_svg(rule, verdict, mode))


def texts(svg: ElementTree.Element) -> list[str]:
    return [one.text for one in svg if one.tag.endswith("text")]


def points(svg: ElementTree.Element) -> list[float]:
    """Return where each seed lies."""
    return [float(x) for one in svg for x in re.findall(r"M([\d.]+) [\d.]+h0", one.get("d", ""))]


@pytest.mark.parametrize("mode", [0, 1])
def test_every_seed_is_a_point_and_nothing_lies_outside(mode):
    svg = drawn(mode=mode)
    found = points(svg)
    assert len(found) == len(ONES) + len(ZEROS)
    assert 0 <= min(found) < max(found) <= PLOT
    assert np.corrcoef(found[: len(ONES)], ONES)[0, 1] > 0.9


def test_bound_names_and_numbers_are_written():
    found = texts(drawn())
    assert {"A", "B", "0.2"} <= set(found)
    assert any(one.startswith("✓ ") for one in found) and any(one.startswith("✗ ") for one in found)
    within = texts(drawn(Rule("within", 0.001)))
    assert "±0.001" in within


def test_long_names_and_many_comparisons_are_cut_and_say_so():
    many = replace(LEVELS, comparisons=tuple(Comparison("x" * 90, "a") for _ in range(MOST + 3)))
    found = texts(drawn(verdict=decide(many, {"a": ONES, "b": ZEROS})))
    assert "and 3 more" in found and max(map(len, found)) < 60


def test_the_image_has_all_of_it_as_a_text():
    html = effect_html(LEVELS.rule, VERDICT)
    assert "16 seeds. It holds where the number is above 0.2. A: 0.997" in html
    assert b64decode(re.search(r"base64,([^\"]+)", html)[1]).decode() == effect_svg(LEVELS.rule, VERDICT)


def test_a_name_is_text_and_not_markup():
    claim = replace(CLAIM, comparisons=(Comparison('<script>"&', "a", "b"),))
    verdict = decide(claim, {"a": ONES, "b": ZEROS})
    assert '<script>"&' in texts(drawn(verdict=verdict))
    assert "<script>" not in effect_html(claim.rule, verdict)


def test_nothing_is_drawn_without_a_comparison_and_infinite_numbers_are():
    assert effect_html(CLAIM.rule, Verdict("undecided")) == ""
    broken = decide(CLAIM, {"a": np.r_[ONES, np.nan], "b": np.zeros(17)})
    assert len(points(drawn(CLAIM.rule, broken))) == 17
