import re

import numpy as np
import pytest

from explainer.figures.word_by_word import LEGEND, WordByWord, as_html, sentence, signed
from tests.figures.sentence_rules import check

READ = WordByWord(("the", "lid", "<b>", "bad"), "good", 0.5, np.array([0.6, 0.55, 0.55, 0.02]))


def test_changes_are_counted_from_before_the_first_word():
    assert READ.changes == pytest.approx([0.1, -0.05, 0.0, -0.53])


def test_every_word_has_its_probability_and_change():
    html = as_html(READ, [f"/?t={k}&x=1" for k in range(4)])
    texts = [re.sub("<[^>]*>", " ", one).split() for one in html.split("</a>")[:-1]]
    assert texts == [["the", "0.60", "+0.10"], ["lid", "0.55", "−0.05"], ["&lt;b&gt;", "0.55", "0.00"],
                     ["bad", "0.02", "−0.53"]]  # fmt: skip
    assert 'title="“bad”: probability of “good” 0.02, by this word −0.53"' in html and "/?t=3&amp;x=1" in html


def test_what_is_good_and_what_is_bad_have_different_colours_and_one_half_has_none():
    values = np.array([1.0, 0.0, 0.5])
    for mode in (0, 1):
        html = as_html(WordByWord(("a", "b", "c"), "good", 0.5, values), ["/"] * 3, mode)
        good, bad, neither = re.findall(r"background: rgba\(([^)]*)\)", html)
        assert good.split(",")[:3] != bad.split(",")[:3]
        assert good.split(",")[3] == bad.split(",")[3] and float(neither.split(",")[3]) == 0


def test_the_sentence_names_the_word_that_moves_most():
    assert sentence(READ) == (
        "Before the first word the probability of “good” is 0.50, after the last 0.02. “bad”, word 4, moves it most: "
        "by −0.53."
    )
    check(sentence(READ), LEGEND)


@pytest.mark.parametrize(
    ("change", "shown"), [(0.614, "+0.61"), (-0.2, "−0.20"), (0.001, "0.00"), (-0.001, "0.00"), (0.0, "0.00")]
)
def test_a_change_has_its_sign(change, shown):
    assert signed(change) == shown
