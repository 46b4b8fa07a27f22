"""The probe of a pair, and the scores of writing freely: against strings that are written one by one in numpy."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from explainer.cells.lowering import lower
from explainer.inputs.symbols import one_hot
from explainer.numerics.setup import cell_of
from explainer.numerics.trace import trace
from explainer.tasks.catalogue import make_problem
from explainer.tasks.pairs import END, START
from explainer.tasks.predictions import after_source, softmax
from explainer.torch_models.weights import encoder_from_weights, layers_from_weights, readout_from_weights
from explainer.training import memory_estimate
from explainer.training.device_batch import to_device
from explainer.training.evaluation import evaluate, evaluation_noise, first_sequences
from explainer.training.learner import Learner, make_learner
from explainer.training.loop import train_on
from explainer.training.pair_evaluation import evaluate_pairs
from explainer.training.passes import forward, readout_outputs
from explainer.training.probe_record import record_probe
from explainer.training.recipe import Recipe
from explainer.training.records import Order

SUMS = make_problem("translate", {"pairs": "sums"})


def learner_after(updates: int, **fields) -> Learner:
    """Train a small network for some updates; the rest is computed in float64."""
    defaults = {"m": 24, "rate": 0.02, "batch": 64, "updates": 200, "early": False}
    recipe = Recipe(task="translate", **(defaults | fields))
    loop = train_on(recipe, SUMS)
    for _ in range(updates + 1):
        loop.send(None)
    learner = make_learner(recipe, SUMS, torch.float64)
    for name, values in loop.send(Order("snapshot")).weights.items():
        learner.params[name].data.copy_(torch.tensor(values))
    return learner


@pytest.fixture(scope="module", params=[("LSTM", 1, 150), ("GRU", 2, 20)], ids=lambda one: one[0])
def learner(request) -> Learner:
    cell, layers, updates = request.param
    return learner_after(updates, cell=cell, seeds=2, layers=layers)


def parts(learner: Learner, seed: int):
    """Return the layers of decoder and encoder, and the readout, in numpy."""
    weights = {name: param.detach().numpy() for name, param in learner.params.items()}
    program = lower(cell_of(learner.recipe.cell, ""))
    layers, encoder = layers_from_weights(weights, program, seed), encoder_from_weights(weights, program, seed)
    return layers, encoder, readout_from_weights(weights, seed)


def write_string(learner: Learner, seed: int, column: int, forced: bool) -> str:
    """Write one target in numpy, a symbol at a time, on the right symbols or on those written."""
    layers, encoder, readout = parts(learner, seed)
    batch, symbols = SUMS.test.select(column), SUMS.outputs
    read, written = START, ""
    for t in range(len(batch.x)):
        tokens = batch.x[: t + 1] if forced else np.array([[symbols.index(one)] for one in read])
        run = trace(after_source(layers, encoder, SUMS, batch.source), one_hot(tokens, SUMS.n)[:, :, 0])
        written += symbols[int(readout.predict(run.output[-1]).argmax())]
        read = START + written
    return written


def test_the_scores_are_those_of_strings_written_one_by_one(learner):
    count = 25
    found, whole = evaluate_pairs(learner, count), evaluate(learner, count).metric
    assert np.array_equal(found.exact, whole)
    for seed in range(2):
        right = {True: 0, False: 0}
        exact, symbols = 0, 0
        for column in range(count):
            target = SUMS.pairs.test[column][1] + END
            for forced in (True, False):
                written = write_string(learner, seed, column, forced)
                over = written.partition(END)[0] + END if not forced else written
                right[forced] += sum(one == other for one, other in zip(over, target, strict=False))
            exact += over == target
            symbols += len(target)
        assert found.forced[seed] == pytest.approx(right[True] / symbols)
        assert found.free[seed] == pytest.approx(right[False] / symbols)
        assert found.exact[seed] == exact / count
    if learner.recipe.cell == "LSTM":  # the one that has learned something
        assert 0 < found.exact.max() < found.free.max() < found.forced.max() < 1


def test_slices_give_the_same_scores(learner, monkeypatch):
    whole = evaluate_pairs(learner, 100)
    monkeypatch.setattr(memory_estimate, "MAX_IN_EVALUATION", 200_000)
    sliced = evaluate_pairs(learner, 100)
    for name in ("exact", "forced", "free", "inputs"):
        assert np.array_equal(getattr(whole, name), getattr(sliced, name))


def test_the_record_is_the_trace_of_both_halves_on_what_was_written(learner):
    record, steps = record_probe(learner, 7), len(SUMS.probe.x)
    layers, encoder, readout = parts(learner, 0)
    source = SUMS.probe.source
    read = record.pair.read
    assert SUMS.outputs[read[0]] == START and np.array_equal(read[1:], record.prediction.argmax(axis=1)[:-1])
    assert "".join(SUMS.outputs[one] for one in record.prediction.argmax(axis=1)) == write_string(learner, 0, 0, False)
    first = trace(encoder, one_hot(source.x, len(SUMS.pairs.source_symbols))[:, :, 0])
    after = trace(after_source(layers, encoder, SUMS, source), one_hot(read[:, None], SUMS.n)[:, :, 0])
    for name, values in record.values.items():
        expected = np.concatenate([run.layers[-1].values[name] for run in (first, after)])
        assert values.shape == (len(source.x) + steps, learner.recipe.m) and np.abs(values - expected).max() < 1e-12
    assert np.abs(record.prediction - softmax(readout.predict(after.output).T).T).max() < 1e-12
    assert np.array_equal(record.target, SUMS.probe.target[:, 0])
    assert all(0 <= low <= 1 and 0 <= high <= 1 for low, high in record.saturation.values())
    assert np.array_equal(record.pair.forced, evaluate_pairs(learner).forced)


def test_with_zoneout_the_symbols_read_are_those_that_were_written_too():
    learner = learner_after(5, zoneout=0.5, seeds=2)
    inputs = torch.tensor(evaluate_pairs(learner, 60).inputs)  # (T, S, B)
    placed = replace(to_device(learner, first_sequences(SUMS.test, 60)), x=inputs)
    with torch.no_grad():
        outputs = readout_outputs(learner.params, "each", forward(learner, placed, noise=evaluation_noise(learner)))
        without = readout_outputs(learner.params, "each", forward(learner, placed))
    assert torch.equal(outputs.argmax(dim=2)[:-1], inputs[1:])
    assert not torch.equal(without.argmax(dim=2)[:-1], inputs[1:])


def test_numbers_that_are_not_finite_give_no_score():
    learner = learner_after(0, seeds=2)
    learner.params["readout.a"].data[1] = np.nan
    found = evaluate_pairs(learner, 30)
    for scores in (found.exact, found.forced, found.free):
        assert np.isfinite(scores[0]) and np.isnan(scores[1])
    assert record_probe(learner, 0).prediction.shape == (len(SUMS.probe.x), SUMS.k)


def test_lower_precision_records_the_probe_too():
    learner = make_learner(replace(learner_after(0).recipe, precision="bf16"), SUMS)
    record = record_probe(learner, 0)
    assert np.isfinite(record.prediction).all() and record.pair.free.shape == (1,)
