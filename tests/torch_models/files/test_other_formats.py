import io
import struct
import zipfile

import pytest
import torch
from safetensors.torch import save

from explainer.torch_models.files.file_kinds import LABELS, file_kind
from explainer.torch_models.files.open_model import open_file
from explainer.torch_models.files.other_formats import check_members
from explainer.torch_models.files.pickle_file import read_pickled
from explainer.torch_models.files.state_dict import BITSANDBYTES
from explainer.torch_models.model import ModelError

from .test_open_model import GOOD

FLAX = b"\x81\xa6params\x82\xabLSTMCell_0\xc0"
CASES = {
    "a.gguf": (b"GGUF\3\0\0\0" + bytes(20), "a GGUF file, as llama.cpp has them; a .safetensors file of the PyTorch"),
    "a.tflite": (b"\x1c\0\0\0TFL3" + bytes(20), "a TensorFlow Lite model; in Keras, model.save(“model.keras”) before"),
    "a/saved_model.pb": (
        b"\x08\x01\x12\x91\xa4\x24\n" + bytes(20),
        "the graph of a TensorFlow SavedModel, without its",
    ),
    "renamed.bin": (b"\x08\x01\x12\x91\xa4\x24\n" + bytes(20), "the graph of a TensorFlow SavedModel, without its"),
    "variables.data-00000-of-00001": (b"\0\1\2" * 9, "a part of a TensorFlow checkpoint; in Keras, model.save("),
    "flax_model.msgpack": (FLAX, "a msgpack file, as Flax (JAX) writes it; a .safetensors file of its arrays"),
    "flax": (FLAX, "a msgpack file, as Flax (JAX) writes it; a .safetensors file of its arrays"),
    "large": (b"\xde\0\3\xd9\x20encoder", "a msgpack file, as Flax (JAX) writes it; a .safetensors file of its arrays"),
    "a.pte": (b"\x30\0\0\0ET12" + bytes(20), "an ExecuTorch program; the state_dict() of the model"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_format_that_is_not_read_is_named_with_what_would_be_right(name):
    data, sentence = CASES[name]
    with pytest.raises(ModelError) as caught:
        open_file(name, data)
    assert sentence in str(caught.value) and str(caught.value).endswith("would be right.")
    assert len(str(caught.value).split()) < 45


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("named", ["a.msgpack", "saved_model.pb", "checkpoint", "x"])
def test_a_file_that_is_read_is_never_taken_for_another(name, named):
    if not (name == "a.onnx" and named != "x"):  # an ONNX file has no first bytes of its own
        assert file_kind(GOOD[name](), named) in LABELS


def test_every_length_of_a_header_leaves_a_safetensors_file_one():
    for size in (0x81, 0xA3DE, 0x2041A581, 0x41A281):
        assert file_kind(struct.pack("<Q", size) + b"{", "a") == "safetensors"


@pytest.mark.parametrize(
    ("member", "sentence"),
    [
        (
            "my_model/saved_model.pb",
            "“a” is a TensorFlow SavedModel, which holds code beside its weights; in Keras, model",
        ),
        ("ckpt/manifest.ocdbt", "“a” is a checkpoint of Flax"),
        ("model/archive_format", "“a” is a program of torch.export"),
    ],
)
def test_a_zip_file_of_another_format_is_named(member, sentence):
    check_members(["config.json", "a/data.pkl"], "a")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(member, b"x")
    from explainer.torch_models.files.reader_process import reader

    with pytest.raises(ModelError) as caught:
        reader("zip", out.getvalue(), "a")
    assert str(caught.value).startswith(sentence) and str(caught.value).endswith("would be right.")


def quantised(legacy: bool) -> bytes:
    net = torch.nn.ModuleDict({"lstm": torch.nn.LSTM(3, 4), "fc": torch.nn.Linear(4, 2)})
    found = torch.ao.quantization.quantize_dynamic(net, {torch.nn.LSTM, torch.nn.Linear})
    out = io.BytesIO()
    torch.save(found.state_dict(), out, _use_new_zipfile_serialization=not legacy)
    return out.getvalue()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.skipif("none" in torch.backends.quantized.engine, reason="this PyTorch cannot quantise")
@pytest.mark.parametrize("legacy", [False, True])
def test_a_dynamically_quantised_module_is_named(legacy):
    with pytest.raises(
        ModelError, match=r"“a” holds weights that are quantised .* before quantize_dynamic would be right"
    ):
        read_pickled(quantised(legacy), "a")


def test_a_model_quantised_by_bitsandbytes_is_named_unless_it_is_recurrent():
    tensors = {
        "fc.weight": torch.zeros(8, dtype=torch.uint8),
        "fc.weight.quant_state.bitsandbytes__nf4": torch.zeros(3),
    }
    with pytest.raises(ModelError) as caught:
        open_file("a.safetensors", save(tensors))
    assert str(caught.value) == BITSANDBYTES
    (model,) = open_file("a.safetensors", save(tensors | dict(torch.nn.LSTM(3, 4).state_dict())))
    assert model.cell == "LSTM"


def test_lists_of_state_dicts_are_searched():
    out = io.BytesIO()
    torch.save({"models": [torch.nn.Linear(3, 4).state_dict(), torch.nn.GRU(3, 4).state_dict()]}, out)
    (model,) = read_pickled(out.getvalue(), "a")
    assert (model.name, model.cell) == ("models.1", "GRU")
