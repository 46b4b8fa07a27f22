"""Gates of trained networks, against their equations on the states of torch.nn, and on gates that are known."""

import numpy as np
import pytest
import torch

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.lessons.claims import learned_gates
from explainer.lessons.claims.learned_gates import SEQUENCES, symbols_that_count
from explainer.numerics.initialisation import init_params
from explainer.numerics.layer import Layer
from explainer.numerics.parity import torch_module
from explainer.runs.run_result import RunResult
from explainer.tasks.catalogue import make_problem
from explainer.tasks.review_text import WORDS
from explainer.training.recipe import Recipe, checked

SEEDS = 2


def drawn_result(task: str, settings: dict, cell: str = "GRU", **changed: np.ndarray) -> RunResult:
    """Return a result whose networks were only drawn; the last biases can be changed."""
    problem, program = make_problem(task, settings), lower(CELLS[cell])
    each = [init_params(program, problem.n, 6, seed) | changed for seed in range(SEEDS)]
    weights = {f"0.{name}": np.stack([one[name] for one in each]).astype(np.float32) for name in program.params}
    empty = np.zeros(0)
    recipe = checked(Recipe(task, settings, cell, m=6, seeds=SEEDS, device="cpu"))
    return RunResult(recipe, "done", 1, empty, empty, empty, empty, empty, 0.0, weights)


def update_gate(result: RunResult, k: int) -> np.ndarray:
    """Return a seed's update gate over the test set, from torch's states, (T, B, m)."""
    problem = make_problem(result.recipe.task, result.recipe.settings)
    own = {name[2:]: value[k].astype(np.float64) for name, value in result.weights.items()}
    x = np.moveaxis(problem.dense(problem.test.columns(0, SEQUENCES)), 1, 2).astype(np.float64)
    with torch.no_grad():
        h = torch_module([Layer(lower(CELLS["GRU"]), own)])(torch.tensor(x))[0].numpy()
    before = np.concatenate([np.zeros_like(h[:1]), h[:-1]])
    return 1 / (1 + np.exp(-(x @ own["W_z"].T + before @ own["U_z"].T + own["b_z"] + own["d_z"])))


def test_the_gate_in_the_gap_is_that_of_torch_s_states():
    result = drawn_result("recall", {"gap": 6})
    gates = [update_gate(result, k)[1:-1] for k in range(SEEDS)]
    assert learned_gates.keep_in_gap(result) == pytest.approx([gate.mean() for gate in gates])
    best = [sorted(gate[..., unit].mean() for unit in range(6))[-1] for gate in gates]
    assert learned_gates.keep_of_best_units(result) == pytest.approx(best)


@pytest.mark.parametrize(("task", "settings"), [("latch", {"length": 20, "often": 0.2}), ("recall", {"gap": 6})])
def test_noise_and_symbols_that_count_are_not_mixed_up(task, settings):
    result = drawn_result(task, settings)
    batch, problem = make_problem(task, settings).test.columns(0, SEQUENCES), make_problem(task, settings)
    names = np.array(problem.inputs)[batch.x.argmax(axis=1)]
    counts = np.isin(names, ["set", "reset", *problem.outputs])
    noise = ~counts & (names != "?")
    found = symbols_that_count(task, batch.x)
    assert np.array_equal(found[0], counts) and np.array_equal(found[1], noise)
    gates = [update_gate(result, k) for k in range(SEEDS)]
    expected = [gate[noise].mean() - gate[counts].mean() for gate in gates]
    assert learned_gates.keep_at_noise(result) == pytest.approx(expected)


def gates_by_word(gate: str, closed: set[str]) -> dict[str, np.ndarray]:
    """Return weights with which a gate is 1/4 at some words and 3/4 at all others, whatever the state is."""
    columns = np.array([-np.log(3) if word in closed else np.log(3) for word in WORDS])
    zeros = {f"{kind}_{gate}": np.zeros((6, 6) if kind == "U" else 6) for kind in "Ubd"}
    return {f"W_{gate}": np.tile(columns, (6, 1)), **zeros}


def test_a_gate_that_closes_at_but_is_found():
    result = drawn_result("reviews", {"longest": 20}, **gates_by_word("z", {"but"}))
    assert learned_gates.keep_at_but(result) == pytest.approx([-0.5, -0.5], abs=1e-6)
    both = drawn_result("reviews", {"longest": 20}, **gates_by_word("z", set()), **gates_by_word("r", {"but"}))
    assert learned_gates.reset_more_than_update(both) == pytest.approx([0.5, 0.5], abs=1e-6)


def test_a_gate_that_opens_at_opinions_is_found():
    from explainer.tasks.review_text import OPINIONS

    result = drawn_result("reviews", {"longest": 20}, **gates_by_word("z", set(OPINIONS)))
    assert learned_gates.write_on_keywords(result) == pytest.approx([3.0, 3.0], abs=1e-5)


def test_tied_gates_are_correlated_and_free_ones_are_not():
    tied, free = (drawn_result("latch", {"length": 30}, cell) for cell in ("GRU", "LSTM"))
    assert learned_gates.keep_and_write_correlation(tied) == pytest.approx([1.0, 1.0])
    assert max(learned_gates.keep_and_write_correlation(free)) < 0.99


def test_a_forget_gate_that_closes_at_persons_is_found():
    from explainer.tasks.pronoun_text import GENDER
    from explainer.tasks.pronoun_text import WORDS as PRONOUN_WORDS

    columns = np.where(GENDER >= 0, -np.log(3), np.log(3))
    assert len(columns) == len(PRONOUN_WORDS)
    gate = {"W_f": np.tile(columns, (6, 1)), "U_f": np.zeros((6, 6)), "b_f": np.zeros(6)}
    result = drawn_result("pronouns", {"length": 20}, "LSTM", **gate)
    assert learned_gates.forget_at_new_subject(result) == pytest.approx([-0.5, -0.5], abs=1e-6)
