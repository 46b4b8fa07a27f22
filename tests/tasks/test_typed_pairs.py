import numpy as np
import pytest

from explainer.inputs.sequence import InputError
from explainer.tasks.typed_pairs import read_pairs
from tests.figures.sentence_rules import check

ROWS = [(f"word {k}", f"слово {k}") for k in range(50)]


def test_a_tenth_of_the_pairs_is_held_out_in_whatever_order_they_are_typed():
    data, other = read_pairs(ROWS), read_pairs([(f" {source}", f"{target} ") for source, target in reversed(ROWS)])
    training = set(data.draw(np.random.default_rng(1), 3_000))
    assert len(data.test) == 5 and len(training) == 45 and training | set(data.test) == set(ROWS)
    assert set(other.test) == set(data.test)


def test_a_row_that_is_there_twice_counts_once():
    data = read_pairs(ROWS + ROWS)
    assert len(data.test) == 5 and not set(data.draw(np.random.default_rng(1), 3_000)) & set(data.test)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "There are only 0 different pairs; at least 20 would be right, as one in 10 is held out for the test."),
        (
            ROWS[:1] * 30,
            "There is only 1 different pair; at least 20 would be right, as one in 10 is held out for the test.",
        ),
        (ROWS * 401, "There are 20,050 rows; 20,000 is the most, so leave some out."),
        ([*ROWS, (" ", "a")], "Row 51 has no source; each row needs a source and a target."),
        ([("a", ""), *ROWS], "Row 1 has no target; each row needs a source and a target."),
        (
            [("a" * 61, "b"), *ROWS],
            "The source of row 1, “aaaaaaaaaaaaaaaaa…”, has 61 characters; 60 is the most.",
        ),
        ([("a", "b▷"), *ROWS], "The target of row 1 has the sign “▷”, which marks ends and gaps; leave it out."),
        (
            [*ROWS, ("word 3", "other")],
            "“word 3” has the target “слово 3” in row 4 and “other” in row 51; one of them would be right.",
        ),
        (
            [(chr(0x4E00 + k), "a") for k in range(101)],
            "The sources have 101 different characters; 100 is the most.",
        ),
        (
            [(f"{k}", chr(0x4E00 + k)) for k in range(102)],
            "The targets have 102 different characters; 100 is the most.",
        ),
    ],
)
def test_what_cannot_be_learned_is_an_error_that_names_its_row(rows, sentence):
    with pytest.raises(InputError) as caught:
        read_pairs(rows)
    assert str(caught.value) == sentence
    check(sentence)
