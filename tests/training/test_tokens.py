"""Training on tokens, on sequences of different length, and on batches that continue one another."""

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy

from explainer.engine.tokens import is_tokens
from explainer.tasks.batch import Batch
from explainer.tasks.predictions import evaluate as evaluate_in_numpy
from explainer.tasks.problem import Problem
from explainer.tasks.token_stream import TokenStream
from explainer.torch_models.weights import layers_from_weights, readout_from_weights
from explainer.training.device_batch import to_device
from explainer.training.evaluation import evaluate
from explainer.training.learner import make_learner
from explainer.training.passes import loss_and_gradients
from explainer.training.records import Order
from explainer.training.resuming import to_arrays
from explainer.training.update import update
from tests.training.test_loop import metrics_of, start_loop
from tests.training.tiny import B, Twin, small

V = 5
TOKENS = np.random.default_rng(4).integers(0, V, 400)
LENGTHS = np.array([7, 2, 5, 1, 7])


def text_problem(**fields) -> Problem:
    stream = TokenStream(TOKENS, 7)
    test = TokenStream(TOKENS[:90], 10).pieces(50)
    defaults = {
        "n": V, "k": V, "steps": 7, "kind": "classes", "where": "each", "metric": "perplexity", "baseline": V,
        "solved": 0.0, "draw": stream.random, "test": test, "probe": test.select(0), "inputs": tuple("abcde"),
        "outputs": tuple("abcde"), "tokens": True, "stream": stream.sequential,
    }  # fmt: skip
    return Problem(**(defaults | fields))


def twin_outputs(twin: Twin, tokens: np.ndarray, state=None):
    x = torch.nn.functional.one_hot(torch.tensor(tokens), V).double()
    hidden, state = twin.rnn(x, state)
    return twin.head(hidden), state


def test_the_states_go_on_from_batch_to_batch_as_in_torch():
    learner = make_learner(small(optimiser="sgd", clip="none"), text_problem(), torch.float64)
    twin, rate, state = Twin(learner), 0.1, None
    for k in range(1, 14):
        drawn = learner.problem.stream(learner.recipe.seed, k, B)
        outputs, state = twin_outputs(twin, drawn.batch.x, state.detach() if drawn.continues else None)
        loss = cross_entropy(outputs.flatten(0, 1), torch.tensor(drawn.batch.target).flatten())
        gradients = torch.autograd.grad(loss, twin.trained_params())
        with torch.no_grad():
            for param, gradient in zip(twin.trained_params(), gradients, strict=True):
                param -= rate * gradient
        metrics = update(learner, k, rate)
        assert abs(float(metrics[0, 0] - loss.detach())) < 1e-10, k


@pytest.mark.parametrize("stop", [3, 4])
def test_a_run_over_a_stream_that_is_resumed_is_the_same_bit_for_bit(stop):
    recipe = small(cell="LSTM", layers=2, seeds=2)
    whole = metrics_of(start_loop(recipe, text_problem())[0], 12)
    loop, _ = start_loop(recipe, text_problem())
    first = metrics_of(loop, stop)
    saved = loop.send(Order("state")).arrays
    rest = metrics_of(start_loop(recipe, text_problem(), saved=saved)[0], 12 - stop)
    assert np.array_equal(whole, np.concatenate([first, rest]))


def test_the_engine_and_numpy_score_tokens_alike():
    learner = make_learner(small(cell="LSTM"), text_problem(), torch.float64)
    assert is_tokens(to_device(learner, learner.problem.test).x)
    weights = to_arrays("", learner.params)
    layers = layers_from_weights(weights, learner.network.program)
    found = evaluate_in_numpy(layers, readout_from_weights(weights), learner.problem)
    assert abs(found - evaluate(learner).metric[0]) < 1e-9 and found > 1


@pytest.mark.parametrize("cell", ["LSTM", "GRU", "RNN"])
def test_the_last_step_is_that_of_each_sequence(cell):
    def draw(rng: np.random.Generator, count: int) -> Batch:
        return Batch(rng.integers(0, V, (7, count)), rng.integers(0, V, count), None, LENGTHS)

    batch = draw(np.random.default_rng(1), B)
    problem = text_problem(where="last", draw=draw, test=batch, probe=batch.select(1), stream=None)
    learner = make_learner(small(cell=cell), problem, torch.float64)
    twin = Twin(learner)
    loss, gradients, _ = loss_and_gradients(learner, batch, 1)
    outputs, _ = twin_outputs(twin, batch.x)
    ends = outputs[LENGTHS - 1, np.arange(B)]
    expected = cross_entropy(ends, torch.tensor(batch.target))
    assert abs(float(loss[0] - expected.detach())) < 1e-12
    theirs = torch.autograd.grad(expected, twin.head.weight)[0]
    place = list(learner.params).index("readout.V")
    assert (gradients[place][0] - theirs).abs().max() < 1e-12
    weights = to_arrays("", learner.params)
    layers = layers_from_weights(weights, learner.network.program)
    assert evaluate_in_numpy(layers, readout_from_weights(weights), problem) == pytest.approx(
        evaluate(learner).metric[0], abs=1e-12
    )


@pytest.mark.parametrize("chunk", [1, 3, 7])
def test_chunks_carry_the_states_of_sequences_that_have_ended(chunk):
    def draw(rng: np.random.Generator, count: int) -> Batch:
        return Batch(rng.integers(0, V, (7, count)), rng.integers(0, V, count), None, LENGTHS)

    batch = draw(np.random.default_rng(1), B)
    problem = text_problem(where="last", draw=draw, test=batch, probe=batch.select(1), stream=None)
    whole, _, state = loss_and_gradients(make_learner(small(cell="LSTM"), problem, torch.float64), batch, 1)
    cut = make_learner(small(cell="LSTM", chunk=chunk), problem, torch.float64)
    loss, gradients, carried = loss_and_gradients(cut, batch, 1)
    assert (loss - whole).abs().max() < 1e-12 and all(torch.isfinite(one).all() for one in gradients)
    assert all((carried[0][name] - state[0][name]).abs().max() < 1e-12 for name in "hc")


def test_an_embedding_is_folded_into_the_first_layer():
    learner = make_learner(small(cell="GRU", layers=2, embedding=3), text_problem(), torch.float64)
    assert learner.params["embedding.E"].shape == (1, V, 3) and learner.params["0.W_r"].shape[-1] == 3
    weights = to_arrays("", learner.params)
    layers = layers_from_weights(weights, learner.network.program)
    assert layers[0].params["W_r"].shape[-1] == V and layers[1].params["W_r"].shape[-1] == learner.network.m
    found = evaluate_in_numpy(layers, readout_from_weights(weights), learner.problem)
    assert abs(found - evaluate(learner).metric[0]) < 1e-9
