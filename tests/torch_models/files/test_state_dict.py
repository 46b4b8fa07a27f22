import numpy as np
import pytest
import torch

from explainer.numerics.trace import trace
from explainer.torch_models.files.assumed_activation import with_activation
from explainer.torch_models.files.entries import Entry, entry_of
from explainer.torch_models.files.module_discovery import display_names, find_modules
from explainer.torch_models.files.state_dict import NO_BIAS, read_state_dict
from explainer.torch_models.model import Model, ModelError, project

from .running import run

KINDS = {"LSTM": torch.nn.LSTM, "GRU": torch.nn.GRU, "RNN": torch.nn.RNN}


def entries(module: torch.nn.Module, prefix: str = "") -> dict[str, Entry]:
    return {f"{prefix}{name}": entry_of(tensor.numpy()) for name, tensor in module.state_dict().items()}


def made(kind: str, **settings) -> torch.nn.Module:
    torch.manual_seed(0)
    return KINDS[kind](3, 4, dtype=torch.float64, **settings)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("layers", [1, 3])
@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("bias", [False, True])
def test_a_module_is_found_and_computes_what_torch_computes(kind, layers, both, bias):
    module = made(kind, num_layers=layers, bidirectional=both, bias=bias)
    (model,) = read_state_dict(entries(module), "whole")
    x = torch.randn(5, 2, 3, dtype=torch.float64)
    assert (model.name, model.cell, len(model.params), len(model.directions)) == ("whole", kind, layers, 1 + both)
    assert (NO_BIAS in model.notes) == (not bias) and model.dtype == "float64"
    assert np.abs(run(model, x.numpy()) - module(x)[0].detach().numpy()).max() < 1e-12


@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("layers", [1, 2])
def test_a_projection_is_read(both, layers):
    module = made("LSTM", proj_size=2, bidirectional=both, num_layers=layers)
    (model,) = read_state_dict(entries(module), "whole")
    x = torch.randn(5, 2, 3, dtype=torch.float64)
    assert model.m == 4 and "makes 2 outputs of its 4 units" in model.notes[0]
    assert np.abs(run(model, x.numpy()) - module(x)[0].detach().numpy()).max() < 1e-12


def test_a_projected_initial_state_is_unprojected():
    module = made("LSTM", proj_size=2)
    (model,) = read_state_dict(entries(module), "whole")
    x, h, c = (torch.randn(*shape, dtype=torch.float64) for shape in ((5, 3), (1, 2), (1, 4)))
    model = Model("m", "LSTM", model.params, initial_states=(({"h": h[0].numpy(), "c": c[0].numpy()},),))
    output = project(model.params[0][0], trace([model.layer()], x.numpy()).output)
    assert np.abs(output - module(x, (h, c))[0].detach().numpy()).max() < 1e-12


@pytest.mark.parametrize("kind", KINDS)
def test_a_single_cell_is_found(kind):
    torch.manual_seed(0)
    cell = getattr(torch.nn, f"{kind}Cell")(3, 4, dtype=torch.float64)
    (model,) = read_state_dict(entries(cell, "decoder.cell."), "whole")
    x, state, rows = torch.randn(5, 3, dtype=torch.float64), None, []
    for row in x:
        state = cell(row) if state is None else cell(row, state)
        rows.append(state[0] if kind == "LSTM" else state)
    assert model.name == "decoder.cell"
    assert np.abs(run(model, x.numpy()[:, None])[:, 0] - torch.stack(rows).detach().numpy()).max() < 1e-12


def test_modules_are_found_at_any_depth_and_named_without_wrappers():
    net = torch.nn.ModuleDict({"encoder": made("LSTM"), "head": torch.nn.Linear(4, 2), "decoder": made("GRU")})
    found = read_state_dict(entries(net, "state_dict.module._orig_mod."), "whole")
    assert [(model.name, model.cell) for model in found] == [("encoder", "LSTM"), ("decoder", "GRU")]


def test_names_that_would_be_the_same_keep_their_prefixes():
    assert display_names(["model.rnn", "ema.rnn", "module"], "f") == {
        "model.rnn": "model.rnn",
        "ema.rnn": "ema.rnn",
        "module": "f",
    }
    assert display_names(["state_dict.rnn", "module.rnn"], "f") == {
        "state_dict.rnn": "state_dict.rnn",
        "module.rnn": "module.rnn",
    }


def test_other_names_belong_to_no_module():
    assert find_modules(["weight", "lstm.weight_ih_l0_raw", "linear.bias", "weight_ih_lx", "x.weight_ih_reverse"]) == []


def test_relu_must_be_chosen():
    (model,) = read_state_dict(entries(made("RNN", nonlinearity="relu")), "whole")
    assert model.cell == "RNN" and "tanh is assumed" in model.notes[0]
    assert with_activation(model, "RNN-ReLU").cell == "RNN-ReLU" and with_activation(model, "RNN-ReLU").notes == ()


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
def test_arrays_that_do_not_fit_raise(change, sentence):
    found = GOOD | {key: None if array is None else entry_of(array) for key, array in change.items()}
    with pytest.raises(ModelError) as caught:
        read_state_dict({key: one for key, one in found.items() if one is not None}, "whole")
    assert sentence in str(caught.value)


def test_half_of_the_keys_raise():
    for kind in ("weight_hh", "weight_ih"):
        half = {key: one for key, one in GOOD.items() if kind not in key}
        with pytest.raises(ModelError, match=f"“lstm.{kind}_l0” is missing"):
            read_state_dict(half, "whole")


def test_nothing_recurrent_raises():
    with pytest.raises(ModelError, match="no recurrent layer; names like “lstm.weight_ih_l0”"):
        read_state_dict(entries(torch.nn.Linear(3, 4)), "whole")


def test_declared_sizes_are_checked_before_arrays_are_made():
    wide = Entry(np.broadcast_to(np.float32(0), (16, 2**40)), "float32")
    with pytest.raises(ModelError, match="numbers; 33,554,432 is the most"):
        read_state_dict(GOOD | {"lstm.weight_ih_l0": wide}, "whole")


def test_one_invalid_module_is_left_out_with_a_note():
    found = GOOD | entries(made("GRU"), "gru.") | {"gru.bias_ih_l0": entry_of(np.full(12, np.nan))}
    (model,) = read_state_dict(found, "whole")
    assert model.name == "lstm" and model.notes[-1].startswith("“gru” of the same file is left out: “gru.bias_ih_l0”")
