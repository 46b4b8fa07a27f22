"""A run that the service has stored gives the same result as one that was trained in this process."""

import numpy as np
import pytest

from explainer.runs.chunk import chunk_of_updates
from explainer.runs.limits import RunError
from explainer.runs.messages import end_head, probe_frame, snapshot_frame, started_frame
from explainer.runs.row import Row
from explainer.runs.run_result import train_recipe
from explainer.runs.service import RunService
from explainer.runs.stored_result import stored_result
from explainer.training.loop import train
from explainer.training.recipe import Recipe, recipe_to_json
from explainer.training.records import Ended, Order

RECIPE = Recipe("recall", {"gap": 5}, "GRU", m=8, updates=30, seeds=2, early=False, device="cpu")
RUN = "abcdefghij"


@pytest.fixture
def service(tmp_path):
    service = RunService(tmp_path)
    yield service
    service.close()


def send(service, head, body=b""):
    service.registry.receive({"run": RUN, **head}, body)


def train_for(service) -> None:
    """Train as a worker does, and send its frames."""
    loop = train(RECIPE)
    send(service, *started_frame(next(loop), RECIPE.updates))
    send(service, *probe_frame(loop.send(Order("probe"))))
    updates = []
    while not isinstance(record := next(loop), Ended):
        updates.append(record)
        if record.step % 10 == 0:
            chunk = chunk_of_updates(updates)
            send(service, {"kind": "updates", "from": chunk.first, "seeds": 2, "speed": [], "seconds": 0.5},
                 chunk.numbers.tobytes())  # fmt: skip
            send(service, *probe_frame(loop.send(Order("probe"))))
            updates.clear()
    send(service, *snapshot_frame(loop.send(Order("snapshot")), recipe_to_json(RECIPE)))
    send(service, end_head(record))


def test_a_stored_run_has_the_result_of_one_trained_here(service):
    service.registry.add(Row(RUN, "me", RECIPE))
    train_for(service)
    found, here = stored_result(service, RUN), train_recipe(RECIPE, every=10)
    assert (found.recipe, found.reason, found.step) == (here.recipe, here.reason, here.step)
    assert np.allclose(found.metric, here.metric, atol=1e-6) and np.array_equal(found.steps, here.steps)
    assert np.allclose(found.curve, here.curve, atol=1e-6)
    assert np.allclose(found.losses, here.losses) and np.allclose(found.norms, here.norms)
    assert found.losses.dtype == np.float64 and found.seconds == 0.5
    assert found.weights.keys() == here.weights.keys()
    assert all(np.array_equal(found.weights[name], value) for name, value in here.weights.items())


def test_a_metric_that_is_not_finite_is_nan(service):
    service.registry.add(Row(RUN, "me", RECIPE))
    send(service, *snapshot_frame(next_snapshot(), recipe_to_json(RECIPE)))
    send(service, {"kind": "ended", "reason": "nan", "sentence": "", "step": 3, "metric": [None, 0.5]})
    found = stored_result(service, RUN)
    assert np.array_equal(found.metric, [np.nan, 0.5], equal_nan=True)
    assert found.losses.shape == (0, 2) and found.curve.shape == (0, 2)


def next_snapshot():
    loop = train(RECIPE)
    next(loop)
    return loop.send(Order("snapshot"))


def test_a_run_without_weights_has_no_result(service):
    service.registry.add(Row(RUN, "me", RECIPE))
    with pytest.raises(RunError, match="No weights of the run"):
        stored_result(service, RUN)
    with pytest.raises(RunError, match="There is no run"):
        stored_result(service, "zzzzzzzzzz")
