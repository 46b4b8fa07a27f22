"""What the first page says of three networks, against torch.nn and least squares in torch."""

import json

import numpy as np
import pytest
import torch

from explainer.lessons.first_symbol import (
    COUNTS,
    FITTED_ON,
    HELD_OUT,
    RUNS,
    SEED,
    FirstSymbol,
    count,
    first_symbol,
    shipped,
)
from explainer.numerics.parity import torch_module
from explainer.tasks.problem import held_out

COUNTED = json.loads(COUNTS.read_text())


def states_in_torch(run: str, x: np.ndarray) -> torch.Tensor:
    """Return a network's carried states for a batch (T, n, B), step by step from torch.nn, (T, B, m)."""
    module = torch_module(shipped(run).layers)
    found, state = [], None
    with torch.no_grad():
        for row in torch.as_tensor(np.moveaxis(x, 1, 2), dtype=torch.float64):
            output, state = module(row[None], state)
            found.append(state[1][0] if isinstance(state, tuple) else output[0])
    return torch.stack(found)


def right_in_torch(run: str, fitted_on: int, others: int) -> np.ndarray:
    """Return how many of others are read rightly at each step, by torch alone."""
    problem = shipped(run).problem
    fitted, new = problem.draw(np.random.default_rng(SEED), fitted_on), held_out(problem.draw, others)
    with_bias = [torch.nn.functional.pad(states_in_torch(run, one.x), (0, 1), value=1.0) for one in (fitted, new)]
    signs = 2 * torch.nn.functional.one_hot(torch.as_tensor(fitted.target), problem.k).double() - 1
    weights = torch.linalg.lstsq(with_bias[0], signs.expand(len(fitted.x), -1, -1), driver="gelsd").solution
    return ((with_bias[1] @ weights).argmax(-1) == torch.as_tensor(new.target)).sum(1).numpy()


@pytest.mark.parametrize("run", RUNS)
def test_the_shipped_counts_are_those_of_the_shipped_weights(run):
    assert COUNTED[run]["weights"] == shipped(run).fingerprint
    assert np.abs(right_in_torch(run, FITTED_ON, HELD_OUT) - COUNTED[run]["right"]).max() <= 1


def test_counting_again_gives_what_is_shipped():
    assert count(shipped("recall-rnn")).tolist() == COUNTED["recall-rnn"]["right"]


@pytest.mark.parametrize("run", RUNS)
def test_the_states_on_the_page_are_those_of_torch(run):
    network = first_symbol().networks[RUNS.index(run)]
    states = states_in_torch(run, shipped(run).problem.probe.x)[:, 0].numpy()
    assert network.values.shape == (101, 16) and np.abs(network.values - states).max() < 1e-12


def test_all_networks_read_one_held_out_sequence_of_delayed_recall():
    found = first_symbol()
    problems = [shipped(run).problem for run in RUNS]
    assert all(np.array_equal(problem.probe.x, problems[0].probe.x) for problem in problems)
    assert [(one.cell, one.state) for one in found.networks] == [("LSTM", "c"), ("GRU", "h"), ("RNN", "h")]
    assert found.symbols[0] == problems[0].outputs[int(problems[0].probe.target[0])] and found.symbols[-1] == "?"
    assert set(found.symbols[1:-1]) == set("wxyz") and found.guess == 1 / 8


def test_gates_hold_the_first_symbol_to_the_end_and_the_plain_rnn_loses_it_within_ten():
    lstm, gru, rnn = (one.right for one in first_symbol().networks)
    assert (lstm == 1).all() and (gru == 1).all()
    assert (rnn[:3] == 1).all() and 0.8 < rnn[4] < 0.95 and 0.45 < rnn[5] < 0.6 and rnn[6] < 0.3
    assert (rnn[10:] <= first_symbol().most_by_chance).all()


def test_a_guess_stays_below_the_line_of_chance():
    first = FirstSymbol((), (), 1 / 8)
    shares = np.random.default_rng(0).binomial(HELD_OUT, first.guess, 20_000) / HELD_OUT
    assert (shares <= first.most_by_chance).mean() > 0.999 and first.most_by_chance < 0.16
