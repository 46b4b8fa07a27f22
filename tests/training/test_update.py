from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from explainer.cells.catalogue import CELLS as SHIPPED
from explainer.training import learner as learners
from explainer.training.learner import make_learner
from explainer.training.update import update
from tests.training.tiny import B, T, Twin, small, tiny

CELLS = ["RNN", "RNN-ReLU", "LSTM", "GRU"]
PROBLEMS = [
    ("classes", "last", False), ("classes", "each", True), ("numbers", "last", False), ("numbers", "each", True),
    ("numbers", "each", False),
]  # fmt: skip
OPTIMISERS = {
    "sgd": lambda params: torch.optim.SGD(params, lr=0.1),
    "momentum": lambda params: torch.optim.SGD(params, lr=0.1, momentum=0.8),
    "rmsprop": lambda params: torch.optim.RMSprop(params, lr=0.1),
    "adam": lambda params: torch.optim.Adam(params, lr=0.1),
}


def theirs(twin, problem, recipe, k, optimiser):
    """One update as anyone would write it with torch.nn; return its loss and gradient norm."""
    batch = problem.draw(np.random.default_rng([recipe.seed, k]), recipe.batch)
    optimiser.zero_grad()
    loss, _ = twin.batch_loss(problem, batch)
    loss.backward()
    if recipe.clip == "value":
        norm = torch.nn.utils.get_total_norm([param.grad for param in twin.trained_params()])
        torch.nn.utils.clip_grad_value_(twin.trained_params(), recipe.limit)
    else:
        limit = recipe.limit if recipe.clip == "norm" else float("inf")
        norm = torch.nn.utils.clip_grad_norm_(twin.trained_params(), limit)
    optimiser.step()
    return loss.item(), norm.item()


def far(ours, seed, twin):
    """Return the largest difference of any weight of one seed to a twin's."""
    again = Twin(ours, seed)
    pairs = zip(again.trained_params(), twin.trained_params(), strict=True)
    return max((one - other).abs().max().item() for one, other in pairs)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("kind_of_problem", PROBLEMS)
@pytest.mark.parametrize("optimiser", ["sgd", "adam"])
def test_updates_equal_those_of_torch_nn(cell, kind_of_problem, optimiser):
    problem, recipe = tiny(*kind_of_problem), small(cell=cell, seeds=2, layers=2, optimiser=optimiser, limit=0.2)
    ours = make_learner(recipe, problem, torch.float64)
    twins = [Twin(ours, seed) for seed in range(2)]
    steppers = [OPTIMISERS[optimiser](twin.trained_params()) for twin in twins]
    for k in (1, 2, 3):
        loss, norm = update(ours, k, 0.1)
        for seed, (twin, stepper) in enumerate(zip(twins, steppers, strict=True)):
            known = theirs(twin, problem, recipe, k, stepper)
            assert abs(loss[seed].item() - known[0]) < 1e-10 and abs(norm[seed].item() - known[1]) < 1e-10
            assert far(ours, seed, twin) < 1e-10


@pytest.mark.parametrize("optimiser", OPTIMISERS)
@pytest.mark.parametrize("clip", ["none", "norm", "value"])
def test_every_optimiser_and_clipping_is_torchs(optimiser, clip):
    problem = tiny("numbers")
    recipe = small(optimiser=optimiser, clip=clip, limit=0.05, momentum=0.8)
    ours = make_learner(recipe, problem, torch.float64)
    twin = Twin(ours)
    stepper = OPTIMISERS[optimiser](twin.trained_params())
    for k in range(1, 6):
        update(ours, k, 0.1)
        theirs(twin, problem, recipe, k, stepper)
    assert far(ours, 0, twin) < 1e-10


def test_an_update_in_single_precision_is_close_to_the_double_one():
    found = [make_learner(small(optimiser="sgd"), tiny(), dtype) for dtype in (torch.float32, torch.float64)]
    loss = [update(one, 1, 0.1)[0].item() for one in found]
    assert abs(loss[0] - loss[1]) < 1e-6
    for one, other in zip(found[0].params.values(), found[1].params.values(), strict=True):
        assert (one - other).abs().max() < 1e-6


@pytest.mark.parametrize(
    ("chunk", "grow", "kind_of_problem"),
    [(3, 0, PROBLEMS[1]), (3, 0, PROBLEMS[4]), (2, 2, PROBLEMS[0]), (2, 2, PROBLEMS[4])],
)
def test_chunks_equal_torch_nn_with_a_state_that_is_detached(chunk, grow, kind_of_problem):
    problem, recipe = tiny(*kind_of_problem), small(cell="LSTM", chunk=chunk, grow=grow, optimiser="sgd", clip="none")
    ours = make_learner(recipe, problem, torch.float64)
    twin = Twin(ours)
    stepper = OPTIMISERS["sgd"](twin.trained_params())
    for k in (1, 2):
        length = chunk + grow * (k - 1)
        batch, state, total = problem.draw(np.random.default_rng([recipe.seed, k]), B), None, 0.0
        stepper.zero_grad()
        for start in range(T - length * (-(-T // length)), T, length):
            loss, state = twin.batch_loss(problem, batch, max(0, start), start + length, state)
            if problem.where == "each" or start + length == T:
                loss.backward()
                total += loss.item()
            state = tuple(one.detach() for one in state)
        stepper.step()
        assert abs(update(ours, k, 0.1)[0].item() - total) < 1e-10
        assert far(ours, 0, twin) < 1e-10


def test_a_truncated_gradient_differs_from_the_whole_one():
    problem = tiny("numbers", "each")
    norms = [update(make_learner(small(chunk=chunk), problem), 1, 0.1)[1].item() for chunk in (0, 7, 100, 3)]
    assert norms[0] == norms[1] == norms[2] != norms[3]


def test_each_seed_is_trained_as_it_would_be_alone():
    problem = tiny("classes", "each", True)
    same = replace(problem, draw=lambda rng, count: problem.draw(np.random.default_rng(3), count))
    together = make_learner(small(seeds=3, seed=5, cell="LSTM", limit=0.2), same, torch.float64)
    alone = make_learner(small(seed=7, cell="LSTM", limit=0.2), same, torch.float64)
    for k in (1, 2, 3):
        update(together, k, 0.1)
        update(alone, k, 0.1)
    for name, param in alone.params.items():
        assert (together.params[name][2] - param[0]).abs().max() < 1e-12


def test_a_learned_initial_state_is_trained():
    ours = make_learner(small(learned_start=True), tiny())
    update(ours, 1, 0.1)
    assert ours.params["0.start.h"].abs().min() > 0


class OperationLog(TorchDispatchMode):
    """Notes every operation by its name."""

    def __init__(self):
        super().__init__()
        self.names = set()

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        self.names.add(func.name())
        return func(*args, **(kwargs or {}))


@pytest.mark.parametrize("fields", [{}, {"chunk": 3}, {"optimiser": "rmsprop", "clip": "value"}, {"precision": "bf16"}])
@pytest.mark.parametrize("kind_of_problem", PROBLEMS)
def test_an_update_copies_nothing_from_the_device(fields, kind_of_problem):
    ours = make_learner(small(cell="LSTM", seeds=2, **fields), tiny(*kind_of_problem))
    with OperationLog() as operations:
        update(ours, 1, 0.1)
    assert any("bmm" in name for name in operations.names)
    assert "aten::_local_scalar_dense" not in operations.names  # what item(), float() and `if` call on a tensor


@pytest.mark.parametrize("cell", SHIPPED)
def test_an_update_stays_on_its_device(monkeypatch, cell):
    """On a device without numbers, whatever is made elsewhere cannot be mixed in."""
    monkeypatch.setattr(learners, "choose_device", lambda name: torch.device("meta"))
    ours = make_learner(small(cell=cell, seeds=2, layers=2, chunk=3, learned_start=True), tiny("numbers", "each", True))
    operations = update(ours, 1, 0.1)
    assert operations.device.type == "meta" and operations.shape == (2, 2)
    assert {param.device.type for param in ours.params.values()} == {"meta"}
