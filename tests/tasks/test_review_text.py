import re
from random import Random

import numpy as np
import pytest

from explainer.tasks.review_text import (
    CLAUSES,
    INTENSIFIERS,
    KINDS,
    OPINIONS,
    WORDS,
    score,
    write_review,
)


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
