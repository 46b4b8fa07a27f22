from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.numerics.initialisation import init_params
from explainer.numerics.layer import Hold, Layer
from explainer.numerics.readout import Readout
from explainer.tasks import predictions
from explainer.tasks.catalogue import TASKS, make_problem
from explainer.tasks.predictions import closed_loop, evaluate, predict, softmax

PROGRAM = lower(CELLS["LSTM"])


def net(n: int, m: int, k: int, seed: int = 3) -> tuple[list[Layer], Readout]:
    rng = np.random.default_rng(seed)
    layers = [Layer(PROGRAM, init_params(PROGRAM, n, m, seed))]
    return layers, Readout(rng.normal(size=(k, m)), rng.normal(size=k))


def test_predictions_are_those_of_torch(monkeypatch):
    monkeypatch.setattr(predictions, "MAX_BATCH", 4)  # three slices of eleven
    layers, readout = net(3, 5, 2)
    x = np.random.default_rng(0).normal(size=(9, 3, 11))  # (T, n, B)
    module = nn.LSTM(3, 5).double()
    params = layers[0].params
    with torch.no_grad():
        for theirs, ours in (("weight_ih_l0", "W"), ("weight_hh_l0", "U"), ("bias_ih_l0", "b")):
            getattr(module, theirs).copy_(torch.tensor(np.concatenate([params[f"{ours}_{one}"] for one in "ifgo"])))
        module.bias_hh_l0.zero_()
        h, _ = module(torch.tensor(np.moveaxis(x, 1, 2)))  # (T, B, m)
        expected = (h @ torch.tensor(readout.weights).T + torch.tensor(readout.bias)).numpy()  # (T, B, k)
    assert np.abs(predict(layers, readout, x, "each") - np.moveaxis(expected, 1, 2)).max() < 1e-12
    assert np.abs(predict(layers, readout, x, "last") - expected[-1].T).max() < 1e-12


def test_as_many_sequences_are_run_at_a_time_as_a_run_can_store(monkeypatch):
    layers, readout = net(3, 5, 2)
    x = np.random.default_rng(0).normal(size=(9, 3, 11))
    expected = predict(layers, readout, x, "each")
    monkeypatch.setattr("explainer.numerics.layer.MOST_NUMBERS", 9 * 4 * 40 * 5)
    with pytest.raises(ValueError, match="run . of them at a time"):
        predictions.output(layers, np.moveaxis(x, 1, 2))
    assert np.allclose(predict(layers, readout, x, "each"), expected, atol=1e-13)
    assert np.allclose(predict(layers, readout, x, "last", np.full(11, 4)), expected[3], atol=1e-13)


def test_softmax_is_that_of_torch():
    scores = np.random.default_rng(1).normal(size=(4, 3, 2)) * 50
    expected = torch.softmax(torch.tensor(scores), dim=1).numpy()
    assert np.allclose(softmax(scores), expected, atol=1e-15)


@pytest.mark.parametrize("key", [key for key, task in TASKS.items() if task.reads != "series"])
def test_every_task_is_evaluated_on_its_whole_test_set(key):
    problem = make_problem(key, {})
    layers, readout = net(problem.n, 4, problem.k)
    encoder = net(len(problem.pairs.source_symbols), 4, 1)[0] if problem.pairs else ()
    value = evaluate(layers, readout, problem, encoder=encoder)
    assert np.isfinite(value)
    broken = Readout(readout.weights * np.nan, readout.bias)
    assert np.isnan(evaluate(layers, broken, problem, encoder=encoder))


@pytest.mark.parametrize("key", ["trend", "windows", "sine"])
def test_a_closed_loop_feeds_its_predictions_back(key):
    problem = make_problem(key, {})
    layers, readout = net(problem.n, 4, 1)
    layers = [replace(layers[0], holds=(Hold("f", 2, 0.7), Hold("o", len(problem.probe.x) + 3, 0.9, unit=1)))]
    x = problem.probe.x[:, :, 0]
    found = closed_loop(layers, readout, problem, x)
    assert found.shape == problem.future.shape
    each = problem.where == "each"
    window = np.array(x, dtype=np.float32)
    for prediction in found:
        last = predict(layers, readout, window[:, :, None], "last")[:, 0]
        assert np.allclose(problem.unscale(last), prediction, rtol=1e-4, atol=1e-6)
        window = np.concatenate([window if each else window[1:], last[None].astype(np.float32)])
