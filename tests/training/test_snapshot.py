import numpy as np
import pytest
import torch

from explainer.cells.catalogue import CELLS
from explainer.cells.program import lower
from explainer.numerics.measures import gates
from explainer.numerics.trace import Layer, trace
from explainer.training.evaluation import judge
from explainer.training.learner import learner
from explainer.training.snapshot import look, saturation
from explainer.training.update import update
from tests.training.tiny import K, T, small, tiny


@pytest.mark.parametrize("cell", ["RNN", "LSTM", "GRU", "JANET", "CIFG"])
@pytest.mark.parametrize("layers", [1, 2])
def test_what_is_seen_is_the_trace_of_the_same_weights(cell, layers):
    problem = tiny()
    ours = learner(small(cell=cell, seeds=2, layers=layers), problem, torch.float64)
    update(ours, 1, 0.1)
    seen, program = look(ours, 1), lower(CELLS[cell])
    weights = {name: param.detach().numpy()[0] for name, param in ours.params.items()}
    stack = [Layer(program, {name: weights[f"{k}.{name}"] for name in program.params}) for k in range(layers)]
    run = trace(stack, problem.probe.x[:, :, 0]).layers[-1]
    assert set(seen.values) == {line.name for line in program.cell.equations}
    assert all(np.abs(run.values[name] - found).max() < 1e-12 for name, found in seen.values.items())
    assert set(seen.saturation) == set(gates(run))
    scores = weights["readout.V"] @ run.values["h"][-1] + weights["readout.a"]
    assert np.allclose(seen.said, np.exp(scores) / np.exp(scores).sum())
    assert np.array_equal(seen.metric, judge(ours).metric)


@pytest.mark.parametrize(
    ("ask", "said", "truth"),
    [(("classes", "last"), (K,), (1,)), (("classes", "each"), (T, K), (T,)), (("numbers", "last"), (K,), (K,)),
     (("numbers", "each"), (T, K), (T, K))],
)  # fmt: skip
def test_what_is_said_and_right_have_their_shapes_and_units(ask, said, truth):
    seen = look(learner(small(), tiny(*ask)), 0)
    assert seen.said.shape == said and seen.truth.shape == truth
    if ask[0] == "classes":
        assert np.allclose(seen.said.sum(axis=-1), 1)
        return
    scaled = look(learner(small(), tiny(*ask, unscale=lambda numbers: 10 * numbers + 3)), 0)
    assert np.allclose(scaled.said, 10 * seen.said + 3) and np.allclose(scaled.truth, 10 * seen.truth + 3, atol=1e-5)


def test_saturation_counts_what_is_closed_and_open():
    assert saturation(np.array([[0.05, 0.5], [0.95, 0.99]])) == (0.25, 0.5)
