import numpy as np
import pytest

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.numerics.initialisation import init_params
from explainer.numerics.layer import Layer
from explainer.numerics.readout import Readout
from explainer.numerics.trace import output
from explainer.tasks.predictions import softmax
from explainer.tasks.writing import Sampling, draw, write, write_text

V, M = 6, 5
RNG = np.random.default_rng(2)
READOUT = Readout(RNG.normal(size=(V, M)), RNG.normal(size=V))
PREFIX = np.array([3, 1, 4])


def layers(cell: str, depth: int = 2) -> list[Layer]:
    program = lower(CELLS[cell])
    return [Layer(program, init_params(program, M if k else V, M, 7, scale=2.0, layer=k)) for k in range(depth)]


@pytest.mark.parametrize("cell", ["LSTM", "GRU", "RNN", "LSTM-depth"])
def test_what_is_written_has_the_probabilities_of_one_run_over_all_of_it(cell):
    stack = layers(cell)
    found = write_text(stack, READOUT, PREFIX, Sampling(count=12, temperature=1.0, seed=1))
    assert found.prefix_length == 3 and np.array_equal(found.tokens[:3], PREFIX) and len(found.tokens) == 15
    scores = READOUT.predict(output(stack, np.eye(V)[found.tokens]))  # (T, V)
    expected = softmax(scores.T)[found.tokens[1:], np.arange(14)]
    assert np.isnan(found.probabilities[0]) and np.abs(found.probabilities[1:] - expected).max() < 1e-12


def test_temperature_0_takes_the_most_likely_token():
    found = write_text(layers("GRU"), READOUT, PREFIX, Sampling(count=10, temperature=0.0))
    scores = READOUT.predict(output(layers("GRU"), np.eye(V)[found.tokens]))
    assert np.array_equal(found.tokens[3:], scores[2:-1].argmax(axis=1))


def test_a_seed_gives_the_same_text_and_another_seed_another():
    texts = [write_text(layers("LSTM"), READOUT, PREFIX, Sampling(40, 1.5, 0, seed)).tokens for seed in (1, 1, 2)]
    assert np.array_equal(texts[0], texts[1]) and not np.array_equal(texts[0], texts[2])


@pytest.mark.parametrize(("temperature", "top_k"), [(1.0, 0), (0.5, 0), (1.0, 2), (2.0, 3)])
def test_tokens_are_drawn_as_often_as_their_probability_says(temperature, top_k):
    scores, rng = np.array([0.3, -1.0, 2.0, 0.0, 1.5, -3.0]), np.random.default_rng(0)
    drawn = [draw(scores, Sampling(temperature=temperature, top_k=top_k), rng) for _ in range(20_000)]
    chances = np.exp(scores / temperature)
    if top_k:
        chances[np.argsort(scores)[:-top_k]] = 0
    shares = np.bincount(drawn, minlength=V) / len(drawn)
    assert np.abs(shares - chances / chances.sum()).max() < 0.015


@pytest.mark.parametrize("temperature", [0.3, 1.0, 1e-300])
def test_a_draw_is_that_of_numpy_from_the_same_random_number(temperature):
    scores = np.random.default_rng(3).normal(size=40)
    shifted = np.exp((scores - scores.max()) / max(temperature, 1e-9))
    for seed in range(200):
        with np.errstate(over="ignore"):
            found = draw(scores, Sampling(temperature=temperature), np.random.default_rng(seed))
        assert found == np.random.default_rng(seed).choice(40, p=shifted / shifted.sum())


@pytest.mark.parametrize("prefix", [[2], [2, 1, 0]])
def test_where_a_score_is_not_finite_nothing_is_written(prefix):
    found = write(lambda token: np.array([1.0, np.nan, 0.0]), prefix, Sampling(5), np.random.default_rng(0))
    assert (
        found.tokens.tolist() == prefix
        and np.isnan(found.probabilities).all()
        and len(found.probabilities) == len(prefix)
    )
