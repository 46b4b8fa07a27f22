import numpy as np
import pytest
import torch

from explainer.engine.encoder_decoder import encode, write
from explainer.tasks.pair_scores import score_pairs
from explainer.tasks.pair_writing import read_tokens, write_freely, write_tokens
from explainer.tasks.pairs import END_TOKEN, decode
from explainer.tasks.predictions import after_source, evaluate
from explainer.torch_models.weights import encoder_from_weights, layers_from_weights, readout_from_weights
from explainer.training.learner import make_learner
from explainer.training.pair_evaluation import evaluate_pairs
from explainer.training.resuming import to_arrays
from tests.pair_runs import SUMS, Recipe, make_problem, random_checkpoint

PROBLEM = make_problem("translate", SUMS)


@pytest.mark.parametrize("cell", ["LSTM", "GRU"])
def test_what_is_written_in_numpy_is_what_the_engine_writes(cell):
    recipe = Recipe("translate", SUMS, cell, m=6, layers=2, seed=5, scale=3.0)
    learner = make_learner(recipe, PROBLEM, torch.float64)
    learner.params["readout.V"].data *= 8
    arrays = to_arrays("", learner.params)
    program = learner.network.program
    layers, encoder = layers_from_weights(arrays, program), encoder_from_weights(arrays, program)
    part = PROBLEM.test.columns(0, 60)
    lengths = torch.tensor(part.source.lengths)
    state = encode(learner.encoder, learner.params, torch.tensor(part.source.x)[:, None], lengths).state
    theirs = write(learner.network, learner.params, state, torch.tensor(part.x)[:, None])[:, 0].numpy()
    begun = after_source(layers, encoder, PROBLEM, part.source)
    ours = write_tokens(begun, readout_from_weights(arrays), part.x[0], len(part.x))
    assert np.array_equal(ours, theirs) and len(set(map(tuple, ours.T))) >= 5
    scores = score_pairs(layers, encoder, readout_from_weights(arrays), PROBLEM)
    expected = evaluate_pairs(learner, None)
    assert (scores.exact, scores.forced, scores.free) == tuple(
        pytest.approx(one[0]) for one in (expected.exact, expected.forced, expected.free)
    )
    assert scores.exact == evaluate(layers, readout_from_weights(arrays), PROBLEM, encoder=encoder)


@pytest.mark.parametrize("seed", range(6))
def test_one_target_is_written_up_to_its_end_and_reading_it_again_says_the_same(seed):
    weights = random_checkpoint(seed=seed)
    found = write_freely(weights.layers, weights.readout, weights.problem)
    assert np.array_equal(found.read[1:], found.written[:-1]) and END_TOKEN not in found.written[:-1]
    assert found.ended == (found.written[-1] == END_TOKEN) and (found.ended or len(found.read) == 4)
    again = read_tokens(weights.layers, weights.readout, found.read)
    assert np.array_equal(again.probabilities, found.probabilities) and np.allclose(found.probabilities.sum(axis=1), 1)
    column = write_tokens(weights.layers, weights.readout, np.array([1]), 4)[1:]
    assert decode(weights.problem.pairs, column)[0] == decode(weights.problem.pairs, found.written[:, None])[0]
