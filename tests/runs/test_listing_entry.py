import pytest

from explainer.runs.listing_entry import ALL, ORDERS, SHIPPED, Entry, chosen, median, rank, row
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
    found = "".join(one.run[0] for one in sorted(ENTRIES, key=ORDERS[order]))
    assert found == {"cell": "bcar"}.get(order, runs)


def test_the_best_of_a_task_is_by_its_own_metric():
    assert rank(ENTRIES[1]) < rank(ENTRIES[0])
    assert rank(ENTRIES[2]) < rank(ENTRIES[3]) == float("inf")


def test_runs_are_chosen_by_task_cell_and_state():
    assert [one.run[0] for one in chosen(ENTRIES, "Delayed recall")] == ["r", "a"]
    assert [one.run[0] for one in chosen(ENTRIES, ALL, "LSTM")] == ["a", "c"]
    assert [one.run[0] for one in chosen(ENTRIES, state=SHIPPED)] == ["r"]
    assert chosen(ENTRIES, "Delayed recall", "GRU") == []


def test_the_median_is_over_the_seeds_that_have_a_number():
    assert median((0.5, None, 0.7, float("nan"), 0.9)) == 0.7
    assert median(()) != median(())  # not a number


def test_a_row_says_it_all():
    shown = row(ENTRIES[2])
    assert (shown["task"], shown["how right"], shown["yours"]) == ("Adding problem", "mean squared error 0.0100", "")
    assert shown["begun (UTC)"] == "1970-01-01 00:33" and shown["how it ended"] == "Solved."
    assert row(ENTRIES[3])["how right"] == "–" and row(ENTRIES[1])["yours"] == "yes"
