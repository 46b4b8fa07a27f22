"""What the sentences about the logit of the guess say, against numbers computed here."""

import re

import numpy as np
import pytest
import torch
from torch import nn

from explainer.figures import connectivity_sentences, gradient_sentences
from explainer.inputs.sequence import VISIBLE
from explainer.numerics import gradient_flow
from explainer.numerics.gradients import RunGradients, compute_gradients
from explainer.numerics.losses import ValuePosition
from explainer.numerics.setup import with_loaded_weights
from explainer.runs.loading import load_checkpoint, nearest_step
from explainer.runs.open_run import open_run
from explainer.tasks.probe import sequence
from tests.figures.sentence_rules import check

RUNS = ["text-lstm", "text-gru", "pronouns-lstm"]


def of_run(name: str, t: int) -> tuple[RunGradients, tuple[str, ...]]:
    """Return the logit of a shipped run's guess after step t of its probe, and the labels of the probe."""
    weights = load_checkpoint(name, nearest_step(name, None))
    probe = sequence(weights.problem)
    setup = with_loaded_weights(weights.loaded_weights)
    return compute_gradients(setup, probe, "logit", position=ValuePosition("h", 0, t)), probe.visible_labels


@pytest.mark.parametrize("t", [0, 11, 20])
@pytest.mark.parametrize("name", RUNS)
def test_the_guess_and_its_probability_are_those_of_the_module_and_its_linear_layer(name, t):
    gradients, labels = of_run(name, t)
    run = open_run(name)
    x = torch.tensor(gradients.trace.x, dtype=torch.float32)
    with torch.no_grad():
        scores = run.linear()(run.module()(x)[0][t])
    k = int(scores.argmax())
    sentence = connectivity_sentences.of_guess(gradients, labels)
    guess = run.problem.outputs[k]
    assert f"After step {t + 1} (“{labels[t]}”)" in sentence and f"guesses “{VISIBLE.get(guess, guess)}”" in sentence
    probability = float(nn.functional.softmax(scores, dim=0)[k])
    assert abs(float(re.search(r"probability of ([\d.]+);", sentence)[1]) - probability) < 0.0051
    assert gradient_sentences.of_loss(gradients).count(f", the logit of “{VISIBLE.get(guess, guess)}” after") == 1


@pytest.mark.parametrize("t", [0, 11, 20])
@pytest.mark.parametrize("name", RUNS)
def test_the_tokens_with_half_of_the_connectivity_and_the_furthest_are_counted(name, t):
    gradients, labels = of_run(name, t)
    norms = np.linalg.norm(gradients.gradients.x, axis=1)
    order = np.sort(norms)[::-1]
    few = next(k for k in range(1, t + 2) if order[:k].sum() >= norms.sum() / 2)
    first = next(k for k in range(t + 1) if norms[k] > norms.sum() / 100)
    sentence = connectivity_sentences.of_connectivity(gradients, labels)
    assert sentence.startswith(f"{few} of {t + 1} token")
    assert f"more than 1% of it is step {first + 1} (“{labels[first]}”)" in sentence
    check(sentence, connectivity_sentences.of_guess(gradients, labels), gradient_sentences.of_loss(gradients))


def test_gradients_of_zero_and_beyond_all_numbers_get_a_sentence(monkeypatch):
    gradients, labels = of_run("text-lstm", 5)
    monkeypatch.setattr(gradient_flow, "connectivity", lambda _: np.zeros(80))
    assert connectivity_sentences.of_connectivity(gradients, labels) == "LSTM: no token changes the logit."
    monkeypatch.setattr(gradient_flow, "connectivity", lambda _: np.full(80, np.inf))
    assert connectivity_sentences.of_connectivity(gradients, labels) == "LSTM: the gradients overflow."
