import re
from random import Random

import numpy as np
import pytest

from explainer.inputs.sequence import InputError
from explainer.tasks.review_text import (
    CLAUSES,
    INTENSIFIERS,
    KINDS,
    OPINIONS,
    WORDS,
    read_review,
    score,
    write_review,
)
from tests.figures.sentence_rules import check


def scored(text):
    return score(text.split())


def slow_score(text):
    """The rule again, by cutting the text at its opinion words."""
    decisive = text.split(" but ")[-1]
    total = 0
    for before, opinion in re.findall(rf"(.*?)\b({'|'.join(OPINIONS)})\b", decisive):
        words = before.split()
        strengths = [INTENSIFIERS[word] for word in words if word in INTENSIFIERS]
        total += OPINIONS[opinion] * (-1) ** words.count("not") * np.prod(strengths)
    return total


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("longest", [16, 40, 120])
def test_a_review_is_of_its_kind_and_has_a_class(kind, longest):
    source = Random(f"{kind} {longest}")
    for _ in range(60):
        words = write_review(source, kind, longest)
        text = " ".join(words)
        assert set(words) <= set(WORDS[1:]) and 3 < len(words) <= longest
        assert score(words) == pytest.approx(slow_score(text)) and score(words) != 0
        assert words.count("but") == (kind == "contrasted")
        if kind != "contrasted":
            assert ("not" in words) == (kind == "negated")
        else:
            assert slow_score(text.split(" but ")[0]) * slow_score(text) < 0


def test_the_score_by_hand():
    assert scored("the lamp is not very good , the lid is superb") == 3 - 1.5
    assert scored("i do not think the screen in the box was useless") == 3
    assert scored("not slightly bad and poor but not not nice") == 1
    assert scored("the lamp is superb but the lid") == 0


def test_opinions_are_as_strong_below_zero_as_above():
    assert sorted(OPINIONS.values()) == sorted(-strength for strength in OPINIONS.values())
    assert WORDS[0] == "·" and len(set(WORDS)) == len(WORDS)


def test_every_clause_has_one_thing_and_an_opinion_at_its_end():
    for plain, negated in CLAUSES.items():
        for form in (plain, negated):
            assert form.count("THING") == 1 and form.endswith(" OPINION")
        assert "not" not in plain.split() and negated.split().count("not") == 1


def test_a_typed_review_is_read_whatever_its_capitals():
    tokens = read_review("The lamp, honestly, is NOT good.\nBut  the price is great")
    expected = "the lamp , honestly , is not good . but the price is great"
    assert " ".join(WORDS[token] for token in tokens) == expected and tokens.dtype == np.int64


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("the lamp is grate", "Word 4, “grate”, is in none of the reviews; “great” would be right."),
        (
            "the · is good",
            "Word 2, “·”, is in none of the reviews; “good” or “great” or “bad” or “awful” would be right.",
        ),
        (
            f"the {'x' * 40}",
            f"Word 2, “{'x' * 17}…”, is in none of the reviews; “good” or “great” or “bad” or “awful” would be right.",
        ),
        ("", "There is no input yet; type at least two words."),
        ("good", "There is only one word; a sequence over time needs at least two."),
        ("good " * 501, "There are 501 words; 500 is the most, so leave out 1."),
        ("good " * 2_001, "The text has 10,005 characters; 10,000 is the most."),
    ],
)
def test_what_cannot_be_read_is_an_error_with_a_sentence(text, sentence):
    with pytest.raises(InputError) as caught:
        read_review(text)
    assert str(caught.value) == sentence
    check(sentence)
