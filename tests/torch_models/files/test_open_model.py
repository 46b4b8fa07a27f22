import io
import os
import pickle
import pickletools
import struct
import sys
import threading
import zipfile
from functools import lru_cache
from pathlib import Path

import h5py
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import save

from explainer.torch_models.files.file_kinds import file_kind, stem
from explainer.torch_models.files.open_model import open_file
from explainer.torch_models.files.packing import unpack
from explainer.torch_models.files.reader_process import response
from explainer.torch_models.files.sandbox import Sandbox
from explainer.torch_models.model import ModelError

from .running import run

FILES = Path(__file__).parent / "fixtures"
SLOW_SANDBOX = Sandbox(seconds=300)  # the machine that tests run on may be busy with other things
ENDS = ("\u201d", ".", "right.")


def written(thing, **settings) -> bytes:
    out = io.BytesIO()
    torch.save(thing, out, **settings)
    return out.getvalue()


@lru_cache
def module() -> torch.nn.LSTM:
    torch.manual_seed(0)
    return torch.nn.LSTM(3, 4, num_layers=2, bidirectional=True)


def state() -> dict[str, torch.Tensor]:
    return dict(module().state_dict())


def read_in_process(name: str, data: bytes):
    """Read a file as the child does, but in this process: for files that cannot harm it."""
    found = response(file_kind(data, name), stem(name), data, lambda: None)
    if found[:1] == b"E":
        raise ModelError(found[1:].decode())
    return unpack(found[1:])


def packed(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def pickled(data: bytes) -> bytes:
    """Return a zip file as torch.save makes it around a pickle."""
    return packed({"a/data.pkl": data, "a/version": b"3\n", "a/byteorder": b"little"})


class Evil:
    def __init__(self, path) -> None:
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)


GOOD = {
    "a.pt": lambda: written(state()),
    "old.pt": lambda: written(state(), _use_new_zipfile_serialization=False),
    "a.safetensors": lambda: save(state()),
    "a.keras": (FILES / "keras_both.keras").read_bytes,
    "a.weights.h5": (FILES / "keras_both.weights.h5").read_bytes,
    "a.onnx": (FILES / "onnx_both.onnx").read_bytes,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", GOOD)
def test_every_kind_of_file_opens(name):
    (model,) = open_file(name, GOOD[name](), SLOW_SANDBOX)
    assert model.cell == "LSTM" and model.directions == ("forward", "reverse")
    if name.endswith(("pt", "safetensors")):
        x = torch.randn(5, 2, 3)
        assert np.abs(run(model, x.numpy()) - module()(x)[0].detach().numpy()).max() < 1e-5


def test_the_kind_of_a_file_is_recognised_by_its_bytes():
    (model,) = open_file("a.pt", GOOD["a.safetensors"]())
    assert model.name == "a" and len(model.params) == 2
    assert read_in_process("a.safetensors", GOOD["a.onnx"]())[0].origin == "ONNX"


@pytest.mark.parametrize("nest", ["state_dict", "model", "net.state_dict"])
def test_nested_checkpoints_are_searched(nest):
    found: dict = {f"module.lstm.{name}": tensor for name, tensor in state().items()}
    for key in reversed(nest.split(".")):
        found = {key: found, "epoch": 3, "optimizer": {"state": {0: {"exp_avg": torch.zeros(3)}}, "lr": [0.1]}}
    (model,) = read_in_process("a.ckpt", written(found))
    assert model.name.endswith("lstm") and "module" not in model.name


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_other_dtypes_are_read_as_they_are(dtype):
    tensors = {name: tensor.to(dtype) for name, tensor in state().items()}
    for name, data in (("a.pt", written(tensors)), ("a.safetensors", save(tensors))):
        (model,) = (read_in_process if name == "a.pt" else open_file)(name, data)
        assert model.dtype == str(dtype).removeprefix("torch.")
        assert np.array_equal(model.params[0][0]["U_f"], tensors["weight_hh_l0"][4:8].double().numpy())
        assert any("computed with in float64" in note for note in model.notes) == (dtype != torch.float64)


@pytest.mark.parametrize("legacy", [False, True])
@pytest.mark.parametrize("way", ["torch", "plain"])
def test_code_in_a_pickle_is_not_run(tmp_path, way, legacy):
    path = tmp_path / "made"
    evil = {"lstm": Evil(path), **state()} if way == "torch" else Evil(path)
    data = pickle.dumps(evil) if way == "plain" else written(evil, _use_new_zipfile_serialization=not legacy)
    with pytest.raises(ModelError, match="(holds more than tensors: it would import “.*mkdir”|is no file of tensors)"):
        read_in_process("a.pt", data)
    assert not path.exists()


@pytest.mark.slow
def test_code_in_a_pickle_is_not_run_by_the_child_either(tmp_path):
    path = tmp_path / "made"
    with pytest.raises(ModelError, match="it would import “.*mkdir”, and no code of a file is run here"):
        open_file("a.pt", written({"lstm": Evil(path)}), SLOW_SANDBOX)
    assert not path.exists()


def hdf5(fill) -> bytes:
    out = io.BytesIO()
    with h5py.File(out, "w") as file:
        fill(file)
    return out.getvalue()


def huge(file) -> None:
    file.create_dataset("layers/lstm/cell/vars/1", (2**20, 2**22), "f4", chunks=(64, 64), compression="gzip")


def linked(file) -> None:
    cell = file.create_group("layers/lstm/cell/vars")
    cell.create_dataset("0", (3, 16), "f4")
    cell.create_dataset("1", (4, 16), "f4", external=[("/proc/self/status", 0, 256)])


def deep() -> bytes:
    return b"\x80\x02" + b"]" * 50_000 + b"a" * 49_999 + b"."


def declared(shape: list[int], data: bytes = b"\0" * 64) -> bytes:
    header = b'{"weight_hh_l0":{"dtype":"F32","shape":%s,"data_offsets":[0,%d]}}' % (str(shape).encode(), len(data))
    return struct.pack("<Q", len(header)) + header + data


def strided() -> bytes:
    """Return a file that says a tensor of 10^12 numbers over a storage of one."""
    return written({"weight_hh_l0": torch.zeros(1).expand(4 * 10**6, 10**6), "weight_ih_l0": torch.zeros(4, 1)})


EMPTY = b'{"config": {"layers": []}}'
BAD = {
    "whole module": ("a.pt", lambda: written(module()), "would import “torch.nn.modules.rnn.LSTM”, .*state_dict"),
    "empty": ("a.pt", lambda: b"", "“a.pt” is empty; .safetensors, .pt"),
    "text": ("a.pt", lambda: b"hello world, hello", "no file of weights that is known here"),
    "tensor alone": ("a.pt", lambda: written(torch.zeros(3)), "no recurrent layer"),
    "no recurrent layer": ("a.pt", lambda: written({"fc.weight": torch.zeros(3, 3)}), "no recurrent layer"),
    "half": ("a.pt", lambda: written({k: v for k, v in state().items() if "hh" in k}), "“weight_ih_l0” is missing"),
    "nan": ("a.pt", lambda: written({k: v * torch.nan for k, v in state().items()}), "not finite"),
    "integers": ("a.pt", lambda: written({k: v.int() for k, v in state().items()}), "holds int32; float16"),
    "complex": ("a.pt", lambda: written({k: v.cfloat() for k, v in state().items()}), "holds complex64; float16"),
    "sparse": ("a.pt", lambda: written({k: v.to_sparse() for k, v in state().items()}), "is sparse, quantised"),
    "strided": ("a.pt", strided, "numbers; 33,554,432 is the most"),
    "deep pickle": ("a.pt", lambda: pickled(deep()), "“a”|no recurrent layer"),
    "deep plain pickle": ("a.pt", deep, "“a” is no file of tensors"),
    "pickle bomb": ("a.pt", lambda: pickled(pickletools.optimize(pickle.dumps({}, 2))), "no recurrent layer"),
    "other zip": ("a.pt", lambda: packed({"word/document.xml": b"x"}), "is a zip file of other things"),
    "script": ("a.pt", lambda: packed({"a/data.pkl": b"", "a/constants.pkl": b""}), "is a TorchScript archive"),
    "zip bomb": ("a.pt", lambda: packed({"a/data.pkl": bytes(129 * 2**20)}), "unpacks to 129 MB; 128 MB is the most"),
    "keras bomb": (
        "a.keras", lambda: packed({"config.json": b"{}", "model.weights.h5": bytes(129 * 2**20)}), "unpacks to 129 MB"),
    "keras config": (
        "a.keras", lambda: packed({"config.json": b'{"config": 3}', "model.weights.h5": b""}), "config of “a” cannot"),
    "keras weights": (
        "a.keras", lambda: packed({"config.json": EMPTY, "model.weights.h5": b"no"}), "damaged"),
    "hdf5 garbage": ("a.h5", lambda: b"\x89HDF\r\n\x1a\n" + bytes(range(256)) * 20, "“a” is damaged or cut off"),
    "hdf5 of other things": (
       "a.h5", lambda: hdf5(lambda file: file.create_dataset("x", (3,), "f4")), "no LSTM, GRU or Simple"),
    "hdf5 huge": ("a.h5", lambda: hdf5(huge), "numbers; 33,554,432 is the most"),
    "hdf5 of another file": ("a.h5", lambda: hdf5(linked), "is stored in another file"),
    "onnx garbage": ("a.onnx", lambda: b"\x08" + bytes(range(256)), "no ONNX file, or is damaged"),
    "safetensors huge": ("a.safetensors", lambda: declared([4 * 10**6, 10**6]), "damaged or cut off"),
    "safetensors negative": ("a.safetensors", lambda: declared([-4, -4]), "damaged or cut off"),
    "safetensors header": ("a.safetensors", lambda: struct.pack("<Q", 2**39) + b"{}", "header of “a.safetensors” has"),
    "safetensors deep": (
        "a.safetensors", lambda: struct.pack("<Q", 10**5 + 1) + b"{" + b"[" * 10**5, "damaged or cut off"),
    "safetensors dtype": ("a.safetensors", lambda: save({k: v.int() for k, v in state().items()}), "holds int32"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_raises(case):
    name, make, sentence = BAD[case]
    data = make()
    with pytest.raises(ModelError, match=sentence) as caught:
        (open_file if name == "a.safetensors" else read_in_process)(name, data)
    assert str(caught.value).endswith(ENDS) and len(str(caught.value)) < 500


@pytest.mark.slow
@pytest.mark.parametrize(
    "case",
    [
        "whole module",
        "onnx garbage",
        *(pytest.param(case, marks=pytest.mark.more) for case in ("zip bomb", "hdf5 garbage", "hdf5 huge", "strided")),
    ],
)
def test_the_child_returns_the_same_error(case):
    name, make, sentence = BAD[case]
    with pytest.raises(ModelError, match=sentence):
        open_file(name, make(), SLOW_SANDBOX)


def test_a_large_file_raises_before_it_is_read():
    never = Sandbox(command=(sys.executable, "-c", "raise SystemExit"))
    with pytest.raises(ModelError, match="“a.pt” has 200 MB; 64 MB is the most that is opened."):
        open_file("a.pt", bytes(200 * 2**20), never)


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("part", [0.001, 0.01, 0.3, 0.6, 0.9, 0.999])
def test_a_file_that_is_cut_off_raises(name, part):
    whole = GOOD[name]()
    with pytest.raises(ModelError):
        (open_file if "safetensors" in name else read_in_process)(name, whole[: int(part * len(whole))])


@pytest.mark.parametrize("name", ["a.pt", "old.pt", "a.safetensors", "a.onnx"])
@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_changed_file_is_a_model_or_an_error(name, draw):
    data = bytearray(GOOD[name]())
    for _ in range(draw.draw(st.integers(1, 4))):
        data[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))
    try:
        found = (open_file if name == "a.safetensors" else read_in_process)(name, bytes(data))
    except ModelError:
        return
    assert all(np.isfinite(array).all() for model in found for row in model.params for p in row for array in p.values())


def test_a_signalling_nan_is_no_warning():
    tensors = state() | {"weight_hh_l0": torch.from_numpy(np.full((16, 4), 0x7F800001, np.uint32).view(np.float32))}
    with pytest.raises(ModelError, match="“weight_hh_l0” holds 64 entries that are not finite"):
        open_file("a.safetensors", save(tensors))


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_random_bytes_raise(data):
    with pytest.raises(ModelError):
        open_file("a", struct.pack("<Q", len(data)) + b"{" + data)


CHANGED = """
import sys
from pathlib import Path
import numpy as np
from explainer.torch_models.files.reader_process import response
rng = np.random.default_rng(0)
for name, kind in (("keras_both.keras", "zip"), ("keras_both.weights.h5", "hdf5")):
    whole = np.frombuffer(Path(sys.argv[1], name).read_bytes(), np.uint8)
    for _ in range(150):
        data = whole.copy()
        data[rng.integers(0, len(data), 3)] = rng.integers(0, 256, 3)
        assert response(kind, name, data.tobytes(), lambda: None)[:1] in b"ME"
print("all", end="")
"""


@pytest.mark.slow
def test_a_changed_keras_file_is_a_model_or_an_error():
    """In a process of its own, as they are read: HDF5 may end it, which the sandbox handles."""
    import subprocess

    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", CHANGED, str(FILES)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout == "all" or done.returncode < 0, done.stderr


def test_names_are_shortened_to_the_stem():
    assert [stem(name) for name in ("a/b.weights.h5", "c:\\x\\net.PT", "y", "")] == ["b", "net.PT", "y", "model"]


def test_a_file_waits_for_its_turn():
    sandbox = Sandbox(max_wait=0.05, slots=threading.BoundedSemaphore(1))
    with sandbox.slots, pytest.raises(ModelError, match="files are being read on this server already; try again"):
        open_file("a.onnx", GOOD["a.onnx"](), sandbox)


def test_numbers_are_counted_over_all_layers_of_a_file(monkeypatch):
    """Expanded tensors of one number make a small file of many numbers."""
    monkeypatch.setattr(
        "explainer.torch_models.files.pickle_file._entry", lambda *_: pytest.fail("a tensor was copied")
    )
    one = torch.zeros(())
    shapes = {"weight_ih_l0": (4096, 1024), "weight_hh_l0": (4096, 1024)}
    data = written({f"{k}.{name}": one.expand(shape) for k in range(5) for name, shape in shapes.items()})
    assert len(data) < 10_000
    with pytest.raises(
        ModelError, match="The recurrent layers of “a” have 41,943,040 numbers; 33,554,432 is the most."
    ):
        read_in_process("a.pt", data)
