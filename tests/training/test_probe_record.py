import numpy as np
import pytest
import torch

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.numerics.measures import gates
from explainer.numerics.trace import Layer, trace
from explainer.training.evaluation import evaluate
from explainer.training.learner import make_learner
from explainer.training.probe_record import record_probe
from explainer.training.update import update
from tests.training.tiny import K, T, small, tiny


@pytest.mark.parametrize("cell", ["RNN", "LSTM", "GRU", "JANET", "CIFG"])
@pytest.mark.parametrize("layers", [1, 2])
def test_the_record_is_the_trace_of_the_same_weights(cell, layers):
    problem = tiny()
    ours = make_learner(small(cell=cell, seeds=2, layers=layers), problem, torch.float64)
    update(ours, 1, 0.1)
    seen, program = record_probe(ours, 1), lower(CELLS[cell])
    weights = {name: param.detach().numpy()[0] for name, param in ours.params.items()}
    stack = [Layer(program, {name: weights[f"{k}.{name}"] for name in program.params}) for k in range(layers)]
    run = trace(stack, problem.probe.x[:, :, 0]).layers[-1]
    assert set(seen.values) == {line.name for line in program.cell.equations}
    assert all(np.abs(run.values[name] - found).max() < 1e-12 for name, found in seen.values.items())
    assert set(seen.saturation) == set(gates(run))
    scores = weights["readout.V"] @ run.values["h"][-1] + weights["readout.a"]
    assert np.allclose(seen.prediction, np.exp(scores) / np.exp(scores).sum())
    assert np.array_equal(seen.metric, evaluate(ours).metric)


@pytest.mark.parametrize(
    ("kind_of_problem", "prediction_shape", "target_shape"),
    [(("classes", "last"), (K,), (1,)), (("classes", "each"), (T, K), (T,)), (("numbers", "last"), (K,), (K,)),
     (("numbers", "each"), (T, K), (T, K))],
)  # fmt: skip
def test_prediction_and_target_have_their_shapes_and_units(kind_of_problem, prediction_shape, target_shape):
    seen = record_probe(make_learner(small(), tiny(*kind_of_problem)), 0)
    assert seen.prediction.shape == prediction_shape and seen.target.shape == target_shape
    if kind_of_problem[0] == "classes":
        assert np.allclose(seen.prediction.sum(axis=-1), 1)
        return
    scaled = record_probe(make_learner(small(), tiny(*kind_of_problem, unscale=lambda numbers: 10 * numbers + 3)), 0)
    assert np.allclose(scaled.prediction, 10 * seen.prediction + 3) and np.allclose(
        scaled.target, 10 * seen.target + 3, atol=1e-5
    )


def test_a_predicted_change_is_added_to_the_line_of_the_inputs():
    plain = record_probe(make_learner(small(), tiny("numbers", "last")), 0)
    line = record_probe(make_learner(small(), tiny("numbers", "last", line=lambda x: 100 + x[-1, :K])), 0)
    expected = 100 + tiny("numbers", "last").probe.x[-1, :K, 0]
    assert np.allclose(line.prediction, plain.prediction + expected, atol=1e-5)
    assert np.allclose(line.target, plain.target + expected, atol=1e-5)
    assert np.allclose(line.metric, plain.metric, rtol=1e-4)  # a difference is the same with and without the line
