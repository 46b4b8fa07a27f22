"""Traces of the library as runs: the same numbers again, whatever module they are of."""

import numpy as np
import pytest
import torch
from torch import nn

from explainer.inputs.sequence import InputError
from explainer.module_trace import trace_module
from explainer.numerics.layer import Hold, Layer
from explainer.numerics.trace import trace
from explainer.torch_models.modules.module_spec import TorchModuleError
from explainer.web.standalone.shown_run import shown_run
from tests.conftest import layers_of, small_run
from tests.torch_models.modules.traced import traced, traced_packed

TEXT = "the cat sat"


@pytest.mark.parametrize("cell", ["RNN", "LSTM", "GRU", "LSTM-peephole"])
def test_a_numpy_trace_is_run_again_with_the_same_numbers(cell):
    run = small_run(cell)
    found = shown_run(run, layer=2)
    again = found.setup.run(found.sequence)
    assert found.layer == 2 and found.setup.cell == cell and len(again.layers) == 2
    for one, other in zip(run.layers, again.layers, strict=True):
        assert all(np.array_equal(one.values[name], other.values[name]) for name in one.values)


def test_one_sequence_of_a_batch_has_its_own_states_and_holds():
    layer = layers_of(small_run("LSTM"))[0]
    x = np.random.default_rng(0).normal(size=(7, 2, 3))
    states = {"h": np.ones((2, 4)) * [[0.5], [-0.5]], "c": np.full(4, 0.25)}
    run = trace([Layer(layer.program, layer.params, states, (Hold("f", 3, 1.0, 2),))], x)
    for k in (1, 2):
        found = shown_run(run, sequence=k)
        again = found.setup.run(found.sequence)
        assert np.allclose(again.output, run.output[:, k - 1], atol=1e-15)


@pytest.mark.parametrize("kind", [nn.RNN, nn.LSTM, nn.GRU])
@pytest.mark.parametrize("options", [{}, {"num_layers": 2}, {"dtype": torch.float64}])
def test_a_module_is_run_again_within_its_precision(kind, options):
    traced_module = traced(kind, **options)
    found = shown_run(traced_module, sequence=2, layer=options.get("num_layers", 1))
    h = found.setup.run(found.sequence).output
    assert np.abs(h - traced_module.output[:, 1].detach().double().numpy()).max() < 1e-6


@pytest.mark.parametrize("layer", [1, 2])
@pytest.mark.parametrize(("direction", "at"), [("forward", 0), ("reverse", 1)])
def test_of_a_bidirectional_module_one_layer_in_one_direction_is_shown(layer, direction, at):
    traced_module = traced(nn.LSTM, num_layers=2, bidirectional=True)
    found = shown_run(traced_module, layer=layer, direction=direction)
    h = found.setup.run(found.sequence).output
    name = f"h_l{layer - 1}{'_reverse' if at else ''}"
    theirs = traced_module[name][:, 0].detach().double().numpy()
    assert found.layer == 1 and np.abs(h - (theirs[::-1] if at else theirs)).max() < 1e-6


def test_a_packed_sequence_ends_where_it_ends():
    assert len(shown_run(traced_packed(), sequence=1).sequence.x) == 3


def test_tokens_are_called_by_their_labels_and_make_the_title():
    one_hot = np.eye(8)[[sorted(set(TEXT)).index(letter) for letter in TEXT]]
    lstm = nn.LSTM(8, 4).double()
    found = shown_run(trace_module(lstm, torch.tensor(one_hot)[:, None]), TEXT)
    assert found.sequence.kind == "text" and found.sequence.labels == tuple(TEXT)
    assert found.sequence.channels == (*sorted(set(TEXT)), "7")
    assert found.title == "LSTM reads “the cat sat”"


def test_numbers_have_their_own_labels():
    run = small_run("GRU", steps=3)
    found = shown_run(run, ["Mon", "Tue", "Wed"])
    assert found.sequence.kind == "numbers" and found.sequence.labels == ("Mon", "Tue", "Wed")
    assert found.title == "GRU reads “Mon Tue Wed”"
    assert shown_run(run).title == "GRU reads 3 steps in 3 channels"


def test_a_long_run_is_shown_up_to_the_limit_and_says_so():
    found = shown_run(small_run("RNN", steps=600), [str(k) for k in range(600)])
    assert len(found.sequence.x) == 500 and found.title == "RNN reads 500 steps in 3 channels, the first of 600"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"labels": ["a"]}, "7 steps cannot have 1 label; give one for each step."),
        ({"layer": 3}, "There is no layer 3; the trace has 2 layers, counted from 1."),
        ({"layer": 0}, "There is no layer 0; the trace has 2 layers, counted from 1."),
        ({"direction": "back"}, "There is no direction “back”; there are forward and reverse."),
    ],
)
def test_what_does_not_exist_is_refused(arguments, sentence):
    with pytest.raises(InputError, match=sentence.replace(".", r"\.")):
        shown_run(small_run("LSTM"), **arguments)


def test_what_is_no_trace_is_refused():
    with pytest.raises(TypeError, match="“LSTM” is no trace; give what trace_module"):
        shown_run(nn.LSTM(3, 4))
    with pytest.raises(TorchModuleError, match="no sequence 3; the batch has 2"):
        shown_run(traced(nn.LSTM), sequence=3)
    with pytest.raises(InputError, match="no direction 2; the trace has 1 direction"):
        shown_run(traced(nn.LSTM), direction="reverse")
    run = small_run("LSTM")
    x = run.x.copy()
    x[2, 1] = np.nan
    broken = trace(layers_of(run), x)
    with pytest.raises(InputError, match="step 3 that is not finite"):
        shown_run(broken)
