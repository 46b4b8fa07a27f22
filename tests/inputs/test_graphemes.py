import subprocess
import sys

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from explainer.inputs.graphemes import split_graphemes
from tests.conftest import ROOT

JOINING = (
    "a-]^\\\r\n\t é\u0301\u0323\u200d\u200c\ufe0f\u20e3\u0600"
    "\u0915\u094d\u0937\u093f\u1100\u1161\u11a8가각👩👧👍🏽❤🇩🇪ก\u0e33"
)
"""Characters of every kind that the rules of clusters name."""


@pytest.mark.parametrize(
    "clusters",
    [
        ["a", " ", "\n", "\n"],
        ["a", "\r\n", "\r", "b"],
        ["e\u0301", "a\u0323\u0307", "b"],  # combining marks
        ["👩‍👩‍👧", "👍🏽", "❤️", "1️⃣"],  # ZWJ, skin colour, variation selector, keycap
        ["🇩🇪", "🇫🇷", "🇩"],  # flags are pairs
        ["한", "국", "\u1112\u1161\u11ab"],  # Hangul, composed and in single letters
        ["क्षि", "न", "म", "स्ते"],  # Devanagari
        ["שָׁ", "ל", "וֹ", "ם"],  # from right to left, with points
        ["م", "رْ", "حَ", "ب", "ا"],
    ],
)
def test_what_a_reader_counts_as_one_character_stays_whole(clusters):
    assert split_graphemes("".join(clusters)) == clusters


@given(st.text())
def test_the_clusters_are_the_text_and_none_is_empty(text):
    clusters = split_graphemes(text)
    assert "".join(clusters) == text and all(clusters)


@given(st.text(st.one_of(st.sampled_from(JOINING), st.characters())))
@example("\r\n\r")
@example("\u0600a")  # a letter after a character that joins what follows
def test_the_clusters_are_those_of_the_whole_text_at_once(text):
    assert split_graphemes(text) == regex.findall(r"\X", text)


def test_the_library_is_loaded_when_a_text_needs_it():
    code = (
        "import sys\n"
        "from explainer.inputs.graphemes import split_graphemes\n"
        "split_graphemes('plain'); print('regex' in sys.modules)\n"
        "split_graphemes('é'); print('regex' in sys.modules)"
    )
    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert shown.split() == ["False", "True"]
