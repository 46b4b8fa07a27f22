import numpy as np
import pytest

from explainer.runs import loading
from explainer.runs.loading import (
    CheckpointError,
    checkpoint_steps,
    load_checkpoint,
    nearest_step,
    problem_of,
    recipe_of,
    same_task_runs,
    task_title,
)
from explainer.runs.row import Row
from explainer.runs.service import RunService
from explainer.torch_models.weights import Sizes, shapes
from explainer.training.arrays_file import pack
from explainer.training.recipe import Recipe


@pytest.fixture
def service(tmp_path, monkeypatch):
    """A run service with one run that has ended, as if a worker had trained it: three seeds, two checkpoints."""
    from explainer.cells.catalogue import CELLS
    from explainer.cells.lowering import lower

    service = RunService(tmp_path)
    monkeypatch.setattr(loading, "run_service", lambda: service)
    recipe = Recipe(task="latch", cell="GRU", m=4, seeds=3)
    row = Row("abcdefghij", "me", recipe, state="ended", step=40)
    service.registry.add(row)
    rng = np.random.default_rng(0)
    wanted = dict(shapes(lower(CELLS["GRU"]), Sizes(3, 4, 2, 1, 3)))
    for step in (1, 40):
        arrays = {name: rng.normal(size=shape).astype(np.float32) for name, shape in wanted.items()}
        head = {"run": row.id, "kind": "snapshot", "step": step}
        service.registry.receive(head, pack(arrays))
    yield service
    loading._load_checkpoint.cache_clear()
    loading._load_problem.cache_clear()
    service.close()


def test_a_checkpoint_of_any_step_and_seed_is_loaded(service):
    assert checkpoint_steps("abcdefghij") == (1, 40)
    one, other = load_checkpoint("abcdefghij", 40, 1), load_checkpoint("abcdefghij", 40, 3)
    assert np.array_equal(one.layers[0].params["W_z"], service.weights("abcdefghij", 40)["0.W_z"][0])
    assert np.array_equal(other.layers[0].params["W_z"], service.weights("abcdefghij", 40)["0.W_z"][2])
    assert one.problem is problem_of("abcdefghij") and one.problem.n == 3
    with pytest.raises(CheckpointError, match="has 3 seeds; there is no seed number 4"):
        load_checkpoint("abcdefghij", 40, 4)
    with pytest.raises(CheckpointError, match="step 7 are not stored; there are those of 1, 40"):
        load_checkpoint("abcdefghij", 7)


def test_a_missing_run_is_an_error(service):
    for ask in (recipe_of, checkpoint_steps, problem_of):
        with pytest.raises(CheckpointError, match="There is no run “zzzzzzzzzz”"):
            ask("zzzzzzzzzz")


def test_the_nearest_checkpoint_step_is_found():
    steps = checkpoint_steps("recall-lstm")
    assert nearest_step("recall-lstm", None) == steps[-1] == nearest_step("recall-lstm", 99_999)
    assert nearest_step("recall-lstm", 0) == 0 and nearest_step("recall-lstm", 26) == 25


def test_runs_of_the_same_task_are_found_by_cell():
    assert same_task_runs("recall-lstm") == {"GRU": "recall-gru", "RNN": "recall-rnn"}
    assert same_task_runs("recall-gru") == {"LSTM": "recall-lstm", "RNN": "recall-rnn"}
    assert task_title(recipe_of("recall-lstm")) == "Delayed recall"


def test_other_settings_are_another_task(service):
    assert set(same_task_runs("abcdefghij")) == {"LSTM", "RNN"}
    service.registry.add(Row("short00000", "me", Recipe(task="recall", settings={"gap": 7}), state="ended"))
    assert same_task_runs("short00000") == {}
