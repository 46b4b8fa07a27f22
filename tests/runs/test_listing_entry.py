import pytest

from explainer.runs.listing_entry import ALL, SHIPPED, SORT_KEYS, Entry, filter_entries, median, rank, table_row
from explainer.training.recipe import Recipe

ENTRIES = [
    Entry("recall-rnn", Recipe(task="recall", cell="RNN"), SHIPPED, 300, "accuracy", 0.15),
    Entry("aaaaaaaaaa", Recipe(task="recall", cell="LSTM"), "running", 20, "accuracy", 0.9, 1000.0, True),
    Entry("bbbbbbbbbb", Recipe(task="adding", cell="GRU"), "ended", 500, "mse", 0.01, 2000.0, False, "Solved."),
    Entry("cccccccccc", Recipe(task="adding", cell="LSTM"), "ended", 50, "mse", float("nan"), 1500.0),
]


@pytest.mark.parametrize(
    ("order", "runs"),
    [("newest", "bcar"), ("best in its task", "bcar"), ("task", "bcar"), ("cell", "bcar"), ("most updates", "brca")],
)
def test_orders(order, runs):
    found = "".join(one.run[0] for one in sorted(ENTRIES, key=SORT_KEYS[order]))
    assert found == {"cell": "bcar"}.get(order, runs)


def test_runs_of_a_task_are_ranked_by_its_metric():
    assert rank(ENTRIES[1]) < rank(ENTRIES[0])
    assert rank(ENTRIES[2]) < rank(ENTRIES[3]) == float("inf")


def test_entries_are_filtered_by_task_cell_and_state():
    assert [one.run[0] for one in filter_entries(ENTRIES, "Delayed recall")] == ["r", "a"]
    assert [one.run[0] for one in filter_entries(ENTRIES, ALL, "LSTM")] == ["a", "c"]
    assert [one.run[0] for one in filter_entries(ENTRIES, state=SHIPPED)] == ["r"]
    assert filter_entries(ENTRIES, "Delayed recall", "GRU") == []


def test_the_median_is_over_the_seeds_with_a_finite_number():
    assert median((0.5, None, 0.7, float("nan"), 0.9)) == 0.7
    assert median(()) != median(())  # not a number


def test_a_table_row_has_all_columns():
    shown = table_row(ENTRIES[2])
    assert (shown["task"], shown["score"], shown["yours"]) == ("Adding problem", "mean squared error 0.0100", "")
    assert shown["started (UTC)"] == "1970-01-01 00:33" and shown["outcome"] == "Solved."
    assert table_row(ENTRIES[3])["score"] == "–" and table_row(ENTRIES[1])["yours"] == "yes"
