import numpy as np
import pytest

from explainer.inputs.sequence import InputError
from explainer.inputs.table_gaps import FILLS, describe_gaps, fill_gaps, is_gap
from tests.figures.sentence_rules import check

NAN = float("nan")
NUMBERS = np.array([[NAN, 1.0], [2, NAN], [NAN, NAN], [4, 4], [NAN, 5]])


def by_pandas(numbers: np.ndarray, choice: str) -> np.ndarray:
    """The same by pandas, an independent reference."""
    import pandas as pd

    frame = pd.DataFrame(numbers)
    filled = {
        "carry forward": frame.ffill,
        "interpolate": lambda: frame.interpolate(limit_area="inside"),
        "drop rows": lambda: frame,
    }[choice]()
    return filled.dropna().to_numpy()


@pytest.mark.parametrize("choice", FILLS)
def test_gaps_are_filled_as_by_pandas(choice):
    rng = np.random.default_rng(2)
    for share in (0.0, 0.1, 0.6):
        numbers = np.where(rng.random((60, 3)) < share, NAN, rng.normal(size=(60, 3)))
        numbers[30] = 1.0
        found, rows = fill_gaps(numbers, choice)
        np.testing.assert_allclose(found, by_pandas(numbers, choice))
        assert len(rows) == len(found) and (np.diff(rows) > 0).all()
        known = ~np.isnan(numbers[rows])
        assert np.array_equal(found[known], numbers[rows][known])  # what is known never changes


@pytest.mark.parametrize(
    ("choice", "values", "rows", "sentence"),
    [
        ("carry forward", [[2, 1], [2, 1], [4, 4], [4, 5]], [1, 2, 3, 4],
         "5 gaps in 4 rows of “a”, “b”: 3 rows are filled by the value before, 1 row is left out."),
        ("interpolate", [[2, 2], [3, 3], [4, 4]], [1, 2, 3],
         "5 gaps in 4 rows of “a”, “b”: 2 rows are filled on a straight line, 2 rows are left out."),
        ("drop rows", [[4, 4]], [3], "5 gaps in 4 rows of “a”, “b”: 4 rows are left out."),
    ],
)  # fmt: skip
def test_each_choice_says_what_it_does_and_never_makes_a_zero(choice, values, rows, sentence):
    found, rows_left = fill_gaps(NUMBERS, choice)
    assert found.tolist() == values and rows_left.tolist() == rows
    assert describe_gaps(NUMBERS, ("a", "b"), choice) == sentence
    check(sentence)


def test_without_gaps_nothing_is_described():
    assert describe_gaps(np.ones((3, 1)), ("a",), "interpolate") == ""


def test_a_column_without_a_value_is_an_error():
    with pytest.raises(InputError, match="No row has a value in each of the chosen columns"):
        fill_gaps(np.array([[1.0, NAN], [2, NAN]]), "carry forward")


def test_words_for_a_gap():
    assert all(map(is_gap, ["", "?", "NA", "n/a", "NaN", "NULL", "-", "#N/A", "#NV", "k. A.", "None"]))
    assert not any(map(is_gap, ["0", "no", "a", "-1"]))
