"""Counts against PyTorch's own modules and against the numbers that are printed of them."""

import numpy as np
import pytest
import torch

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.lessons.claims.cell_counts import counts, excess, paper_year


@pytest.mark.parametrize("name", ["RNN", "LSTM", "GRU"])
def test_weights_are_those_of_the_module(name):
    module = getattr(torch.nn, name)(5, 12)
    assert counts(lower(CELLS[name]), 5, 12)["weights"] == sum(one.numel() for one in module.parameters())


def test_two_layers_of_256_units_have_the_published_counts():
    both = {name: sum(counts(lower(CELLS[name]), n, 256)["weights"] for n in (5, 256)) for name in ("GRU", "LSTM")}
    assert both == {"GRU": 596_736, "LSTM": 795_648}


@pytest.mark.parametrize(("name", "gates", "states"), [("RNN", 0, 1), ("GRU", 2, 1), ("LSTM", 3, 2), ("MGU", 1, 1)])
def test_gates_and_states(name, gates, states):
    found = counts(lower(CELLS[name]), 2, 3)
    assert (found["gates"], found["states"]) == (gates, states)


def test_a_wrong_statement_shows():
    right = {"cell": "GRU", "count": "weights", "against": "LSTM", "stated": 0.75}
    assert excess(right, 7) == pytest.approx(0, abs=1e-12)
    assert excess(right | {"cell": "RNN"}, 7) == pytest.approx(-0.5)
    assert excess({"cell": "CIFG", "count": "gates", "stated": 3}, 7) == -1


def test_the_year_is_that_of_the_last_paper():
    assert [paper_year({"cell": name}, 1) for name in ("GRU", "LSTM", "LSTM-1997")] == [2014, 2000, 1997]
    assert np.isfinite([paper_year({"cell": name}, 1) for name in CELLS]).all()
