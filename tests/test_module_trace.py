import copy
import gc
import warnings

import pytest
import torch
from hypothesis import given, settings
from torch import nn
from torch.nn.utils.rnn import PackedSequence, pack_sequence, pad_packed_sequence

from explainer import trace_module
from explainer.module_trace import TraceWarning
from explainer.torch_models.modules.module_spec import TorchModuleError
from explainer.torch_models.modules.run_warnings import TOLERANCES
from tests.torch_models.modules.by_hand import run_by_hand
from tests.torch_models.modules.configured import CELL_CLASSES, cases

# PyTorch warns of it once in a process, about the module itself
pytestmark = pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN:UserWarning")
CLOSE = {torch.float64: 1e-12, torch.float32: 1e-5}


def trace_without_dropout_warning(module, x, state=None):
    """Trace without the warning about dropout, which has a test of its own."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The module is in training mode with dropout", TraceWarning)
        return trace_module(module, x, state)


def assert_close(ours, theirs, what):
    assert ours.shape == theirs.shape, what
    scale = max(1.0, float(theirs.abs().max())) if theirs.numel() else 1.0
    assert float((ours - theirs).abs().max()) <= CLOSE[theirs.dtype] * scale, what


def module_output(case):
    """Run the module itself, as in evaluation, on a copy."""
    module = copy.deepcopy(case.module).eval()
    with torch.no_grad():
        if case.form == "sequence":
            now, rows = case.state, []
            for row in case.x:
                now = module(row, now)
                rows.append(now[0] if isinstance(now, tuple) else now)
            return torch.stack(rows), now
        found = module(case.x, case.state)
        return (found[0] if isinstance(found, tuple) else found, found) if isinstance(module, CELL_CLASSES) else found


def as_list(state):
    return list(state) if isinstance(state, tuple) else [state]


@settings(max_examples=250, deadline=None)
@given(cases())
def test_every_value_equals_the_module_and_a_loop_by_hand(case):
    t = trace_without_dropout_warning(case.module, case.x, case.state)
    output, state = module_output(case)
    if isinstance(output, PackedSequence):
        assert torch.equal(t.output.batch_sizes, output.batch_sizes)
    assert_close(t.output.data, output.data, "output")  # oneDNN rounds differently where it saves its gates
    for ours, theirs in zip(as_list(t.state), as_list(state), strict=True):
        assert_close(ours, theirs, "state")
    with torch.no_grad():
        by_hand = run_by_hand(case.module, case.sequences, [case.initial_states(b) for b in range(len(case.sequences))])
    for b, values in enumerate(by_hand):
        for direction in t.directions:
            for name, steps in values[direction.suffix].items():
                ours = direction.value(name)  # (T, B, m)
                assert_close(ours[: len(steps), b], torch.stack(steps), f"{name} {direction.suffix}")
                assert not ours[len(steps) :, b].any()
    dtype = output.data.dtype
    assert (
        t.max_abs_diff <= CLOSE[dtype] * max(1.0, float(output.data.abs().max())) and t.tolerance >= TOLERANCES[dtype]
    )


@settings(max_examples=150, deadline=None)
@given(cases())
def test_every_gradient_equals_autograd(case):
    t = trace_without_dropout_warning(case.module, case.x, case.state)
    generator = torch.Generator().manual_seed(1)
    goals = torch.randn(8, 4, 12, dtype=t.output.data.dtype, generator=generator)

    def time_major(output):
        if isinstance(output, PackedSequence):
            return pad_packed_sequence(output)[0]
        return output.transpose(0, 1) if case.form == "batch" and case.module.batch_first else output

    def loss(output, state):
        whole = time_major(output)
        goal = goals[tuple(slice(size) for size in whole.shape)] if whole.ndim == 3 else goals[0, 0].expand(20, 12)[
            tuple(slice(size) for size in whole.shape)] if whole.ndim == 2 else goals[0, 0, : len(whole)]  # fmt: skip
        return (whole * goal).sum() + sum((one**2).sum() for one in as_list(state))

    gradients = t.backward(loss)
    module = copy.deepcopy(case.module).requires_grad_(True)
    rows = [one.clone().requires_grad_() for one in case.sequences]
    starts = [[tuple(one.clone().requires_grad_() for one in pair) for pair in case.initial_states(b)]
              for b in range(len(rows))]  # fmt: skip
    by_hand = run_by_hand(module, rows, starts)
    expected = loss(*laid_out(case, by_hand, t))
    expected.backward()
    assert_close(torch.tensor(gradients.loss, dtype=expected.dtype), expected.detach(), "loss")
    for name, parameter in module.named_parameters():
        assert_close(gradients.weights[name], parameter.grad, name)
    assert set(gradients.weights) == set(dict(module.named_parameters()))
    for b, values in enumerate(by_hand):
        for direction in gradients.directions:
            for name, steps in values[direction.suffix].items():
                theirs = torch.stack([torch.zeros_like(one) if one.grad is None else one.grad for one in steps])
                assert_close(direction.value(name)[: len(steps), b], theirs, f"gradient of {name} {direction.suffix}")
    whole = time_major(gradients.x) if gradients.x.ndim == 3 and case.form != "packed" else gradients.x
    for b, row in enumerate(rows):
        ours = {"one": whole, "step": whole[None], "steps of one": whole[b : b + 1]}.get(case.form)
        if ours is None:
            ours = (
                gradients.x.transpose(0, 1)[:, b] if case.form == "packed" and case.module.batch_first else whole[:, b]
            )
        assert_close(ours[: len(row)], row.grad, "x")
    for k, name in enumerate(t.run.spec.program.cell.state):
        for b, pairs in enumerate(starts):
            for d, pair in enumerate(pairs):
                grad = pair[k].grad
                assert_close(
                    gradients.state[k][d, b], torch.zeros_like(pair[k]) if grad is None else grad, f"first {name}"
                )


def laid_out(case, by_hand, t):
    """Return what was computed by hand in the layout of the module's output."""
    last = max(int(direction.suffix[1:].split("_")[0]) for direction in t.directions)
    ends = [f"l{last}", f"l{last}_reverse"]
    h = [torch.cat([torch.stack(values[one]["h"]) for one in ends if one in values], dim=1) for values in by_hand]
    if case.form == "packed":
        output = pack_sequence(h, enforce_sorted=False)
    else:
        whole = torch.stack(h, dim=1)
        output = {"one": whole[:, 0], "step": whole[0, 0], "steps of one": whole[0]}.get(case.form, whole)
        output = output.transpose(0, 1) if case.form == "batch" and case.module.batch_first else output
    states = []
    for name in t.run.spec.program.cell.state:
        rows = [
            torch.stack([values[d.suffix][name][0 if d.is_reverse else -1] for d in t.directions]) for values in by_hand
        ]
        states.append(torch.stack(rows, dim=1))  # (L D, B, m)
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
    t = trace_without_dropout_warning(module, case.x, case.state)
    gradients = t.backward(lambda output: (output.data if isinstance(output, PackedSequence) else output).sum())
    assert gradients.weights
    assert module.training == mode and torch.equal(torch.get_rng_state(), rng) and module.__dict__ == inside
    assert versions == [parameter._version for parameter in module.parameters()]
    assert all(torch.equal(value, before[name]) for name, value in module.state_dict().items())
    for parameter, grad in zip(module.parameters(), grads, strict=True):
        assert parameter.grad is None if grad is None else torch.equal(parameter.grad, grad)


def test_values_have_the_layout_of_the_modules_output():
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
    with pytest.raises(
        TorchModuleError, match="“f” does not say of which layer and direction, as “f_l0”, “f_l0_reverse”"
    ):
        t["f"]
    assert "f_l1" in t and "z_l1" not in t and "f" not in t and list(t) == list(t.names)
    with pytest.raises(TorchModuleError, match="“f_l9” does not say of which layer and direction, as “i_l0”"):
        t["f_l9"]
    with pytest.raises(TorchModuleError, match="“z” is no value of LSTM; there are i, f, g, o, c, h"):
        t["z_l0"]


@pytest.mark.parametrize(("dtype", "close"), [(torch.float16, 2e-3), (torch.bfloat16, 2e-2)])
def test_half_precision_is_traced_in_single_precision(dtype, close):
    module, x = nn.GRU(3, 4).to(dtype), torch.randn(6, 2, 3).to(dtype)
    t = trace_module(module, x)
    assert t["z"].dtype == torch.float32 and t.output.dtype == dtype and 0 < t.max_abs_diff < close


def test_dropout_in_training_warns():
    module = nn.LSTM(2, 3, num_layers=2, dropout=0.5)
    with pytest.warns(
        TraceWarning, match="in training mode with dropout 0.5 between its layers; the trace is as in eval"
    ):
        trace_module(module, torch.randn(4, 2))


def test_a_module_that_computes_something_else_warns():
    for kind in (nn.GRU, nn.LSTM):
        doubled = type(
            "Doubled", (kind,), {"forward": lambda self, *args: double(super(type(self), self).forward(*args))}
        )
        with pytest.warns(TraceWarning, match="differs from the module's own output by"):
            t = trace_module(doubled(2, 3), torch.randn(4, 2))
        assert t.max_abs_diff > t.tolerance


def double(returned):
    output, state = returned
    return 2 * output, state


@pytest.mark.parametrize("kind", [nn.LSTM, nn.GRU, nn.RNN])
def test_it_works_in_every_grad_mode(kind):
    module, x = kind(2, 3), torch.randn(4, 2, 2)
    expected = trace_module(module, x).backward(lambda output: output.sum()).weights["weight_hh_l0"]
    for mode in (torch.no_grad, torch.inference_mode, torch.enable_grad):
        with mode():
            t = trace_module(module, x.clone())
            assert torch.allclose(t.backward(lambda output: output.sum()).weights["weight_hh_l0"], expected, atol=1e-6)


@pytest.mark.parametrize("kind", [nn.LSTM, nn.GRU, nn.RNN])
def test_what_was_computed_in_inference_mode_can_be_used_again_outside(kind):
    module, x = kind(2, 3), torch.randn(9, 2, 2)
    with torch.inference_mode():
        expected = trace_module(module, x.clone()).backward(lambda output: output.sum())["h"].clone()
    gc.collect()
    assert torch.equal(trace_module(module, x).backward(lambda output: output.sum())["h"], expected)


def test_values_stay_when_the_trace_is_gone():
    module = nn.LSTM(2, 3)
    t = trace_module(module, torch.randn(4, 2, 2))
    gradients = t.backward(lambda output: output.sum())
    values = [
        t["f"],
        t["c"],
        t["W_f @ x"],
        gradients["c"],
        gradients["f"],
        gradients.weights["weight_hh_l0"],
        gradients.x,
        *gradients.state,
    ]
    before = [value.clone() for value in values]
    del t, gradients
    for _ in range(3):
        trace_module(module, torch.randn(4, 2, 2)).backward(lambda output: (9 * output).sum()).state  # noqa: B018
    assert all(torch.equal(value, copy) for value, copy in zip(values, before, strict=True))


def test_two_losses_of_one_trace_do_not_overwrite_each_other():
    t = trace_module(nn.GRU(2, 3), torch.randn(4, 2, 2))
    one = t.backward(lambda output: output.sum())
    before = one["h"]
    other = t.backward(lambda output: 3 * output.sum())
    assert torch.equal(one["h"], before) and torch.allclose(other["h"], 3 * before)


@pytest.mark.parametrize(
    ("loss", "sentence"),
    [
        (lambda output: output, "one number"),
        (lambda output: 3.0, "as a tensor"),
        (lambda output: output.detach().sum(), "depends"),
    ],
)
def test_a_loss_is_one_number_of_the_output(loss, sentence):
    with pytest.raises(TorchModuleError, match=sentence):
        trace_module(nn.GRU(2, 3), torch.randn(4, 2)).backward(loss)


@pytest.mark.parametrize(
    ("module", "sentence"),
    [
        (nn.Linear(2, 3), "It holds none of them"),
        ("lstm", "A str is no module"),
    ],
)
def test_a_module_that_is_not_recurrent_raises(module, sentence):
    with pytest.raises(TorchModuleError, match=sentence):
        trace_module(module, torch.randn(4, 2))


@pytest.mark.parametrize(
    ("x", "state", "sentence"),
    [
        ([1.0], None, "The input is a list"),
        (torch.randn(2), None, "has the shape \\(2,\\)"),
        (torch.randn(0, 1, 2), None, "nothing to read"),
        (torch.randn(4, 1, 2), torch.zeros(1, 1, 5), "h \\(1, 1, 3\\) would be right"),
    ],
)
def test_a_wrong_input_raises(x, state, sentence):
    with pytest.raises(TorchModuleError, match=sentence):
        trace_module(nn.GRU(2, 3), x, state)


@pytest.mark.parametrize("options", [{}, {"bidirectional": True}, {"proj_size": 2}])
@pytest.mark.parametrize("of", ["h", "c"])
def test_jacobian_norms_equal_autograd(options, of):
    torch.manual_seed(0)
    module, sequences = nn.LSTM(2, 4, **options).double(), [torch.randn(length, 2).double() for length in (5, 3)]
    t = trace_module(module, pack_sequence(sequences))
    by_hand = run_by_hand(
        module, sequences, [[(torch.zeros(options.get("proj_size", 4)).double(), torch.zeros(4).double())] * 2] * 2
    )
    for k, direction in enumerate(t.directions):
        norms = t.jacobian_norms(of, k)
        for b, values in enumerate(by_hand):
            steps = values[direction.suffix][of]
            last = steps[0 if direction.is_reverse else -1]
            rows = [torch.autograd.grad(unit, steps, retain_graph=True, allow_unused=True) for unit in last]
            for step in range(len(steps)):
                grads = [row[step] for row in rows if row[step] is not None]
                assert_close(norms[step, b], torch.stack(grads).norm(), f"{of} {direction.suffix} {step}")
            assert not norms[len(steps) :, b].any()


@settings(max_examples=40, deadline=None)
@given(cases())
def test_no_tensor_is_made_on_another_device_than_the_modules(case):
    with torch.device("meta"):  # the default device: any use of it together with numbers fails
        t = trace_without_dropout_warning(case.module, case.x, case.state)
        gradients = t.backward(
            lambda output, state: (output.data if isinstance(output, PackedSequence) else 1.0 * output).norm()
        )
        values = [t[name] for name in t.names] + [gradients.x, *gradients.state, *gradients.weights.values()]
        norms = t.jacobian_norms("h")
    assert {value.device.type for value in (*values, norms)} == {"cpu"}


@pytest.mark.parametrize("kind", [nn.LSTM, nn.GRU, nn.RNN])
@pytest.mark.parametrize("options", [{}, {"bias": False}])
def test_a_later_change_of_weights_and_input_does_not_change_the_trace(kind, options):
    module, x = kind(2, 3, **options), torch.randn(4, 2, 2)
    t, again = trace_module(module, x), trace_module(copy.deepcopy(module), x.clone())
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.mul_(3)
        x.zero_()
    gradients, expected = (one.backward(lambda output: output.sum()) for one in (t, again))
    assert all(torch.equal(t[name], again[name]) for name in t.names)
    assert all(torch.allclose(gradients.weights[name], expected.weights[name], atol=1e-6) for name in expected.weights)
    assert torch.allclose(gradients.x, expected.x, atol=1e-6)


@pytest.mark.parametrize("kind", [nn.LSTM, nn.GRU, nn.RNN])
def test_an_input_made_in_inference_mode_is_accepted(kind):
    with torch.inference_mode():
        x = torch.randn(4, 2, 2)
    assert trace_module(kind(2, 3), x).backward(lambda output: output.sum()).x.shape == x.shape


@pytest.mark.parametrize("state", [(), (None, None), [torch.zeros(1, 1, 3)] * 3, "h"])
def test_wrong_initial_states_raise(state):
    with pytest.raises(TorchModuleError, match="h \\(1, 1, 3\\) and c \\(1, 1, 3\\) would be right"):
        trace_module(nn.LSTM(2, 3), torch.randn(4, 1, 2), state)


@pytest.mark.parametrize(
    ("module", "sizes"),
    [
        (nn.LSTM(3, 8), "LSTM trace: 50 steps, batch 4, 1 layer"),
        (nn.GRU(3, 8, num_layers=2, bidirectional=True), "GRU trace: 50 steps, batch 4, 2 layers, bidirectional"),
    ],
)
def test_a_trace_prints_its_sizes_and_its_difference_from_torch(module, sizes):
    t = trace_module(module, torch.randn(50, 4, 3))
    assert repr(t) == f"<{sizes}, within {t.max_abs_diff:.0e} of torch>"
    one = trace_module(nn.LSTMCell(3, 8), torch.randn(4, 3))
    assert repr(one).startswith("<LSTMCell trace: 1 step, batch 4, 1 layer, within ")


def test_the_parts_of_a_trace_print_shapes_and_no_numbers():
    t = trace_module(nn.LSTM(3, 8, num_layers=2, bidirectional=True), torch.randn(50, 4, 3))
    gradients = t.backward(lambda output: output.sum())
    parts = [
        t, t.run, t.run.inputs, t.run.reference, t.directions, t.directions[0].buffers, gradients, gradients.directions,
        t.run.spec,
    ]  # fmt: skip
    for text in map(repr, parts):
        assert "tensor(" not in text and len(text) < 800
    assert repr(t.directions[3]) == "<LSTM layer l1_reverse: 50 steps, batch 4, 16 inputs, 8 units>"
    assert repr(t.run) == "<LSTM run: 50 steps, batch 4, 2 layers, bidirectional>"
    assert repr(gradients) == f"<LSTM gradients: loss {gradients.loss:.4g}, 50 steps, batch 4, 2 layers, bidirectional>"
    assert "x=float32 (50, 4, 3)" in repr(t.run.inputs)
