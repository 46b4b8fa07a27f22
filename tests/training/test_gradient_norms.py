"""The gradient norms along a sequence against torch's autograd, with every state of every step retained."""

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy, mse_loss

from explainer.cells.cell_text import OWN_CELL
from explainer.engine.noise import masks, noisy
from explainer.tasks.batch import Batch
from explainer.tasks.catalogue import make_problem
from explainer.tasks.problem import Problem
from explainer.training.device_batch import to_device
from explainer.training.evaluation import evaluation_noise
from explainer.training.gradient_norms import gradient_norms
from explainer.training.learner import Learner, make_learner
from explainer.training.passes import forward, readout_outputs
from explainer.training.probe_record import record_probe
from explainer.training.update import update
from tests.engine.test_scan import reference_run
from tests.training.test_tokens import V, text_problem
from tests.training.tiny import Twin, small, tiny

KINDS = [("classes", "last"), ("classes", "each"), ("numbers", "last"), ("numbers", "each")]
OWN = """k = sigmoid(W_k @ x + U_k @ h_prev + U_s @ s_prev + b_k)
n = tanh(W_n @ x + k * (U_n @ h_prev) + b_n)
s = k * s_prev + (1 - k) * n
h = tanh(s + 0.5 * h_prev)"""


def loss_of(problem: Problem, outputs: list[torch.Tensor], batch: Batch) -> torch.Tensor:
    """Return the loss of one sequence from the outputs of its steps, (k,) each, written with torch's own losses."""
    target = torch.tensor(batch.target)[..., 0]  # (), (k,), (T,) or (T, k)
    if problem.where == "last":
        outputs, target = outputs[-1:], target[None]
    counted = np.ones(len(outputs), bool) if batch.mask is None else batch.mask[:, 0] > 0
    error = cross_entropy if problem.kind == "classes" else mse_loss
    errors = [error(one, right.to(one) if error is mse_loss else right)
              for one, right, counts in zip(outputs, target, counted, strict=True) if counts]  # fmt: skip
    return torch.stack(errors).sum() / max(1, counted.sum())


def expected_of_torch(learner: Learner, x: np.ndarray) -> dict[str, np.ndarray]:
    """Return the norms by torch.nn's own layers, step by step, for x (T, n) of the probe."""
    twin, problem, state, found = Twin(learner), learner.problem, None, []
    for row in torch.tensor(x, dtype=torch.float64):
        _, state = twin.rnn(row[None, None], state)
        states = state if isinstance(state, tuple) else (state,)
        for one in states:
            one.retain_grad()
        found.append(states)
    outputs = [twin.head(states[0][-1, 0]) for states in found]
    loss_of(problem, outputs, problem.probe).backward()
    names = ("h", "c")[: len(found[0])]
    return {name: np.array([float(_gradient(states, name)[-1].norm()) for states in found]) for name in names}


def _gradient(states: tuple[torch.Tensor, ...], name: str) -> torch.Tensor:
    """Return the whole gradient of a state; torch's for the c it returns lacks what comes through h = o tanh(c)."""
    h = states[0]
    if name == "h":
        return h.grad
    c = states[1].detach()
    later = torch.zeros_like(c) if states[1].grad is None else states[1].grad
    return later + h.grad * (h.detach() / c.tanh()) * (1 - c.tanh() ** 2)


def expected_of_operations(learner: Learner, x: np.ndarray) -> dict[str, np.ndarray]:
    """Return the norms by the cell's operations one by one, under autograd, for x (T, n) of the probe."""
    network, problem, noise = learner.network, learner.problem, evaluation_noise(learner)
    program = noisy(network.program, noise.kinds)
    params = {name: one[:1].detach().clone().requires_grad_() for name, one in learner.params.items()}
    zeros, values = torch.zeros(1, network.m, 1, dtype=torch.float64), torch.tensor(x)[:, None, :, None].double()
    rows = [dict.fromkeys(program.cell.state, zeros)] * len(x)
    for layer in range(network.layers):
        mine = {name.split(".", 1)[1]: one for name, one in params.items() if name.startswith(f"{layer}.")}
        first = {s: mine[f"start.{s}"][..., None] if f"start.{s}" in mine else zeros for s in program.cell.state}
        below = {f"{s}_below": torch.stack([row[s] for row in rows]) for s in program.below}
        drawn = masks(network.program, noise, (len(x), *zeros.shape), layer, zeros)
        rows, _ = reference_run(program, mine | drawn | below, values, first)
        values = torch.stack([row["h"] for row in rows])
    outputs = [params["readout.V"][0] @ row["h"][0, :, 0] + params["readout.a"][0] for row in rows]
    loss_of(problem, outputs, problem.probe).backward()
    found = {s: [row[s].grad for row in rows] for s in program.cell.state}  # None where nothing reads a last state
    return {s: np.array([0.0 if one is None else float(one.norm()) for one in found[s]]) for s in found}


def trained(problem: Problem, **fields) -> Learner:
    learner = make_learner(small(seeds=2, **fields), problem, torch.float64)
    update(learner, 1, 0.1)
    return learner


def check(learner: Learner, expected: dict[str, np.ndarray]) -> None:
    found = record_probe(learner, 1).gradient_norms
    assert list(found) == list(learner.network.program.cell.state) == list(expected)
    for name, one in expected.items():
        assert found[name].shape == one.shape and one.max() > 0
        assert np.abs(found[name] - one).max() < 1e-10 * one.max(), name


@pytest.mark.parametrize("cell", ["RNN", "LSTM", "GRU"])
@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("kind", KINDS)
def test_the_norms_are_those_of_torchs_own_layers(cell, layers, kind):
    problem = tiny(*kind, masked=kind[1] == "each")
    learner = trained(problem, cell=cell, layers=layers)
    check(learner, expected_of_torch(learner, problem.probe.x[:, :, 0]))


@pytest.mark.parametrize("cell", ["RNN", "LSTM", "GRU"])
@pytest.mark.parametrize("length", [3, 7])
def test_the_norms_of_tokens_are_those_of_torchs_own_layers(cell, length):
    tokens = np.random.default_rng(2).integers(0, V, (7, 4))
    lengths = np.array([7, length, 1, 5])
    each = text_problem()
    last = Batch(tokens, np.array([1, 2, 0, 3]), None, lengths)
    problems = [each, text_problem(where="last", draw=lambda rng, count: last.columns(0, count), test=last,
                                   probe=last.select(1), stream=None)]  # fmt: skip
    for problem in problems:
        learner = make_learner(small(cell=cell), problem, torch.float64)
        check(learner, expected_of_torch(learner, problem.dense(problem.probe)[:, :, 0]))


@pytest.mark.parametrize("cell", ["JANET", "LSTM-peephole", "LSTM-norm", "LSTM-depth", OWN_CELL])
@pytest.mark.parametrize("fields", [{}, {"layers": 2, "learned_start": True}, {"zoneout": 0.25}])
def test_the_norms_of_any_cell_are_those_of_its_operations(cell, fields):
    problem = tiny("classes", "each")
    learner = trained(problem, cell=cell, text=OWN if cell == OWN_CELL else "", **fields)
    check(learner, expected_of_operations(learner, problem.probe.x[:, :, 0]))


def test_chunks_of_truncated_backpropagation_do_not_cut_the_gradient():
    whole, cut = (make_learner(small(cell="LSTM", chunk=chunk), tiny(), torch.float64) for chunk in (0, 2))
    found = record_probe(cut, 0).gradient_norms
    assert all(np.array_equal(one, found[name]) for name, one in record_probe(whole, 0).gradient_norms.items())
    assert (found["c"] > 0).all()


def test_a_sequence_with_padding_has_no_gradient_after_its_last_step():
    tokens = np.random.default_rng(2).integers(0, V, (7, 1))
    padded = Batch(tokens, np.array([2]), None, np.array([4]))
    problem = text_problem(where="last", test=padded, probe=padded.select(0), stream=None)
    learner = make_learner(small(cell="LSTM"), problem, torch.float64)
    with torch.no_grad():
        placed = to_device(learner, padded)
        result = forward(learner, placed)
        outputs = readout_outputs(learner.params, problem.where, result)
        found = gradient_norms(problem, learner.params, placed, result, outputs)
    for name, one in record_probe(learner, 0).gradient_norms.items():
        assert len(one) == 4 and np.abs(found[name][:4] - one).max() < 1e-15 and not found[name][4:].any()


@pytest.mark.parametrize("key", ["copy", "reviews", "sine"])
def test_the_norms_of_a_task_are_those_of_torchs_own_layers(key):
    """A mask over the last steps, tokens of sequences of different length, and numbers of which a line is predicted."""
    problem = make_problem(key, {})
    learner = make_learner(small(cell="LSTM", task=key), problem, torch.float64)
    check(learner, expected_of_torch(learner, problem.dense(problem.probe)[:, :, 0]))


def test_float32_and_bfloat16_find_the_same_but_for_their_rounding():
    exact, single = (make_learner(small(cell="LSTM"), tiny(), dtype) for dtype in (torch.float64, torch.float32))
    half = make_learner(small(cell="LSTM", precision="bf16"), tiny(), torch.float32)
    for name, one in record_probe(exact, 0).gradient_norms.items():
        assert record_probe(single, 0).gradient_norms[name] == pytest.approx(one, rel=1e-4)
        assert record_probe(half, 0).gradient_norms[name] == pytest.approx(one, rel=0.1)


def test_a_diverged_network_has_no_finite_norm():
    learner = make_learner(small(cell="RNN"), tiny(), torch.float64)
    with torch.no_grad():
        learner.params["readout.V"].fill_(np.nan)
    assert np.isnan(record_probe(learner, 0).gradient_norms["h"]).all()


def test_recording_the_probe_changes_no_update():
    plain, observed = (make_learner(small(cell="LSTM", batch=1), tiny(), torch.float64) for _ in range(2))
    for k in range(1, 4):  # a batch of one sequence uses the same buffers as the probe
        record_probe(observed, k)
        assert torch.equal(update(plain, k, 0.1), update(observed, k, 0.1))
    assert torch.equal(plain.flat_params, observed.flat_params)
