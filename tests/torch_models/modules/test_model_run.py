import copy
import warnings

import pytest
import torch
from torch import nn
from torch.nn.utils import parametrizations

from explainer import trace_module
from explainer.module_trace import ModuleTrace, TraceWarning
from explainer.torch_models.modules.model_trace import ModelTrace
from explainer.torch_models.modules.module_spec import TorchModuleError
from tests.torch_models.modules.models import Tagger, make_models, words

# PyTorch warns of it once in a process, about the module itself
pytestmark = [
    pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN:UserWarning"),
    pytest.mark.filterwarnings("ignore:`torch.jit.script_method` is deprecated:DeprecationWarning"),  # torch.compile's
]


def test_a_wrapped_model_is_traced_as_what_it_wraps():
    model, args = make_models()["tagger"]
    t, expected = trace_module(nn.DataParallel(model), *args), trace_module(model, *args)
    assert t.model is model and list(t) == ["rnn"] and torch.equal(t["rnn"]["f"], expected["rnn"]["f"])
    assert isinstance(trace_module(nn.DataParallel(nn.GRU(2, 3)), torch.randn(4, 2)), ModuleTrace)


@pytest.mark.more  # the import of torch.compile's parts takes seconds
@pytest.mark.parametrize("wrap", [torch.compile, lambda model: nn.DataParallel(torch.compile(model))])
def test_a_compiled_model_is_traced_as_the_original(wrap):
    model, args = make_models()["tagger"]
    t, expected = trace_module(wrap(model), *args), trace_module(model, *args)
    assert t.model is model and list(t) == ["rnn"] and torch.equal(t["rnn"]["f"], expected["rnn"]["f"])
    assert isinstance(trace_module(wrap(nn.GRU(2, 3)), torch.randn(4, 2)), ModuleTrace)


@pytest.mark.more
def test_a_compiled_module_inside_is_traced_and_named_without_its_wrapper():
    model, args = make_models()["tagger"]
    expected = trace_module(model, *args)
    model.rnn = torch.compile(model.rnn)
    model.out.compile()
    t = trace_module(model, *args)
    assert list(t) == ["rnn"] and torch.equal(t["rnn"]["c"], expected["rnn"]["c"])


@pytest.mark.parametrize("kind", [nn.LSTM, nn.GRU, nn.LSTMCell])
def test_weight_norm(kind):
    torch.manual_seed(0)
    inner = kind(3, 4).double()
    name = "weight_hh" if kind is nn.LSTMCell else "weight_hh_l0"
    parametrizations.weight_norm(inner, name)
    with torch.no_grad():
        inner.parametrizations[name].original0.mul_(2)
    model, x = nn.Sequential(nn.Linear(3, 3).double(), inner), torch.randn(5, 2, 3).double()
    x = x[0] if kind is nn.LSTMCell else x
    t = trace_module(model, x)
    assert t["1"].max_abs_diff < 1e-12 and f"  1: <{kind.__name__} trace: " in repr(t)
    gradients = t.backward(lambda output: output[0].square().sum())
    model(x)[0].square().sum().backward()
    for path, parameter in model.named_parameters():
        assert torch.allclose(gradients.weights[path], parameter.grad, atol=1e-12), path
    assert trace_module(inner, x).max_abs_diff < 1e-12


def test_the_older_weight_norm_too():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        inner = torch.nn.utils.weight_norm(nn.LSTM(3, 4).double(), "weight_hh_l0")
    with torch.no_grad():
        inner.weight_hh_l0_g.mul_(2)
    model, x = nn.Sequential(inner), torch.randn(5, 2, 3).double()
    t = trace_module(model, x)
    gradients = t.backward(lambda output: output[0].sum())
    assert t["0"].max_abs_diff < 1e-12 and gradients.weights["0.weight_hh_l0_g"].any()


@pytest.mark.parametrize("kind", [nn.LSTM, nn.GRU, nn.RNN])
@pytest.mark.parametrize("layers", [1, 2])
def test_bfloat16_and_autocast_are_within_their_rounding(kind, layers):
    torch.manual_seed(0)
    model, tokens = Tagger(kind, num_layers=layers).eval(), words(3, 6)
    expected = trace_module(model, tokens)
    gradients = expected.backward(lambda output: output.float().square().sum())
    with torch.autocast("cpu", dtype=torch.bfloat16):
        runs = [trace_module(model, tokens)]
        output = model(tokens)
        alone = trace_module(model.rnn, torch.randn(2, 4, 4))  # no warning here, where warnings are errors
    assert torch.equal(runs[0].output, output) and alone.tolerance >= 0.1
    runs.append(trace_module(copy.deepcopy(model).bfloat16(), tokens))
    for t in runs:
        assert t["rnn"].tolerance == 0.1 and 0 < t["rnn"].max_abs_diff < 0.02
        ours = t.backward(lambda output: output.float().square().sum())
        for name in t["rnn"].names:
            assert t["rnn"][name].dtype == torch.float32
            assert torch.allclose(t["rnn"][name], expected["rnn"][name], atol=0.05), name
            assert torch.allclose(ours["rnn"][name], gradients["rnn"][name], atol=0.05), name


@pytest.mark.parametrize("mode", [torch.no_grad, torch.inference_mode])
def test_it_works_in_every_grad_mode(mode):
    model, (x,) = make_models()["sequential"]
    expected = trace_module(model, x).backward(lambda output: output[0].sum())
    with mode():
        t = trace_module(model, x.clone())
        assert torch.equal(t.backward(lambda output: output[0].sum())["1"]["z"], expected["1"]["z"])


def test_a_model_that_leaves_the_graph_is_traced_without_gradients():
    class Sampler(nn.Module):
        def __init__(self):
            super().__init__()
            self.embed, self.cell = nn.Embedding(5, 3), nn.GRUCell(3, 5)

        def forward(self, token, steps):
            h, found = None, []
            for _ in range(steps):
                h = self.cell(self.embed(token), h)
                token = torch.tensor([int(h.numpy().argmax())])
                found.append(token)
            return torch.stack(found)

    t = trace_module(Sampler(), torch.tensor([1]), steps=4)
    assert t["cell"]["z"].shape == (4, 1, 5) and t["cell"].max_abs_diff < 1e-6
    with pytest.raises(TorchModuleError, match="cannot run with a graph, so there are no gradients: Can't call numpy"):
        t.backward(lambda output: output.sum())


def test_an_output_of_integers_has_no_gradients():
    class Labels(nn.Sequential):
        def forward(self, x):
            return super().forward(x)[0].argmax(-1)

    t = trace_module(Labels(nn.GRU(2, 3)), torch.randn(4, 2))
    with pytest.raises(TorchModuleError, match="one number that depends on the model's output"):
        t.backward(lambda output: output.float().sum())


def test_a_forward_of_its_own_is_named_and_left_out():
    class Lengths(nn.GRU):
        def forward(self, x, lengths, extra):
            return super().forward(x * lengths * extra)

    class Two(nn.Module):
        def __init__(self):
            super().__init__()
            self.own, self.plain, self.unused = Lengths(2, 2), nn.GRU(2, 3), nn.GRU(2, 3)

        def forward(self, x):
            return self.plain(self.own(x, 2, extra=1)[0])[0]

    t = trace_module(Two(), torch.randn(4, 2))
    assert list(t) == ["plain"]
    assert t.notes == ("“own” has a forward of its own that takes other arguments, and is not traced.",
                       "“unused” was not called in this run.")  # fmt: skip


def test_nothing_recurrent_raises():
    with pytest.raises(TorchModuleError, match="It holds none of them"):
        trace_module(nn.Sequential(nn.Linear(2, 3)), torch.randn(4, 2))
    unused = nn.Sequential(nn.Linear(2, 3))
    unused.rnn = nn.GRU(2, 3)
    unused.forward = lambda x: x
    with pytest.raises(TorchModuleError, match="No recurrent module inside was called.*“rnn” was not called"):
        trace_module(unused, torch.randn(4, 2))


def test_what_hides_its_modules_is_refused_with_what_to_give_instead():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        scripted = torch.jit.script(nn.Sequential(nn.LSTM(2, 3)))
        quantised = torch.ao.quantization.quantize_dynamic(nn.Sequential(nn.LSTM(2, 3)), {nn.LSTM})
    with pytest.raises(TorchModuleError, match="What torch.jit has compiled hides what is inside"):
        trace_module(scripted, torch.randn(4, 2))
    with pytest.raises(TorchModuleError, match="“0” is quantised, which hides its gates; give the model from before"):
        trace_module(quantised, torch.randn(4, 2))


def test_a_shape_that_does_not_fit_is_refused_with_its_path():
    model = nn.Sequential(nn.Linear(3, 4), nn.GRU(5, 6))
    with pytest.raises(TorchModuleError, match=r"“1” \(GRU\): The input has the shape \(7, 4\), 4 at each step; .* 5"):
        trace_module(model, torch.randn(7, 3))
    cell = nn.Sequential(nn.LSTMCell(3, 4))
    with pytest.raises(TorchModuleError, match=r"“0” \(LSTMCell\): .*\(2, 7, 3\); a Cell reads one step"):
        trace_module(cell, torch.randn(2, 7, 3))
    assert not model[1]._forward_hooks and not model[1]._forward_pre_hooks


def test_nan_is_named_with_its_step_and_path():
    model, x = nn.Sequential(nn.Identity(), nn.GRU(3, 4)), torch.randn(7, 2, 3)
    x[4, 1, 2] = torch.nan
    with pytest.warns(TraceWarning, match="“1”: The input is NaN at step 4 of sequence 1"):
        t = trace_module(model, x)
    assert isinstance(t, ModelTrace) and not t["1"]["z"][:4].isnan().any() and t["1"]["z"][4:, 1].isnan().any()
