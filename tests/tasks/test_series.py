import numpy as np
import pytest

from explainer.inputs.sequence import InputError
from explainer.inputs.table_file import parse_table
from explainer.tasks.catalogue import make_problem
from explainer.tasks.metrics import in_units
from explainer.tasks.own_data import Series
from explainer.tasks.problem import TaskError
from explainer.tasks.series import from_table

ROWS = "\n".join(f"{k},{k * k % 17},day" for k in range(100))
TABLE = parse_table(f"load,price,name\n{ROWS}\n")


def test_the_chosen_column_is_predicted_from_all():
    series = from_table(TABLE, ("load", "price"))
    problem = make_problem("series", {"column": 2, "lookback": 5, "ahead": 2}, series)
    assert problem.n == 2 and problem.inputs == ("load", "price") and problem.outputs == ("future price",)
    raw = series.numbers
    assert np.allclose(problem.unscale(problem.test.target)[0], raw[80:, 1], atol=1e-4)
    undone = np.column_stack(
        [one.undo(problem.probe.x[:, k, 0].astype(float)) for k, one in enumerate(problem.scalings)]
    )
    assert np.allclose(undone, raw[74:79], atol=1e-4)
    assert problem.labels == tuple(f"row {k}" for k in range(75, 80))
    assert problem.baselines[0][1] == pytest.approx(np.abs(raw[80:, 1] - raw[78:-2, 1]).mean(), rel=1e-5)


def test_the_season_is_found_in_the_training_rows_unless_it_is_set():
    numbers = np.resize([0.0, 4, 1, 7, 3], 300) + 0.2 * np.random.default_rng(1).standard_normal(300)
    numbers[240:] = np.resize([0.0, 9, 1], 60)
    names = [name for name, _ in make_problem("series", {}, series(numbers)).baselines]
    assert names[1:3] == ["the value 5 rows before", "repeating the change 5 rows before"]
    names = [name for name, _ in make_problem("series", {"season": 7}, series(numbers)).baselines]
    assert names[1:3] == ["the value 7 rows before", "repeating the change 7 rows before"]


def test_a_random_walk_has_no_season_and_its_seasonal_line_is_the_current_value():
    walk = series(np.random.default_rng(4).standard_normal(300).cumsum())
    problem = make_problem("series", {"target": "change from the seasonal line"}, walk)
    assert [name for name, _ in problem.baselines][1] == "continuing the last change" and problem.steps == 20
    assert np.allclose(in_units(problem, 0 * problem.test.target - problem.unscale(0) / (
        problem.unscale(1) - problem.unscale(0)), problem.test.x)[0], walk.numbers[239:-1, 0], atol=1e-4)  # fmt: skip


def series(numbers, names=("a",)):
    return Series(names, np.asarray(numbers, float).reshape(-1, len(names)))


WAVE = np.sin(np.arange(100.0))


@pytest.mark.parametrize(
    ("settings", "values", "sentence"),
    [
        ({}, None, "There is no series yet; load a CSV file with a line per time step."),
        ({"column": 2}, series(WAVE), "There is no column 2: the series has 1 column; choose a lower number."),
        ({}, series(WAVE[:19]), "The series has 19 rows; it can have 20 to 50,000."),
        ({}, series(np.zeros(50_001)), "The series has 50,001 rows; it can have 20 to 50,000."),
        ({}, series(np.ones(100)), "Column “a” never changes in the training rows; choose another."),
        (
            {},
            series(np.where(np.arange(100) == 6, np.nan, WAVE)),
            "Column “a”, row 7: nan is not a usable number; all have to lie between −1,000,000,000 and 1,000,000,000.",
        ),
        (
            {"lookback": 200},
            series(WAVE),
            "The series has 100 rows, 80 of them for training. A lookback of 200 and 1 row ahead need at least 201; "
            "use a longer series or a shorter lookback.",
        ),
        (
            {},
            Series(tuple("ab" * 33), np.zeros((20, 66))),
            "The series has 66 columns and 66 names; it can have 1 to 64 columns, each with a name.",
        ),
    ],
)
def test_an_unusable_series_is_an_error_with_a_sentence(settings, values, sentence):
    with pytest.raises(TaskError) as caught:
        make_problem("series", settings, values)
    assert str(caught.value) == sentence


def test_a_table_cell_that_is_no_number_is_quoted_with_its_place():
    with pytest.raises(InputError, match="Column “name”, row 1: “day” is not a number"):
        from_table(TABLE, ("load", "name"))
    with pytest.raises(InputError, match="No column is chosen"):
        from_table(TABLE, ())


def test_a_constant_column_can_be_an_input():
    both = make_problem("series", {}, series(np.column_stack([WAVE, np.ones(100)]), ("a", "b")))
    assert np.isfinite(both.test.x).all() and np.abs(both.test.x[:, 1]).max() == 0


def test_dates_label_the_rows_and_gaps_are_filled():
    lines = "\n".join(f"{k % 28 + 1:02}.{k // 28 + 1:02}.2020;{'' if k == 50 else k}" for k in range(100))
    loaded = from_table(parse_table(f"Datum;Wert\n{lines}\n"), ("Wert",), "interpolate")
    assert loaded.numbers[:, 0].tolist() == list(range(100))
    problem = make_problem("series", {"lookback": 3, "target": "value"}, loaded)
    assert problem.labels == ("2020-03-22", "2020-03-23", "2020-03-24")
    dropped = from_table(parse_table(f"Datum;Wert\n{lines}\n"), ("Wert",), "drop rows")
    assert len(dropped.numbers) == 99 and dropped.times[50] == np.datetime64("2020-02-24")


def test_of_a_long_table_the_last_rows_are_read_unless_others_are_chosen():
    table = parse_table("x\n" + "\n".join(map(str, range(100))))
    assert from_table(table, ("x",), most=30).numbers[:, 0].tolist() == list(range(70, 100))
    assert from_table(table, ("x",), first=5, most=30).numbers[:, 0].tolist() == list(range(5, 35))
