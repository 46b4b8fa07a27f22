"""The pages on an uploaded model, in the states that their widgets offer, without a browser."""

import struct

import numpy as np
import pytest
import torch
from safetensors.numpy import load, save
from torch import nn

from explainer.torch_models.files import layers_export
from tests.conftest import ROOT, small_run
from tests.pages import test_pages
from tests.pages.test_pages import components, header, open_app, switch

FILES = ROOT / "tests" / "torch_models" / "files" / "fixtures"
NAMED = {"safetensors": "Weights as safetensors", "pt": "Weights as state_dict (.pt)"}
PAGES = ["", "sequence", "gradients", "compare"]


def texts(app) -> str:
    return f"{test_pages.texts(app)} {' '.join(one.value for one in app.subheader)}".replace("\\", "")


def file_of(module, prefix: str = "") -> bytes:
    return save({f"{prefix}{name}": tensor.detach().numpy() for name, tensor in module.named_parameters()})


def seeded(kind, *sizes, **options):
    torch.manual_seed(3)
    return kind(*sizes, **options)


def uploaded(module, name: str = "net.safetensors", **link: str):
    return with_file(file_of(module), name, **link)


def with_file(data: bytes, name: str = "net.safetensors", **link: str):
    app = open_app("your_model", **link)
    app.file_uploader(key="model_file").set_value((name, data, "application/octet-stream")).run()
    assert not app.exception
    return app


def to(app, page):
    return switch(app, page)


def test_the_page_opens_with_an_example():
    app = open_app("your_model")
    assert not app.exception and not app.error and not app.warning
    assert header(app)["units"] == 16 and header(app)["page"] == "model"
    assert [card["key"] for card in header(app)["cards"]] == ["i", "f", "o", "g", "c", "h"]
    assert "The bias of the forget gate, b_f, is" in texts(app)
    assert app.selectbox(key="input").value == "its own"


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("kind", [nn.LSTM, nn.GRU, nn.RNN])
def test_every_page_opens_on_an_uploaded_model(kind, page):
    app = uploaded(seeded(kind, 3, 6, num_layers=2))
    app.session_state["choices"] = {**app.session_state["choices"], "start": "model"}
    to(app, page)
    assert not app.exception and not app.error and not app.warning
    assert header(app)["units"] == 6
    assert header(app)["labels"]
    assert app.selectbox(key="start").value == "model"
    assert app.selectbox(key="input").value == "noise"


def arrays(app) -> dict:
    """Return the arrays that the page's component received."""
    data = components(app)[0].bytes
    numbers, found = np.frombuffer(data, "<f8", offset=4 + struct.unpack_from("<I", data)[0]), {}
    for name, rows, columns in header(app)["arrays"]:
        found[name] = numbers[: rows * columns].reshape(rows, columns)
        numbers = numbers[rows * columns :]
    return found


def test_the_stage_gets_the_weights_of_the_file():
    module = seeded(nn.LSTM, 2, 5, num_layers=2)
    app = to(uploaded(module), "")
    app.selectbox(key="start").set_value("model").run()
    sent = arrays(app)
    for layer in (1, 2):
        whole = module.state_dict()
        for ours, theirs in (("W", "weight_ih"), ("U", "weight_hh")):
            stacked = np.concatenate([sent[f"{layer}/{ours}_{letter}"] for letter in "ifgo"])
            assert np.array_equal(stacked, whole[f"{theirs}_l{layer - 1}"].double().numpy())
    assert sent["x"].shape == (2, 32)


def test_a_large_layer_is_sent_as_its_products_instead_of_its_matrices():
    app = uploaded(seeded(nn.GRU, 2, 420))
    sent = arrays(app)
    assert not {"U_n", "W_n"} & set(sent) and sent["b_n"].shape == (420, 1)
    h_prev = np.concatenate([np.zeros((420, 1)), sent["h"][:, :-1]], axis=1)
    weight = seeded(nn.GRU, 2, 420).weight_hh_l0.detach().double().numpy()[-420:]
    assert np.abs(sent["U_n @ h_prev"] - weight @ h_prev).max() < 1e-12


def test_the_numbers_on_the_page_are_those_of_torch():
    module = seeded(nn.LSTM, 2, 5)
    app = uploaded(module)
    assert "torch" in texts(app)
    sent = arrays(app)
    with torch.no_grad():
        theirs = module.double()(torch.tensor(np.ascontiguousarray(sent["x"].T)))[0].numpy()
    assert np.abs(sent["h"].T - theirs).max() < 1e-12


def test_a_stack_within_a_larger_model_is_chosen():
    torch.manual_seed(2)
    larger = nn.ModuleDict({"encoder": nn.LSTM(4, 5), "head": nn.Linear(5, 2), "decoder": nn.GRU(3, 7)})
    app = uploaded(larger)
    first = header(app)["units"]
    (choice,) = [one for one in app.selectbox if one.label == "Model"]
    choice.set_value(1).run()
    assert not app.exception and {first, header(app)["units"]} == {5, 7}
    to(app, "sequence")
    assert not app.exception


def test_the_activation_of_a_plain_rnn_is_chosen():
    app = uploaded(seeded(nn.RNN, 3, 4, nonlinearity="relu"))
    (choice,) = [one for one in app.radio if one.label == "Activation"]
    assert choice.value == "RNN"
    choice.set_value("RNN-ReLU").run()
    assert "RNN-ReLU reads" in texts(app) and not app.exception
    assert header(app)["formulas"]["lines"][0]["symbols"][0]["s"].startswith("relu")


@pytest.mark.parametrize("ending", ["safetensors", "onnx"])
def test_no_question_about_a_plain_network_whose_file_names_its_activation(ending):
    named = save(load(file_of(seeded(nn.RNN, 3, 4))), {"recipe": '{"cell": "RNN-ReLU"}'})
    data = named if ending == "safetensors" else (FILES / "onnx_rnn_relu.onnx").read_bytes()
    app = with_file(data, f"net.{ending}")
    assert not [one for one in app.radio if one.label == "Activation"]
    assert "RNN-ReLU reads" in texts(app) and "tanh is assumed" not in texts(app)


@pytest.mark.parametrize(("cell", "endings"), [("GRU", ["safetensors", "pt"]), ("GRU-Cho", ["safetensors"])])
def test_a_state_dict_is_offered_of_what_pytorch_has(cell, endings):
    app = with_file(layers_export.safetensors([one.layer for one in small_run(cell).layers]))
    labels = [one.proto.label for one in app.get("download_button")]
    assert [one for one in labels if one.startswith("Weights")] == [NAMED[ending] for ending in endings]


def test_layer_and_direction_of_a_bidirectional_model():
    app = uploaded(seeded(nn.GRU, 3, 4, num_layers=2, bidirectional=True))
    app.radio(key="direction").set_value("reverse").run()
    assert "from its end" in texts(app)
    app.radio(key="layer").set_value("2").run()
    assert "GRU reads the output of layer 1 for 32 steps of noise in 3 channels, from its end" in texts(app)
    to(app, "sequence")
    assert not app.exception


@pytest.mark.parametrize(
    ("kind", "key", "typed", "labels", "sentence"),
    [
        ("tokens", "tokens", "2 0 1", ["2", "0", "1"], ""),
        ("tokens", "tokens", "2 3", None, "“3” is no token of this model"),
        ("text", "text", "abba", list("abba"), ""),
        ("text", "text", "abcd", None, "The text has 4 different symbols, and this model takes 3 numbers"),
        ("numbers", "numbers", "1 2 3\n4 5 6", ["1 2 3", "4 5 6"], ""),
        ("numbers", "numbers", "1 2\n4 5", None, "The input has 2 channels, and this model takes 3"),
    ],
)
def test_a_model_reads_the_input_of_the_visitor(kind, key, typed, labels, sentence):
    app = uploaded(seeded(nn.LSTM, 3, 4))
    app.selectbox(key="input").set_value(kind).run()
    assert not app.exception
    app.text_area(key=key).set_value(typed).run()
    assert not app.exception
    assert sentence in texts(app) and bool(app.error) == bool(sentence)
    assert len(header(app)["labels"]) == 32 if sentence else header(app)["labels"] == labels


@pytest.mark.parametrize("kind", ["noise", "impulse", "sine"])
@pytest.mark.parametrize("n", [1, 70])
def test_inputs_are_made_for_any_model(kind, n):
    app = uploaded(seeded(nn.GRU, n, 4))
    app.selectbox(key="input").set_value(kind).run()
    assert not app.exception and not app.error
    assert f"32 steps of {kind} in {n} channel" in texts(app)


def test_columns_of_a_file_are_read_as_many_as_there_are_inputs():
    app = uploaded(seeded(nn.GRU, 2, 4))
    app.selectbox(key="input").set_value("file").run()
    app.file_uploader(key="file").set_value(("load.csv", b"a,b,c\n1,2,3\n2,3,4\n3,4,5\n", "text/csv")).run()
    assert not app.exception and not app.error
    assert header(app)["labels"] == ["1 2", "2 3", "3 4"]


def test_a_bad_file_gets_a_sentence_and_the_open_model_stays():
    app = uploaded(seeded(nn.GRU, 3, 5))
    app.file_uploader(key="model_file").set_value(("bad.safetensors", b"nothing", "application/octet-stream")).run()
    assert not app.exception
    assert "“bad.safetensors”" in texts(app) and "Below is the model that was open before." in texts(app)
    assert header(app)["units"] == 5


def test_a_bad_first_file_leaves_the_example():
    app = open_app("your_model")
    app.file_uploader(key="model_file").set_value(("bad.safetensors", b"", "application/octet-stream")).run()
    assert not app.exception and app.error
    assert header(app)["units"] == 16


@pytest.mark.parametrize("page", PAGES)
def test_a_link_to_a_model_of_another_visit_gets_a_sentence_and_random_weights(page):
    app = open_app(page, start="model")
    assert not app.exception
    assert "was opened in another visit; upload it on Your model" in texts(app)
    assert header(app)["units"] == 8
    app.selectbox(key="start").set_value("uniform").run()
    assert not app.exception and "another visit" not in texts(app)
    app.selectbox(key="start").set_value("trained").run()
    assert not app.exception and "trained on" in texts(app)


def test_from_a_model_to_random_weights_and_back():
    app = to(uploaded(seeded(nn.GRU, 3, 5)), "sequence")
    assert not app.exception and header(app)["units"] == 5
    assert "Its weights: the GRU" in texts(app)
    app.selectbox(key="start").set_value("uniform").run()
    assert not app.exception and header(app)["units"] == 8
    app.selectbox(key="start").set_value("model").run()
    assert not app.exception and header(app)["units"] == 5
    assert header(to(open_app("your_model"), "sequence"))["units"] == 8  # an example that was only looked at


def test_two_sessions_have_each_their_own_model():
    first, second = uploaded(seeded(nn.GRU, 3, 5)), open_app("your_model")
    assert (header(first)["units"], header(second)["units"]) == (5, 16)
    assert header(first.run())["units"] == 5


def test_a_model_named_at_start_up_is_open(tmp_path, monkeypatch):
    path = tmp_path / "given.safetensors"
    data = file_of(seeded(nn.RNN, 2, 3))
    arrays = load(data) | {"gatescope.x": np.ones((6, 2)), "gatescope.start.h_l0": np.full(3, 0.5)}
    path.write_bytes(save(arrays, {"gatescope": '{"name": "from a notebook", "nonlinearity": "relu", "kind": "RNN"}'}))
    monkeypatch.setenv("GATESCOPE_MODEL", str(path))
    app = open_app("your_model")
    assert not app.exception and header(app)["units"] == 3 and len(header(app)["labels"]) == 6
    assert "the RNN-ReLU “from a notebook”" in texts(app)
    other = open_app("sequence", start="model")
    assert not other.exception and not other.warning and header(other)["units"] == 3


def test_a_missing_file_named_at_start_up_leaves_the_example(tmp_path, monkeypatch):
    monkeypatch.setenv("GATESCOPE_MODEL", str(tmp_path / "none.safetensors"))
    app = open_app("your_model")
    assert not app.exception and header(app)["units"] == 16


def test_a_large_model_is_sent_from_the_stage_to_the_other_pages():
    app = to(uploaded(seeded(nn.GRU, 2, 129)), "")
    app.selectbox(key="start").set_value("model").run()
    assert not app.exception
    assert "shows up to 128; this model has 129" in texts(app)
    assert not components(app)
