import numpy as np
import pytest

from explainer.inputs.table_file import parse_table
from explainer.runs.limits import RunError
from explainer.runs.own_data import as_file, pack_own_data, unpack_own_data
from explainer.runs.service import RunService
from explainer.tasks.labelled_texts import from_table
from explainer.tasks.own_data import LabelledTexts, Series
from explainer.tasks.reviews import OWN_TEXTS
from explainer.tasks.text import OWN
from explainer.training.recipe import Recipe
from tests.runs.processes import wait_for

SERIES = Series(("a", "b"), np.sin(np.arange(120.0)).reshape(60, 2))
DATED = Series(("a", "b"), SERIES.numbers, np.datetime64("2020-01-01", "ms") + np.arange(60) * np.timedelta64(1, "h"))
LABELLED = LabelledTexts(
    tuple(f"Löwe „{k}“,\n🦁 {'gut' if k % 3 else 'nicht gut'}" for k in range(60)),
    tuple("ja" if k % 3 else "nein" for k in range(60)),
)
TEXT = "Ein Löwe 🦁 las: 你好, שלום.\n" * 30


def test_a_series_a_text_and_labelled_texts_come_back_as_they_were():
    again = unpack_own_data(*pack_own_data(SERIES))
    assert isinstance(again, Series) and np.array_equal(again.numbers, SERIES.numbers)
    assert again.names == ("a", "b") and again.times is None
    again = unpack_own_data(*pack_own_data(DATED))
    assert isinstance(again, Series) and np.array_equal(again.times, DATED.times)
    assert np.array_equal(again.numbers, SERIES.numbers)
    assert unpack_own_data(*pack_own_data(TEXT)) == TEXT
    assert unpack_own_data(*pack_own_data(LABELLED)) == LABELLED
    assert unpack_own_data(*pack_own_data(None)) is None


def test_the_file_is_a_table_or_a_text():
    name, text = as_file(*pack_own_data(Series(("a", "b"), np.arange(4.0).reshape(2, 2))))
    assert (name, text) == ("series.csv", "a,b\n0.0,1.0\n2.0,3.0\n")
    table = parse_table(as_file(*pack_own_data(DATED))[1])
    assert np.array_equal(table.values("a", "b"), DATED.numbers) and np.array_equal(table.times, DATED.times)
    assert as_file(*pack_own_data(TEXT)) == ("text.txt", TEXT)
    name, text = as_file(*pack_own_data(LABELLED))
    assert name == "texts.csv" and from_table(parse_table(text), "text", "label") == LABELLED


def test_a_series_of_an_old_file_has_no_names():
    again = unpack_own_data(2, SERIES.numbers.astype("<f8").tobytes())
    assert again.names == ("column 1", "column 2") and np.array_equal(again.numbers, SERIES.numbers)


@pytest.mark.parametrize("data", ["x" * 8_400_000, Series(("a",), np.zeros((1_100_000, 1)))], ids=["text", "series"])
def test_too_much_is_refused(data):
    with pytest.raises(RunError, match="MB"):
        pack_own_data(data)


@pytest.fixture
def service(tmp_path):
    """The run service with the true training loop."""
    service = RunService(tmp_path)
    yield service
    service.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("task", "settings", "data"),
    [
        ("series", {"lookback": 5}, SERIES),
        pytest.param("series", {"lookback": 5}, DATED, marks=pytest.mark.more),
        ("text", {"source": OWN, "length": 8}, TEXT),
        ("reviews", {"source": OWN_TEXTS}, LABELLED),
    ],
)
def test_a_worker_trains_on_what_a_visitor_brings(task, settings, data, service):
    recipe = Recipe(task=task, settings=settings, cell="GRU", m=4, batch=8, updates=6, early=False)
    run = service.start(recipe, "me", data=data)
    wait_for(lambda: service.row(run).has_ended)
    row = service.row(run)
    assert (row.reason, row.step) == ("done", 6), row.sentence
