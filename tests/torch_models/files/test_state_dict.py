import numpy as np
import pytest
import torch

from explainer.numerics.trace import trace
from explainer.torch_models.files.assumed_activation import said
from explainer.torch_models.files.entries import Entry, entry
from explainer.torch_models.files.module_discovery import families, plain
from explainer.torch_models.files.state_dict import NO_BIAS, recognise
from explainer.torch_models.model import Model, ModelError, shown

from .running import run

KINDS = {"LSTM": torch.nn.LSTM, "GRU": torch.nn.GRU, "RNN": torch.nn.RNN}


def entries(module: torch.nn.Module, prefix: str = "") -> dict[str, Entry]:
    return {f"{prefix}{name}": entry(tensor.numpy()) for name, tensor in module.state_dict().items()}


def made(kind: str, **settings) -> torch.nn.Module:
    torch.manual_seed(0)
    return KINDS[kind](3, 4, dtype=torch.float64, **settings)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("layers", [1, 3])
@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("bias", [False, True])
def test_a_module_is_found_and_says_what_torch_says(kind, layers, both, bias):
    module = made(kind, num_layers=layers, bidirectional=both, bias=bias)
    (model,) = recognise(entries(module), "whole")
    x = torch.randn(5, 2, 3, dtype=torch.float64)
    assert (model.name, model.cell, len(model.parts), len(model.directions)) == ("whole", kind, layers, 1 + both)
    assert (NO_BIAS in model.notes) == (not bias) and model.dtype == "float64"
    assert np.abs(run(model, x.numpy()) - module(x)[0].detach().numpy()).max() < 1e-12


@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("layers", [1, 2])
def test_a_projection_is_one(both, layers):
    module = made("LSTM", proj_size=2, bidirectional=both, num_layers=layers)
    (model,) = recognise(entries(module), "whole")
    x = torch.randn(5, 2, 3, dtype=torch.float64)
    assert model.m == 4 and "hand on 2 numbers" in model.notes[0]
    assert np.abs(run(model, x.numpy()) - module(x)[0].detach().numpy()).max() < 1e-12


def test_a_projected_start_is_unfolded():
    module = made("LSTM", proj_size=2)
    (model,) = recognise(entries(module), "whole")
    x, h, c = (torch.randn(*shape, dtype=torch.float64) for shape in ((5, 3), (1, 2), (1, 4)))
    model = Model("m", "LSTM", model.parts, starts=(({"h": h[0].numpy(), "c": c[0].numpy()},),))
    said = shown(model.parts[0][0], trace([model.layer()], x.numpy()).output)
    assert np.abs(said - module(x, (h, c))[0].detach().numpy()).max() < 1e-12


@pytest.mark.parametrize("kind", KINDS)
def test_a_single_cell_is_found(kind):
    torch.manual_seed(0)
    cell = getattr(torch.nn, f"{kind}Cell")(3, 4, dtype=torch.float64)
    (model,) = recognise(entries(cell, "decoder.cell."), "whole")
    x, state, said = torch.randn(5, 3, dtype=torch.float64), None, []
    for row in x:
        state = cell(row) if state is None else cell(row, state)
        said.append(state[0] if kind == "LSTM" else state)
    assert model.name == "decoder.cell"
    assert np.abs(run(model, x.numpy()[:, None])[:, 0] - torch.stack(said).detach().numpy()).max() < 1e-12


def test_modules_are_found_at_any_depth_and_wrappers_are_left_out_of_their_names():
    net = torch.nn.ModuleDict({"encoder": made("LSTM"), "head": torch.nn.Linear(4, 2), "decoder": made("GRU")})
    found = recognise(entries(net, "state_dict.module._orig_mod."), "whole")
    assert [(model.name, model.cell) for model in found] == [("encoder", "LSTM"), ("decoder", "GRU")]


def test_names_that_would_be_the_same_stay_apart():
    assert plain(["model.rnn", "ema.rnn", "module"], "f") == {
        "model.rnn": "model.rnn",
        "ema.rnn": "ema.rnn",
        "module": "f",
    }
    assert plain(["state_dict.rnn", "module.rnn"], "f") == {
        "state_dict.rnn": "state_dict.rnn",
        "module.rnn": "module.rnn",
    }


def test_other_names_belong_to_no_family():
    assert families(["weight", "lstm.weight_ih_l0_raw", "linear.bias", "weight_ih_lx", "x.weight_ih_reverse"]) == []


def test_relu_is_told_from_outside_alone():
    (model,) = recognise(entries(made("RNN", nonlinearity="relu")), "whole")
    assert model.cell == "RNN" and "tanh is assumed" in model.notes[0]
    assert said(model, "RNN-ReLU").cell == "RNN-ReLU" and said(model, "RNN-ReLU").notes == ()


GOOD = entries(made("LSTM", num_layers=2, bidirectional=True), "lstm.")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"lstm.weight_hh_l1": None}, "“lstm.weight_hh_l1” is missing; an array of the shape (16, 4) would be right."),
        ({"lstm.bias_hh_l0_reverse": None}, "“lstm.bias_hh_l0_reverse” is missing; an array of the shape (16,) would"),
        ({"lstm.weight_ih_l1": np.zeros((16, 4))}, "“lstm.weight_ih_l1” has the shape (16, 4); here (16, 8) would be"),
        ({"lstm.weight_hh_l0": np.zeros((16, 5))}, "“lstm.weight_hh_l0” has the shape (16, 5); (4 m, m) of an LSTM"),
        ({"lstm.weight_hh_l0": np.zeros(16)}, "“lstm.weight_hh_l0” has the shape (16,); (4 m, m)"),
        ({"lstm.weight_hh_l0": np.zeros((0, 0))}, "“lstm.weight_hh_l0” has the shape (0, 0); (4 m, m)"),
        ({"lstm.weight_hr_l0": np.zeros((3, 4))}, "“lstm.weight_hr_l0” has the shape (3, 4); a projection (4, m)"),
        ({"lstm.weight_hr_l0": np.zeros((4, 4))}, "“lstm.weight_hr_l0_reverse” is missing"),
        ({"lstm.bias_ih_l0": np.full(16, np.nan)}, "“lstm.bias_ih_l0” holds 16 entries that are not finite"),
        ({"lstm.bias_ih_l0": np.full(16, np.inf)}, "“lstm.bias_ih_l0” holds 16 entries that are not finite"),
        ({"lstm.bias_ih_l0": np.zeros(16, int)}, "“lstm.bias_ih_l0” holds int64; float16, bfloat16, float32, float64"),
        ({"lstm.bias_ih_l0": np.zeros(16, complex)}, "“lstm.bias_ih_l0” holds complex128; float16"),
        ({"lstm.weight_ih_l30": np.zeros((16, 4))}, "“lstm” has 31 recurrent layers; 8 is the most"),
        ({"lstm.weight_ih_l3": np.zeros((16, 4))}, "“lstm.weight_ih_l2” is missing"),
        ({"lstm.weight_hh_l0": np.zeros((8192, 2048))}, "“lstm” has 2,048 hidden units; 1,024 is the most"),
        ({f"x{k}": np.zeros(1) for k in range(2001)}, "“whole” holds 2,017 tensors; 2,000 is the most"),
    ],
)
def test_what_does_not_fit_gets_a_sentence(change, sentence):
    found = GOOD | {key: None if array is None else entry(array) for key, array in change.items()}
    with pytest.raises(ModelError) as caught:
        recognise({key: one for key, one in found.items() if one is not None}, "whole")
    assert sentence in str(caught.value)


def test_half_the_keys_get_a_sentence():
    for kind in ("weight_hh", "weight_ih"):
        half = {key: one for key, one in GOOD.items() if kind not in key}
        with pytest.raises(ModelError, match=f"“lstm.{kind}_l0” is missing"):
            recognise(half, "whole")


def test_nothing_recurrent_gets_a_sentence():
    with pytest.raises(ModelError, match="no recurrent layer; names like “lstm.weight_ih_l0”"):
        recognise(entries(torch.nn.Linear(3, 4)), "whole")


def test_declared_sizes_are_refused_before_anything_is_made_of_them():
    wide = Entry(np.broadcast_to(np.float32(0), (16, 2**40)), "float32")
    with pytest.raises(ModelError, match="numbers; 33,554,432 is the most"):
        recognise(GOOD | {"lstm.weight_ih_l0": wide}, "whole")


def test_what_can_be_opened_is_with_a_word_about_the_rest():
    found = GOOD | entries(made("GRU"), "gru.") | {"gru.bias_ih_l0": entry(np.full(12, np.nan))}
    (model,) = recognise(found, "whole")
    assert model.name == "lstm" and model.notes[-1].startswith("“gru” of the same file is left out: “gru.bias_ih_l0”")
