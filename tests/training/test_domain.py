from dataclasses import replace

import numpy as np
import pytest
import torch

from explainer.cells.cell_text import OWN_CELL
from explainer.training.domain import has_domain, outside_in_test, outside_in_update
from explainer.training.learner import make_learner, with_copied_weights
from explainer.training.loop import train, train_on
from explainer.training.recipe import Recipe
from explainer.training.records import Ended, Update

from .tiny import B, T, small, tiny


def own(text: str, **fields) -> Recipe:
    return small(cell=OWN_CELL, text=text, **fields)


def end_of(recipe: Recipe, problem=None) -> Ended:
    *_, ended = train_on(recipe, problem or tiny("numbers", "each"))
    return ended


def first_by_brute_force(learner, batch, text_value) -> tuple[int, int]:
    """Return step and unit of the first argument that is not above 0, by a loop over all sequences."""
    matrix = learner.params["0.W_a"][0].detach().numpy()
    found = [
        (t, unit)
        for t in range(T)
        for unit in range(len(matrix))
        for b in range(B)
        if text_value(matrix[unit] @ batch.x[t, :, b]) <= 0
    ]
    return min(found)


def test_the_ending_names_the_operation_that_had_no_value():
    recipe, problem = own("a = log(W_a @ x + 2)\nh = tanh(a + U_h @ h_prev)", scale=3.0), tiny("numbers", "each")
    learner = make_learner(recipe, problem)
    batch = problem.draw(np.random.default_rng([recipe.seed, 1]), B)
    t, unit = first_by_brute_force(learner, batch, lambda total: total + 2)
    found = outside_in_update(learner, 1, 0)
    assert (found.t, found.unit, found.step.op) == (t, unit, "log") and found.numbers[0] <= 0
    ended = end_of(recipe, problem)
    assert ended.reason == "nan"
    start = (
        f"The loss has not been a finite number since update 1. In update 1, at step {t + 1}, in unit {unit + 1} of a"
    )
    assert ended.sentence.startswith(f"{start}, log(−") and ended.sentence.endswith(
        "a logarithm needs a number above 0."
    )


def test_a_division_by_0_is_named_where_only_gradients_are_lost():
    """tanh(1 / 0) is 1, so the loss of the first update is finite; its gradient, 0 times infinity, is not."""
    problem = tiny("numbers", "each")

    def draw(rng, count):
        batch = problem.draw(rng, count)
        x = np.array(batch.x)
        x[3] = 0.0
        return replace(batch, x=x)

    updates = list(train_on(own("h = tanh(0.1 / (W_h @ x))"), replace(problem, draw=draw)))
    first, ended = updates[1], updates[-1]
    assert isinstance(first, Update) and np.isfinite(first.loss).all() and not np.isfinite(first.norm).any()
    assert ended.sentence.startswith(
        "The loss has not been a finite number since update 2. In update 1, at step 4, in "
    )
    assert ended.sentence.endswith("0.10 / 0 has no value: no number can be divided by 0.")


def test_an_exponential_that_float32_cannot_hold_is_described_so():
    ended = end_of(own("h = exp(95 + 0 * (W_h @ x))"))
    assert ended.sentence.endswith("exp(95) has no value: the result is too large for a number of 32 bits.")
    assert end_of(own("h = exp(950 + 0 * (W_h @ x))")).sentence.endswith(
        "the exponential of more than 709 is too large for a number here."
    )


def test_layers_and_seeds_are_distinct():
    text = "h = log(3 + W_h @ x - 20 * h_below)"  # below the first layer there is 0, below the second log(3)
    lost = end_of(own(text, layers=2, seeds=2, scale=0.01))
    assert lost.reason == "nan"
    assert lost.sentence.startswith(
        "Every seed's loss has not been a finite number since update 1. In update 1, at step 1"
    )
    assert "at step 1 of layer 2, in unit 1 of h, log(−" in lost.sentence
    fine = end_of(own("h = log(3 + W_h @ x)", layers=2, seeds=3, rate=1e-9, scale=0.01, updates=3))
    assert fine.reason == "done" and "has no value" not in fine.sentence


def test_the_test_set_is_looked_at_where_only_its_score_is_lost():
    problem = tiny("numbers", "each")
    x = np.array(problem.test.x)
    x[2, :, 5] = 0.0
    recipe = own("h = tanh(1 / (W_h @ x))", rate=1e-9, updates=1, scale=0.1)
    learner = make_learner(recipe, problem)
    assert outside_in_test(learner, 0) is None
    tested = replace(problem, test=replace(problem.test, x=x))
    found = outside_in_test(make_learner(recipe, tested), 0)
    assert (found.t, found.unit, found.step.op) == (2, 0, "div")
    text = "h = 1 / (W_h @ x)"
    ended = end_of(own(text, rate=1e-9, updates=1), tested)
    assert ended.reason == "done" and "In the test set, at step 3, in unit 1 of h, 1 / 0 has no value" in ended.sentence


@pytest.mark.parametrize(("cell", "has"), [("LSTM", False), ("RNN-ReLU", False), ("minLSTM", True), ("sLSTM", True)])
def test_only_cells_with_a_domain_are_checked(cell, has):
    assert has_domain(make_learner(small(cell=cell), tiny()).network.program) == has


def test_copied_weights_stay_as_they_are():
    learner = make_learner(small(), tiny())
    copied = with_copied_weights(learner)
    learner.flat_params.data.add_(1.0)
    changed = learner.params["0.W_z"] - copied.params["0.W_z"]
    assert torch.allclose(changed, torch.ones(())) and copied.carried is not learner.carried


def test_an_encoder_is_looked_at_first():
    text = "h = tanh(log(W_h @ x + 0.01) + U_h @ h_prev)"
    *_, ended = train(Recipe("spell", {}, OWN_CELL, text=text, m=4, batch=4, updates=4, device="cpu"))
    assert ended.reason == "nan" and "In update 1, at step 1, in unit" in ended.sentence


def test_tokens_and_carried_states_are_followed():
    text = "h = log(0.4 + h_prev + 0.1 * (W_h @ x))"
    *_, ended = train(Recipe("text", {}, OWN_CELL, text=text, m=4, batch=4, updates=4, device="cpu", seeds=2))
    assert "has no value: a logarithm needs a number above 0." in ended.sentence
