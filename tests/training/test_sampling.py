"""A sample of a learner against the numpy model with the same weights, and what it depends on."""

import numpy as np
import pytest
import torch

from explainer.inputs.sequence import InputError
from explainer.numerics.trace import output
from explainer.tasks.catalogue import make_problem
from explainer.tasks.predictions import softmax
from explainer.tasks.problem import Problem
from explainer.tasks.prompt import Prompt, default_prompt, read_prefix, vocabulary_of
from explainer.tasks.writing import Sampling, write_text
from explainer.torch_models.weights import layers_from_weights, readout_from_weights
from explainer.training.learner import Learner, make_learner
from explainer.training.records import Order, OrderError, Sample, Started
from explainer.training.resuming import to_arrays
from explainer.training.sampling import LENGTHS, STREAM, write_sample
from tests.training.test_loop import metrics_of, start_loop
from tests.training.tiny import small, tiny

CHARACTERS, WORDS = make_problem("text", {}), make_problem("text", {"unit": "word"})


def in_numpy(learner: Learner):
    """Return layers and readout of the first seed in float64."""
    weights = to_arrays("", learner.params)
    return layers_from_weights(weights, learner.network.program), readout_from_weights(weights)


def learner_of(problem: Problem = CHARACTERS, dtype: torch.dtype = torch.float32, **fields) -> Learner:
    return make_learner(small(**({"cell": "LSTM", "m": 16, "seeds": 2, "scale": 2.0} | fields)), problem, dtype)


@pytest.mark.parametrize("problem", [CHARACTERS, WORDS], ids=["characters", "words"])
@pytest.mark.parametrize("cell", ["LSTM", "GRU", "RNN", "LSTM-depth"])
def test_its_probabilities_are_those_of_the_numpy_model(problem, cell):
    learner = learner_of(problem, cell=cell, layers=2, learned_start=True)
    sample = write_sample(learner, 5, Prompt("The", 1.3))
    layers, readout = in_numpy(learner)
    tokens = sample.written.tokens
    scores = readout.predict(output(layers, np.eye(problem.n)[tokens]))  # (N, k)
    known = softmax(scores.T)[tokens[1:], np.arange(len(tokens) - 1)]
    assert np.abs(sample.written.probabilities[1:] - known).max() < 1e-6
    assert len(tokens) == sample.written.prefix_length + LENGTHS[problem.unit]


@pytest.mark.parametrize("temperature", [0.0, 0.7, 2.0])
def test_in_double_precision_it_is_the_text_of_the_page_write(temperature):
    learner = learner_of(dtype=torch.float64)
    found = write_sample(learner, 9, Prompt("Now is", temperature))
    sampling = Sampling(LENGTHS["character"], temperature, seed=[learner.recipe.seed, 9, STREAM])
    known = write_text(*in_numpy(learner), read_prefix(CHARACTERS, "Now is"), sampling)
    assert np.array_equal(found.written.tokens, known.tokens)
    assert np.abs(found.written.probabilities[1:] - known.probabilities[1:]).max() < 1e-12


def test_it_depends_on_seed_update_and_prompt_alone():
    texts = {}
    for name, seed, step, prompt in (
        ("one", 7, 3, Prompt("The", 1.5)), ("same", 7, 3, Prompt("The", 1.5)), ("later", 7, 4, Prompt("The", 1.5)),
        ("other seed", 8, 3, Prompt("The", 1.5)), ("cooler", 7, 3, Prompt("The", 0.1)),
    ):  # fmt: skip
        texts[name] = "".join(write_sample(learner_of(seed=seed), step, prompt).pieces)
    assert texts["one"] == texts["same"] and len(set(texts.values())) == 4
    assert all(text.startswith("The") for text in texts.values())


def test_the_pieces_are_the_text_with_its_prefix():
    sample = write_sample(learner_of(WORDS), 0, Prompt("The Zen of Python, by", 1.0))
    text = "".join(sample.pieces)
    assert text.startswith("The Zen of Python, by") and len(sample.pieces) == len(sample.written.tokens)
    assert text == vocabulary_of(WORDS).decode(sample.written.tokens)


def test_without_a_prompt_it_goes_on_from_the_start_of_the_probe():
    sample = write_sample(learner_of(), 0)
    assert sample.prompt == default_prompt(CHARACTERS) == Prompt("The Zen of", 0.7)
    assert "".join(sample.pieces[: sample.written.prefix_length]) == "The Zen of"


def test_a_learner_whose_weights_are_not_finite_writes_nothing():
    learner = learner_of()
    with torch.no_grad():
        learner.params["readout.V"].fill_(torch.nan)
    sample = write_sample(learner, 0)
    assert "".join(sample.pieces) == "The Zen of" and np.isnan(sample.written.probabilities).all()


def test_a_loop_writes_between_two_updates_and_at_its_end_and_learns_the_same():
    recipe = small(m=8, batch=4, updates=5, cell="LSTM")
    loop, started = start_loop(recipe, CHARACTERS)
    assert isinstance(started, Started) and started.writes
    found = []
    for k in range(1, 6):
        found.append(metrics_of(loop, 1)[0])
        sample = loop.send(Order("sample", prompt=Prompt("If", 1.0)))
        assert isinstance(sample, Sample) and sample.step == k and "".join(sample.pieces).startswith("If")
    loop.send(None)
    assert loop.send(Order("sample")).step == 5
    assert np.array_equal(np.array(found), metrics_of(start_loop(recipe, CHARACTERS)[0], 5))


def test_a_task_that_is_no_language_model_has_no_samples():
    loop, started = start_loop(small(), tiny())
    assert not started.writes
    with pytest.raises(OrderError, match="needs a language model"):
        loop.send(Order("sample"))


def test_a_prefix_that_cannot_be_read_is_refused():
    with pytest.raises(InputError, match="“é” is not in the vocabulary"):
        write_sample(learner_of(), 0, Prompt("\u00e9"))
