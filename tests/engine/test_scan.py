import pytest
import torch
from hypothesis import Phase, given, settings

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import read_cell
from explainer.cells.lowering import lower
from explainer.cells.program import is_number
from explainer.engine.kernels import TORCH_OPS
from explainer.engine.scan import MAX_SIZES, Scan
from explainer.numerics.initialisation import init_params
from tests.random_cells import cells

T, S, N, M, B = 6, 3, 2, 4, 5
RANDOM = 40


def reference_run(program, params, x, state):
    """Run step by step and operation by operation, under autograd."""
    now, rows = dict(state), []
    wide = {name: p[..., None] if p.ndim == 2 else p for name, p in params.items()}
    for t, x_t in enumerate(x):
        known = {
            **wide,
            **{k: p[t] for k, p in params.items() if p.ndim == 4},
            "x": x_t,
            **{f"{name}_prev": value for name, value in now.items()},
        }
        for step in program.steps:
            args = [
                torch.tensor(float(arg), dtype=torch.float64) if is_number(arg) else known[arg] for arg in step.args
            ]
            known[step.name] = TORCH_OPS[step.op](*args)
        now = {name: known[name] for name in program.cell.state}
        rows.append(known)
        for value in known.values():
            if value.requires_grad:
                value.retain_grad()
    return rows, now


def problem(program, seed=0, shared=True):
    generator = torch.Generator().manual_seed(seed)
    drawn = [init_params(program, N, M, seed + s, scale=1.5) for s in range(S)]
    params = {name: torch.stack([torch.tensor(one[name]) for one in drawn]) for name in drawn[0]}
    x = torch.randn(T, 1 if shared else S, N, B, generator=generator, dtype=torch.float64)
    state = {s: torch.randn(S, M, B, generator=generator, dtype=torch.float64) for s in program.cell.state}
    params |= {f"{s}_below": torch.randn(T, S, M, B, generator=generator, dtype=torch.float64) for s in program.below}
    weights = torch.randn(T, S, M, B, generator=generator, dtype=torch.float64)
    return params, x, state, weights


def leaves(params, x, state):
    copies = [{k: v.clone().requires_grad_() for k, v in part.items()} for part in (params, state)]
    return copies[0], x.clone().requires_grad_(), copies[1]


def check(program, seed=0, shared=True):
    params, x, state, weights = problem(program, seed, shared)
    ours, theirs = leaves(params, x, state), leaves(params, x, state)
    rows, last = reference_run(program, *theirs)
    (torch.stack([row["h"] for row in rows]) * weights).sum().add(
        sum(v.square().sum() for v in last.values())
    ).backward()
    scanned = Scan(program)(*ours)
    (scanned.h * weights).sum().add(sum(v.square().sum() for v in scanned.last.values())).backward()
    close(scanned.h, torch.stack([row["h"] for row in rows]))
    for name in params:
        close(ours[0][name].grad, theirs[0][name].grad, name)
    for name in state:
        close(ours[2][name].grad, theirs[2][name].grad, name)
    if theirs[1].grad is not None:
        close(ours[1].grad, theirs[1].grad, "x")
    for line in program.cell.equations:
        value = torch.stack([row[line.name].expand(S, -1, B) for row in rows])
        close(scanned.value(line.name).expand_as(value), value, line.name)
    return scanned, rows


def close(found, wanted, name=""):
    if found is None and wanted is None:
        return
    wanted = torch.zeros_like(found) if wanted is None else wanted
    found = torch.zeros_like(wanted) if found is None else found
    assert (found - wanted).abs().max() <= 1e-10 * (1 + wanted.abs().max()), name


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("name", CELLS)
def test_values_and_gradients_equal_autograd(name, shared):
    check(lower(CELLS[name]), shared=shared)


@pytest.mark.parametrize("name", CELLS)
def test_the_gradient_of_every_letter_equals_autograd(name):
    program = lower(CELLS[name])
    scanned, rows = check(program)
    for line in program.cell.equations:
        found = scanned.grad(line.name)
        close(found, torch.stack([row[line.name].grad for row in rows]), line.name)


@pytest.mark.parametrize("name", CELLS)
def test_a_backward_pass_without_autograd_finds_the_same_gradients(name):
    program = lower(CELLS[name])
    params, x, state, weights = problem(program)
    theirs = leaves(params, x, state)
    rows, _ = reference_run(program, *theirs)
    (torch.stack([row["h"] for row in rows]) * weights).sum().backward()
    with torch.no_grad():
        scanned = Scan(program)(params, x, state)
    for factor in (1.0, -2.0):  # a second pass begins anew
        scanned.run_backward(factor * weights)
        for line in program.cell.equations:
            wanted = torch.stack([row[line.name].grad for row in rows])
            close(scanned.grad(line.name), factor * wanted, line.name)


@settings(max_examples=RANDOM, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(cells())
def test_random_cells_equal_autograd(cell):
    check(lower(cell))


@pytest.mark.parametrize("sign", ["+", "-"])
def test_several_matrices_on_one_value_in_one_sum(sign):
    check(lower(read_cell(f"v = W_v @ x {sign} U_a @ h_prev {sign} U_b @ h_prev\nh = tanh(v + U_a @ tanh(h_prev))")))


def test_buffers_are_reused_and_the_gradients_stay_the_same():
    program = lower(CELLS["GRU"])
    params, x, state, weights = problem(program)
    scan, found = Scan(program), []
    for _ in range(3):
        ours = leaves(params, x, state)
        run = scan(*ours)
        (run.h * weights).sum().backward()
        found.append((run.buffers, [p.grad.clone() for p in ours[0].values()]))
    assert found[0][0] is found[1][0] is found[2][0]
    assert all(torch.equal(a, b) for a, b in zip(found[0][1], found[2][1], strict=True))


def test_two_runs_before_their_backward_pass_do_not_share_buffers():
    program = lower(CELLS["LSTM"])
    params, x, state, weights = problem(program)
    scan, ours = Scan(program), leaves(params, x, state)
    one, other = scan(*ours), scan(ours[0], ours[1] * 2, ours[2])
    assert one.buffers is not other.buffers
    ((one.h + other.h) * weights).sum().backward()
    theirs = leaves(params, x, state)
    twice = [reference_run(program, theirs[0], theirs[1] * k, theirs[2])[0] for k in (1, 2)]
    sum((torch.stack([row["h"] for row in rows]) * weights).sum() for rows in twice).backward()
    for name in params:
        close(ours[0][name].grad, theirs[0][name].grad)


@pytest.mark.parametrize("kind", ["LSTM", "GRU", "RNN"])
def test_torch_nn_modules_agree(kind):
    program = lower(CELLS[kind])
    gates = {"LSTM": "ifgo", "GRU": "rzn", "RNN": "h"}[kind]
    module = getattr(torch.nn, kind)(N, M).double()
    named = {"W": module.weight_ih_l0, "U": module.weight_hh_l0, "b": module.bias_ih_l0, "d": module.bias_hh_l0}
    split = {f"{k}_{g}": part for k, p in named.items() for g, part in zip(gates, p.chunk(len(gates)), strict=True)}
    params = {name: split[name].detach()[None].clone().requires_grad_() for name in program.params}
    for name in params:
        if f"d_{name[2:]}" not in program.params and name[0] == "b":
            params[name] = (params[name] + split[f"d_{name[2:]}"]).detach().requires_grad_()
    x = torch.randn(9, B, N, dtype=torch.float64)
    weights = torch.randn(9, B, M, dtype=torch.float64)
    (module(x)[0] * weights).sum().backward()
    zeros = {s: torch.zeros(1, M, B, dtype=torch.float64) for s in program.cell.state}
    run = Scan(program)(params, x.transpose(1, 2)[:, None], zeros)
    close(run.h[:, 0].transpose(1, 2), module(x)[0])
    (run.h[:, 0].transpose(1, 2) * weights).sum().backward()
    grads = {k: p.grad for k, p in named.items()}
    for name, p in params.items():
        close(p.grad[0], grads[name[0]].chunk(len(gates))[gates.index(name[2:])], name)


def test_a_run_without_gradients_releases_its_buffers_and_its_states_stay():
    program = lower(CELLS["GRU"])
    params, x, state, _ = problem(program)
    scan = Scan(program)
    with torch.no_grad():
        one, h = (run := scan(params, x, state)), run.h.clone()
        other = scan(params, x * 2, state)
    assert one.buffers is other.buffers
    assert torch.equal(one.h, h) and not torch.equal(other.h, h)


def test_buffers_of_only_a_few_sizes_are_reused():
    program = lower(CELLS["RNN"])
    params, x, state, _ = problem(program)
    scan = Scan(program)
    with torch.no_grad():
        for steps in range(1, len(x) + 1):
            scan(params, x[:steps], state)
    assert len(scan.free) == MAX_SIZES
