import pytest
import torch
from hypothesis import given, settings
from torch import nn

from explainer import trace_module
from explainer.torch_models.modules.module_spec import TorchModuleError
from explainer.torch_models.modules.nested_tensors import tensors_in
from tests.torch_models.modules.configured import CELL_CLASSES, cases
from tests.torch_models.modules.model_by_hand import by_hand, steps_of
from tests.torch_models.modules.models import Tagger, Translator, make_models, words

# PyTorch warns of it once in a process, about the module itself
pytestmark = pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN:UserWarning")
MODELS = make_models()
CLOSE = 1e-12


def loss_of(output):
    """Weigh every number of an output differently."""
    tensors = tensors_in(output)
    weights = [torch.linspace(-1, 2, one.numel(), dtype=one.dtype).reshape(one.shape).sin() for one in tensors]
    return sum((one.square() * weight + one * weight).sum() for one, weight in zip(tensors, weights, strict=True))


def assert_close(ours, theirs, what):
    assert ours.shape == theirs.shape, what
    assert float((ours - theirs).abs().max()) <= CLOSE * max(1.0, float(theirs.abs().max())), what


@pytest.mark.parametrize("name", MODELS)
def test_every_value_and_gradient_equals_the_model_written_by_hand(name):
    model, args = MODELS[name]
    t = trace_module(model, *args)
    reference, inner = by_hand(model)
    output = reference(*args)
    for ours, theirs in zip(tensors_in(t.output), tensors_in(output), strict=True):
        assert_close(ours, theirs.detach(), "output")
    loss = loss_of(output)
    loss.backward()
    gradients = t.backward(loss_of)
    assert abs(gradients.loss - loss.item()) < 1e-10 and list(gradients) == list(t) == list(inner)
    compared = 0
    for path, module in inner.items():
        assert t[path].max_abs_diff < CLOSE
        for k, direction in enumerate(t[path].directions):
            for b in range(direction.x.shape[1]):
                for value in module.calls[0][b][direction.suffix]:
                    steps = steps_of(module.calls, direction.suffix, value, b)
                    assert_close(
                        direction.value(value)[: len(steps), b], torch.stack(steps).detach(), f"{path} {value}"
                    )
                    grads = torch.stack([torch.zeros_like(one) if one.grad is None else one.grad for one in steps])
                    ours = gradients[path].directions[k].value(value)[: len(steps), b]
                    assert_close(ours, grads, f"gradient of {path} {value} {direction.suffix}")
                    compared += bool(grads.any())
        for weight, parameter in module.module.named_parameters():
            assert_close(gradients[path].weights[weight], parameter.grad, f"{path} {weight}")
    assert compared > 10
    theirs = {name.replace("module.", ""): one.grad for name, one in reference.named_parameters()}
    assert set(theirs) == set(gradients.weights)
    for weight, grad in theirs.items():
        assert_close(gradients.weights[weight], grad, weight)


def test_gradients_of_the_output_are_as_good_as_a_loss():
    model, args = MODELS["decoder of a Cell"]
    t = trace_module(model, *args)
    output = t.output.requires_grad_()
    (grad,) = torch.autograd.grad(loss_of(output), output)
    by_loss, by_grad = t.backward(loss_of), t.backward(grad)
    for path in t:
        for name in t[path].names:
            assert torch.equal(by_loss[path][name], by_grad[path][name]), name
    with pytest.raises(TorchModuleError, match=r"to have the output's shapes: \(4, 3, 7\)"):
        t.backward(grad[0])


def test_a_loss_may_take_the_parts_of_a_tuple():
    model, x = nn.Sequential(nn.Linear(3, 4), nn.GRU(4, 5)).double(), torch.randn(6, 2, 3).double()
    t = trace_module(model, x)
    apart = t.backward(lambda output, state: output.sum() + state.square().sum())
    whole = t.backward(lambda returned: returned[0].sum() + returned[1].square().sum())
    assert apart.loss == whole.loss and torch.equal(apart["1"]["h"], whole["1"]["h"])
    x.requires_grad_()
    model(x)[0].sum().backward()
    assert torch.allclose(t.backward(lambda output, state: output.sum()).inputs["input"], x.grad, atol=1e-12)


@pytest.mark.parametrize("loss", [lambda output: output, lambda output: 3.0, lambda output: output.detach().sum()])
def test_a_loss_is_one_number_of_the_output(loss):
    model, args = MODELS["tagger"]
    with pytest.raises(TorchModuleError, match="one number that depends on the model's output"):
        trace_module(model, *args).backward(loss)


def test_frozen_weights_make_no_difference():
    model, args = MODELS["decoder of a module"]
    expected = trace_module(model, *args).backward(loss_of)
    frozen, _ = make_models()["decoder of a module"]
    frozen.load_state_dict(model.state_dict())
    gradients = trace_module(frozen.requires_grad_(False), *args).backward(loss_of)
    assert not gradients.weights
    for path in expected:
        for name in ("f_l0", "c_l0", "h_l0", "pre_o_l0"):
            assert torch.allclose(gradients[path][name], expected[path][name], atol=1e-12), name


def test_states_that_are_detached_on_the_way_pass_no_gradient_on():
    class Truncated(nn.Module):
        def __init__(self):
            super().__init__()
            self.cell, self.out = nn.LSTMCell(3, 4), nn.Linear(4, 1)

        def forward(self, x):
            h = c = torch.zeros(2, 4, dtype=x.dtype)
            for k, row in enumerate(x):
                h, c = self.cell(row, (h.detach(), c.detach()) if k == 3 else (h, c))
            return self.out(h)

    torch.manual_seed(0)
    model, x = Truncated().double(), torch.randn(5, 2, 3).double()
    t = trace_module(model, x)
    assert t["cell"]["f"].shape == (5, 2, 4)
    gradients = t.backward(loss_of)
    assert gradients["cell"]["c"][:3].abs().max() < 1e-16 < gradients["cell"]["c"][3:].abs().min()
    loss_of(model(x)).backward()
    assert torch.allclose(gradients["cell"].weights["weight_hh"], model.cell.weight_hh.grad, atol=1e-12)


@pytest.mark.parametrize("kind", [nn.LSTM, nn.GRU, nn.RNN])
@pytest.mark.parametrize("bidirectional", [False, True])
def test_the_dropout_of_a_run_in_training_is_the_traces(kind, bidirectional):
    torch.manual_seed(0)
    model = Tagger(kind, num_layers=3, dropout=0.5, bidirectional=bidirectional).double().train()
    tokens = words(3, 6)
    torch.manual_seed(3)
    t = trace_module(model, tokens)
    gradients = t.backward(loss_of)
    assert t["rnn"].max_abs_diff < CLOSE
    torch.manual_seed(3)
    output = model(tokens)
    assert torch.equal(output, t.output)
    loss_of(output).backward()
    for name, parameter in model.named_parameters():
        assert_close(gradients.weights[name], parameter.grad, name)
    for name, parameter in model.rnn.named_parameters():
        assert_close(gradients["rnn"].weights[name], parameter.grad, name)
    below = t["rnn"].directions[-1].x
    assert 0.2 < float((below == 0).double().mean()) < 0.8


def test_dropout_of_packed_sequences_too():
    model, args = make_models()["packed"]
    model.rnn.dropout = 0.5
    model.train()
    t = trace_module(model, *args)
    assert t["rnn"].max_abs_diff < CLOSE and (t["rnn"].directions[2].x[:2] == 0).any()


def test_a_trace_names_its_paths_and_prints_itself():
    model, args = MODELS["decoder of a Cell"]
    t = trace_module(model, *args)
    assert list(t) == ["encoder", "decoder"] and "encoder" in t and "z" not in t and len(t) == 2 and t.model is model
    lines = repr(t).splitlines()
    assert lines[0] == "<Translator trace>" and lines[1].startswith("  encoder: <LSTM trace: 5 steps, batch 3, 1 layer")
    assert lines[2].startswith("  decoder: <LSTMCell trace: 4 steps, batch 3")
    assert lines[3] == "  “decoder” was called 4 times, each with the states of the call before."
    with pytest.raises(KeyError, match="no trace “rnn”; there are encoder, decoder"):
        t["rnn"]
    html = t._repr_html_()
    assert "<h4>encoder</h4>" in html and "called 4 times" in html
    assert repr(t.backward(loss_of)).endswith("encoder, decoder>")


def test_a_trace_inside_a_model_has_what_any_trace_has(tmp_path):
    t = trace_module(Translator(), words(5, 3), words(4, 3))["decoder"]
    assert len(t.to_frame(["f"])) == 4 * 3 * 5 and t.jacobian_norms("c").shape == (4, 3)
    assert len(t.figure("gates").data) == 6 and t.backward(lambda output: output.sum())["c"].shape == (4, 3, 5)
    t.to_npz(tmp_path / "trace.npz")


class Holder(nn.Module):
    """A model that holds any recurrent module, and calls it by names as its docs have them."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x, state):
        return self.inner(x, hx=state)


@settings(max_examples=40, deadline=None)
@given(cases().filter(lambda case: case.form != "sequence"))
def test_any_module_inside_a_model_has_the_values_and_gradients_that_it_has_alone(case):
    case.module.eval()
    t, alone = trace_module(Holder(case.module), case.x, case.state), trace_module(case.module, case.x, case.state)
    gradients = t.backward(loss_of)["inner"]
    is_cell = isinstance(case.module, CELL_CLASSES)
    expected = alone.backward(lambda output, state: loss_of(state if is_cell else (output, state)))
    close = 1e-12 if case.x.data.dtype == torch.float64 else 1e-4
    for found, wanted in ((t["inner"], alone), (gradients, expected)):
        for one, other in zip(found.directions, wanted.directions, strict=True):
            for name in alone.directions[0].names:
                scale = max(1.0, float(other.value(name).abs().max()))
                assert torch.allclose(one.value(name), other.value(name), atol=close * scale, rtol=0), name
    for name, grad in expected.weights.items():
        scale = max(1.0, float(grad.abs().max()))
        assert torch.allclose(gradients.weights[name], grad, atol=close * scale, rtol=0), name
    assert torch.equal(t["inner"].x, alone.x[None] if is_cell else alone.x)
