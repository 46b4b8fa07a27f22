import numpy as np
import pytest

from explainer.inputs.sequence import InputError
from explainer.inputs.table import read_table
from explainer.tasks.catalogue import made
from explainer.tasks.problem import Series, TaskError
from explainer.tasks.series import from_table

ROWS = "\n".join(f"{k},{k * k % 17},day" for k in range(100))
TABLE = read_table(f"load,price,name\n{ROWS}\n")


def test_a_chosen_column_is_said_from_all():
    series = from_table(TABLE, ("load", "price"))
    problem = made("series", {"column": 2, "lookback": 5, "ahead": 2}, series)
    assert problem.n == 2 and problem.inputs == ("load", "price") and problem.outputs == ("price to come",)
    raw = series.numbers
    assert np.allclose(problem.unscale(problem.test.target)[0], raw[80:, 1], atol=1e-4)
    undone = np.column_stack(
        [one.undo(problem.probe.x[:, k, 0].astype(float)) for k, one in enumerate(problem.scalings)]
    )
    assert np.allclose(undone, raw[74:79], atol=1e-4)
    assert problem.labels == tuple(f"row {k}" for k in range(75, 80))
    assert problem.baseline == pytest.approx(np.abs(raw[80:, 1] - raw[78:-2, 1]).mean(), rel=1e-5)


def series(numbers, names=("a",)):
    return Series(names, np.asarray(numbers, float).reshape(-1, len(names)))


WALK = np.sin(np.arange(100.0))


@pytest.mark.parametrize(
    ("settings", "given", "sentence"),
    [
        ({}, None, "There is no series yet; load a CSV file with a line per time step."),
        ({"column": 2}, series(WALK), "Column 2 is asked for, and the series has 1; choose one of those."),
        ({}, series(WALK[:19]), "The series has 19 rows; it can have 20 to 50,000."),
        ({}, series(np.zeros(50_001)), "The series has 50,001 rows; it can have 20 to 50,000."),
        ({}, series(np.ones(100)), "Column “a” never changes in the part that is trained on; choose another."),
        (
            {},
            series(np.where(np.arange(100) == 6, np.nan, WALK)),
            "Column “a”, row 7: nan is not a number that can be learnt from; "
            "all have to lie between −1,000,000,000 and 1,000,000,000.",
        ),
        (
            {"lookback": 200},
            series(WALK),
            "The series has 100 rows, of which 80 are trained on; a lookback of 200 and 1 ahead need at least 201, "
            "so give a longer series or look back less far.",
        ),
        (
            {},
            Series(tuple("ab" * 33), np.zeros((20, 66))),
            "The series has 66 columns and 66 names; 1 to 64 can be.",
        ),
    ],
)
def test_what_cannot_be_learnt_from_is_said_in_a_sentence(settings, given, sentence):
    with pytest.raises(TaskError) as caught:
        made("series", settings, given)
    assert str(caught.value) == sentence


def test_a_cell_that_is_no_number_is_quoted_where_it_stands():
    with pytest.raises(InputError, match="Column “name”, row 1: “day” is not a number"):
        from_table(TABLE, ("load", "name"))
    with pytest.raises(InputError, match="No column is chosen"):
        from_table(TABLE, ())


def test_a_column_that_stands_still_may_be_read():
    both = made("series", {}, series(np.column_stack([WALK, np.ones(100)]), ("a", "b")))
    assert np.isfinite(both.test.x).all() and np.abs(both.test.x[:, 1]).max() == 0
