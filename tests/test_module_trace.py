import copy
import warnings

import pytest
import torch
from hypothesis import given, settings
from torch import nn
from torch.nn.utils.rnn import PackedSequence, pack_sequence, pad_packed_sequence

from explainer import trace_module
from explainer.module_trace import TOLERANCES, TraceWarning
from explainer.torch_models.modules.anatomy import InsideError
from tests.torch_models.modules.by_hand import walk
from tests.torch_models.modules.configured import SINGLE, cases

# PyTorch says so once in a process, of the module itself
pytestmark = pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN:UserWarning")
CLOSE = {torch.float64: 1e-12, torch.float32: 1e-5}


def quietly(module, x, state=None):
    """Trace without the word about dropout, which has a test of its own."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The module is in training mode with dropout", TraceWarning)
        return trace_module(module, x, state)


def assert_close(mine, theirs, what):
    assert mine.shape == theirs.shape, what
    scale = max(1.0, float(theirs.abs().max())) if theirs.numel() else 1.0
    assert float((mine - theirs).abs().max()) <= CLOSE[theirs.dtype] * scale, what


def own_answer(case):
    """Run the module itself, as in evaluation, on a copy."""
    twin = copy.deepcopy(case.module).eval()
    with torch.no_grad():
        if case.form == "sequence":
            now, shown = case.state, []
            for row in case.x:
                now = twin(row, now)
                shown.append(now[0] if isinstance(now, tuple) else now)
            return torch.stack(shown), now
        answer = twin(case.x, case.state)
        return (answer[0] if isinstance(answer, tuple) else answer, answer) if isinstance(twin, SINGLE) else answer


def flat(state):
    return list(state) if isinstance(state, tuple) else [state]


@settings(max_examples=250, deadline=None)
@given(cases())
def test_every_value_is_that_of_the_module_and_of_a_loop_by_hand(case):
    t = quietly(case.module, case.x, case.state)
    output, state = own_answer(case)
    if isinstance(output, PackedSequence):
        assert torch.equal(t.output.batch_sizes, output.batch_sizes)
    assert_close(t.output.data, output.data, "output")  # oneDNN rounds otherwise where it keeps its gates
    for mine, theirs in zip(flat(t.state), flat(state), strict=True):
        assert_close(mine, theirs, "state")
    with torch.no_grad():
        by_hand = walk(case.module, case.sequences, [case.starts(b) for b in range(len(case.sequences))])
    for b, parts in enumerate(by_hand):
        for part in t.parts:
            for name, steps in parts[part.suffix].items():
                mine = part.value(name)  # (T, B, m)
                assert_close(mine[: len(steps), b], torch.stack(steps), f"{name} {part.suffix}")
                assert not mine[len(steps) :, b].any()
    kind = output.data.dtype
    assert t.max_abs_diff <= CLOSE[kind] * max(1.0, float(output.data.abs().max())) and t.tolerance >= TOLERANCES[kind]


@settings(max_examples=150, deadline=None)
@given(cases())
def test_every_gradient_is_that_of_autograd(case):
    t = quietly(case.module, case.x, case.state)
    generator = torch.Generator().manual_seed(1)
    goals = torch.randn(8, 4, 12, dtype=t.output.data.dtype, generator=generator)

    def level(output):
        if isinstance(output, PackedSequence):
            return pad_packed_sequence(output)[0]
        return output.transpose(0, 1) if case.form == "batch" and case.module.batch_first else output

    def loss(output, state):
        whole = level(output)
        goal = goals[tuple(slice(size) for size in whole.shape)] if whole.ndim == 3 else goals[0, 0].expand(20, 12)[
            tuple(slice(size) for size in whole.shape)] if whole.ndim == 2 else goals[0, 0, : len(whole)]  # fmt: skip
        return (whole * goal).sum() + sum((one**2).sum() for one in flat(state))

    felt = t.backward(loss)
    module = copy.deepcopy(case.module).requires_grad_(True)
    rows = [one.clone().requires_grad_() for one in case.sequences]
    starts = [[tuple(one.clone().requires_grad_() for one in pair) for pair in case.starts(b)]
              for b in range(len(rows))]  # fmt: skip
    by_hand = walk(module, rows, starts)
    lost = loss(*answered(case, by_hand, t))
    lost.backward()
    assert_close(torch.tensor(felt.loss, dtype=lost.dtype), lost.detach(), "loss")
    for name, parameter in module.named_parameters():
        assert_close(felt.weights[name], parameter.grad, name)
    assert set(felt.weights) == set(dict(module.named_parameters()))
    for b, parts in enumerate(by_hand):
        for part in felt.parts:
            for name, steps in parts[part.suffix].items():
                theirs = torch.stack([torch.zeros_like(one) if one.grad is None else one.grad for one in steps])
                assert_close(part.value(name)[: len(steps), b], theirs, f"felt of {name} {part.suffix}")
    whole = level(felt.x) if felt.x.ndim == 3 and case.form != "packed" else felt.x
    for b, row in enumerate(rows):
        mine = {"one": whole, "step": whole[None], "steps of one": whole[b : b + 1]}.get(case.form)
        if mine is None:
            mine = felt.x.transpose(0, 1)[:, b] if case.form == "packed" and case.module.batch_first else whole[:, b]
        assert_close(mine[: len(row)], row.grad, "x")
    for k, name in enumerate(t.run.anatomy.program.cell.state):
        for b, pairs in enumerate(starts):
            for part, pair in enumerate(pairs):
                grad = pair[k].grad
                assert_close(
                    felt.state[k][part, b], torch.zeros_like(pair[k]) if grad is None else grad, f"first {name}"
                )


def answered(case, by_hand, t):
    """Lay out what was computed by hand as the module lays out its answer."""
    last = max(int(part.suffix[1:].split("_")[0]) for part in t.parts)
    ends = [f"l{last}", f"l{last}_reverse"]
    shown = [torch.cat([torch.stack(parts[one]["h"]) for one in ends if one in parts], dim=1) for parts in by_hand]
    if case.form == "packed":
        output = pack_sequence(shown, enforce_sorted=False)
    else:
        whole = torch.stack(shown, dim=1)
        output = {"one": whole[:, 0], "step": whole[0, 0], "steps of one": whole[0]}.get(case.form, whole)
        output = output.transpose(0, 1) if case.form == "batch" and case.module.batch_first else output
    states = []
    for name in t.run.anatomy.program.cell.state:
        rows = [torch.stack([parts[p.suffix][name][0 if p.is_reverse else -1] for p in t.parts]) for parts in by_hand]
        states.append(torch.stack(rows, dim=1))  # (parts, B, m)
    return output, tuple(states)


@settings(max_examples=60, deadline=None)
@given(cases())
def test_the_module_is_never_changed(case):
    module = case.module

    def called(*args):
        raise AssertionError("a hook was called")

    module.register_forward_hook(called)
    module.register_forward_pre_hook(called)
    for parameter in module.parameters():
        parameter.grad = torch.randn_like(parameter) if parameter.requires_grad else None
    before = {name: value.clone() for name, value in module.state_dict().items()}
    grads = [None if one.grad is None else one.grad.clone() for one in module.parameters()]
    mode, rng, inside = module.training, torch.get_rng_state(), dict(module.__dict__)
    versions = [parameter._version for parameter in module.parameters()]
    t = quietly(module, case.x, case.state)
    felt = t.backward(lambda output: (output.data if isinstance(output, PackedSequence) else output).sum())
    assert felt.weights
    assert module.training == mode and torch.equal(torch.get_rng_state(), rng) and module.__dict__ == inside
    assert versions == [parameter._version for parameter in module.parameters()]
    assert all(torch.equal(value, before[name]) for name, value in module.state_dict().items())
    for parameter, grad in zip(module.parameters(), grads, strict=True):
        assert parameter.grad is None if grad is None else torch.equal(parameter.grad, grad)


def test_values_are_laid_out_as_the_module_lays_out_its_output():
    x = torch.randn(5, 3, 2)
    assert trace_module(nn.GRU(2, 4), x)["z"].shape == (5, 3, 4)
    assert trace_module(nn.GRU(2, 4, batch_first=True), x)["z"].shape == (5, 3, 4)
    assert trace_module(nn.GRU(2, 4), x[:, 0])["z"].shape == (5, 4)
    assert trace_module(nn.GRUCell(2, 4), x[0])["z"].shape == (3, 4)
    assert trace_module(nn.GRUCell(2, 4), x[0, 0])["z"].shape == (4,)
    assert trace_module(nn.GRUCell(2, 4), x)["z"].shape == (5, 3, 4)


def test_a_name_says_of_which_layer_and_direction_it_is():
    t = trace_module(nn.LSTM(2, 3, num_layers=2, bidirectional=True), torch.randn(4, 2))
    assert {"f_l0", "f_l1_reverse", "W_f @ x_l0_reverse", "pre_o_l1"} <= set(t.names)
    with pytest.raises(InsideError, match="“f” does not say of which layer and direction, as “f_l0”, “f_l0_reverse”"):
        t["f"]
    assert "f_l1" in t and "z_l1" not in t and "f" not in t and list(t) == list(t.names)
    with pytest.raises(InsideError, match="“f_l9” does not say of which layer and direction, as “i_l0”"):
        t["f_l9"]
    with pytest.raises(InsideError, match="“z” is no value of LSTM; there are i, f, g, o, c, h"):
        t["z_l0"]


@pytest.mark.parametrize(("dtype", "close"), [(torch.float16, 2e-3), (torch.bfloat16, 2e-2)])
def test_half_precision_is_traced_in_single(dtype, close):
    module, x = nn.GRU(3, 4).to(dtype), torch.randn(6, 2, 3).to(dtype)
    t = trace_module(module, x)
    assert t["z"].dtype == torch.float32 and t.output.dtype == dtype and 0 < t.max_abs_diff < close


def test_dropout_in_training_is_told():
    module = nn.LSTM(2, 3, num_layers=2, dropout=0.5)
    with pytest.warns(
        TraceWarning, match="in training mode with dropout 0.5 between its layers; the trace is as in eval"
    ):
        trace_module(module, torch.randn(4, 2))


def test_a_module_that_does_other_things_is_told():
    for kind in (nn.GRU, nn.LSTM):
        doubled = type(
            "Doubled", (kind,), {"forward": lambda self, *args: twice(super(type(self), self).forward(*args))}
        )
        with pytest.warns(TraceWarning, match="differs from the module's own output by"):
            t = trace_module(doubled(2, 3), torch.randn(4, 2))
        assert t.max_abs_diff > t.tolerance


def twice(answer):
    output, state = answer
    return 2 * output, state


@pytest.mark.parametrize("kind", [nn.LSTM, nn.GRU, nn.RNN])
def test_it_works_wherever_it_is_called(kind):
    module, x = kind(2, 3), torch.randn(4, 2, 2)
    wanted = trace_module(module, x).backward(lambda output: output.sum()).weights["weight_hh_l0"]
    for mode in (torch.no_grad, torch.inference_mode, torch.enable_grad):
        with mode():
            t = trace_module(module, x.clone())
            assert torch.allclose(t.backward(lambda output: output.sum()).weights["weight_hh_l0"], wanted, atol=1e-6)


def test_what_was_taken_from_a_trace_stays_when_the_trace_is_gone():
    module = nn.LSTM(2, 3)
    t = trace_module(module, torch.randn(4, 2, 2))
    felt = t.backward(lambda output: output.sum())
    kept = [t["f"], t["c"], t["W_f @ x"], felt["c"], felt["f"], felt.weights["weight_hh_l0"], felt.x, *felt.state]
    before = [value.clone() for value in kept]
    del t, felt
    for _ in range(3):
        trace_module(module, torch.randn(4, 2, 2)).backward(lambda output: (9 * output).sum()).state  # noqa: B018
    assert all(torch.equal(value, copy) for value, copy in zip(kept, before, strict=True))


def test_two_losses_of_one_trace_stand_beside_each_other():
    t = trace_module(nn.GRU(2, 3), torch.randn(4, 2, 2))
    one = t.backward(lambda output: output.sum())
    before = one["h"]
    other = t.backward(lambda output: 3 * output.sum())
    assert torch.equal(one["h"], before) and torch.allclose(other["h"], 3 * before)


@pytest.mark.parametrize(
    ("loss", "said"),
    [
        (lambda output: output, "one number"),
        (lambda output: 3.0, "as a tensor"),
        (lambda output: output.detach().sum(), "depends"),
    ],
)
def test_a_loss_is_one_number_of_the_output(loss, said):
    with pytest.raises(InsideError, match=said):
        trace_module(nn.GRU(2, 3), torch.randn(4, 2)).backward(loss)


INNER = nn.Sequential(nn.Linear(2, 2), nn.LSTM(2, 3))


@pytest.mark.parametrize(
    ("module", "said"),
    [
        (nn.Linear(2, 3), "It holds none of them"),
        (INNER, "It holds “1” \\(LSTM\\): give that one"),
        ("lstm", "A str is no module"),
    ],
)
def test_what_is_not_recurrent_is_refused(module, said):
    with pytest.raises(InsideError, match=said):
        trace_module(module, torch.randn(4, 2))


@pytest.mark.parametrize(
    ("x", "state", "said"),
    [
        ([1.0], None, "The input is a list"),
        (torch.randn(2), None, "has the shape \\(2,\\)"),
        (torch.randn(0, 1, 2), None, "nothing to read"),
        (torch.randn(4, 1, 2), torch.zeros(1, 1, 5), "h \\(1, 1, 3\\) would be right"),
    ],
)
def test_what_is_no_input_is_refused(x, state, said):
    with pytest.raises(InsideError, match=said):
        trace_module(nn.GRU(2, 3), x, state)


@pytest.mark.parametrize("options", [{}, {"bidirectional": True}, {"proj_size": 2}])
@pytest.mark.parametrize("of", ["h", "c"])
def test_jacobian_norms_are_those_of_autograd(options, of):
    torch.manual_seed(0)
    module, sequences = nn.LSTM(2, 4, **options).double(), [torch.randn(length, 2).double() for length in (5, 3)]
    t = trace_module(module, pack_sequence(sequences))
    by_hand = walk(
        module, sequences, [[(torch.zeros(options.get("proj_size", 4)).double(), torch.zeros(4).double())] * 2] * 2
    )
    for k, part in enumerate(t.parts):
        norms = t.jacobian_norms(of, k)
        for b, parts in enumerate(by_hand):
            steps = parts[part.suffix][of]
            last = steps[0 if part.is_reverse else -1]
            rows = [torch.autograd.grad(unit, steps, retain_graph=True, allow_unused=True) for unit in last]
            for step in range(len(steps)):
                grads = [row[step] for row in rows if row[step] is not None]
                assert_close(norms[step, b], torch.stack(grads).norm(), f"{of} {part.suffix} {step}")
            assert not norms[len(steps) :, b].any()


@settings(max_examples=40, deadline=None)
@given(cases())
def test_nothing_is_made_on_another_device_than_the_modules(case):
    with torch.device("meta"):  # where all is made that names no device: any use of it beside true numbers fails
        t = quietly(case.module, case.x, case.state)
        felt = t.backward(
            lambda output, state: (output.data if isinstance(output, PackedSequence) else 1.0 * output).norm()
        )
        kept = [t[name] for name in t.names] + [felt.x, *felt.state, *felt.weights.values()]
        norms = t.jacobian_norms("h")
    assert {value.device.type for value in (*kept, norms)} == {"cpu"}


@pytest.mark.parametrize("kind", [nn.LSTM, nn.GRU, nn.RNN])
@pytest.mark.parametrize("options", [{}, {"bias": False}])
def test_a_trace_stays_that_of_the_weights_and_the_input_it_was_taken_with(kind, options):
    module, x = kind(2, 3, **options), torch.randn(4, 2, 2)
    t, again = trace_module(module, x), trace_module(copy.deepcopy(module), x.clone())
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.mul_(3)
        x.zero_()
    felt, wanted = (one.backward(lambda output: output.sum()) for one in (t, again))
    assert all(torch.equal(t[name], again[name]) for name in t.names)
    assert all(torch.allclose(felt.weights[name], wanted.weights[name], atol=1e-6) for name in wanted.weights)
    assert torch.allclose(felt.x, wanted.x, atol=1e-6)


@pytest.mark.parametrize("kind", [nn.LSTM, nn.GRU, nn.RNN])
def test_an_input_made_in_inference_mode_is_read(kind):
    with torch.inference_mode():
        x = torch.randn(4, 2, 2)
    assert trace_module(kind(2, 3), x).backward(lambda output: output.sum()).x.shape == x.shape


@pytest.mark.parametrize("state", [(), (None, None), [torch.zeros(1, 1, 3)] * 3, "h"])
def test_first_states_that_are_none_are_refused(state):
    with pytest.raises(InsideError, match="h \\(1, 1, 3\\) and c \\(1, 1, 3\\) would be right"):
        trace_module(nn.LSTM(2, 3), torch.randn(4, 1, 2), state)
