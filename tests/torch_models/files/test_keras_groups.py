import io
from pathlib import Path

import h5py
import numpy as np
import pytest

from explainer.torch_models.files.keras_groups import Group, groups_of, text_of
from explainer.torch_models.model import ModelError

FILES = Path(__file__).parent / "fixtures"


def groups(arrays: dict[str, np.ndarray], change=lambda file: None) -> list[Group]:
    with h5py.File(io.BytesIO(), "w") as file:
        for path, array in arrays.items():
            file[path] = array
        change(file)
        return groups_of(file, "x")


def cell(*keys: str) -> dict[str, np.ndarray]:
    return {key: np.full((2, 2), float(k)) for k, key in enumerate(keys)}


@pytest.mark.parametrize(
    ("keys", "path", "part", "parts"),
    [
        (("layers/lstm/cell/vars/0", "layers/lstm/cell/vars/1"), "layers/lstm/cell/vars", 0,
         ["layers", "lstm", "cell", "vars"]),
        (("model_weights/a/a/kernel:0", "model_weights/a/a/recurrent_kernel:0"), "model_weights/a/a", 0, ["a", "a"]),
        (("a/a/lstm_cell/kernel:0", "a/a/lstm_cell/recurrent_kernel:0"), "a/a/lstm_cell", 0, ["a", "a", "lstm_cell"]),
        (("a/kernel_1:0", "a/recurrent_kernel_1:0"), "a", 1, ["a"]),
        (("one/one_W_i", "one/one_U_i"), "one/one", 0, ["one", "one"]),
        (("layers\\lstm\\cell\\vars\\0", "layers\\lstm\\cell\\vars\\1"), "layers/lstm/cell/vars", 0,
         ["layers", "lstm", "cell", "vars"]),
    ],
)  # fmt: skip
def test_the_names_of_every_version_are_known(keys, path, part, parts):
    (found,) = groups(cell(*keys))
    assert (found.path, found.part, found.parts) == (path, part, parts)
    values = [one.array[0, 0] for one in found.entries.values()]
    assert sorted(values) == [0.0, 1.0]


def test_other_layers_and_the_optimizer_are_no_cells():
    arrays = cell("dense/kernel:0", "dense/bias:0", "optimizer/vars/kernel", "optimizer/vars/recurrent_kernel")
    assert groups(arrays) == []


def test_groups_are_in_the_order_that_the_file_lists_else_of_the_numbers_in_names():
    arrays = {
        f"{name}/{name}/{key}:0": np.zeros((2, 2))
        for name in ("lstm_10", "lstm_2")
        for key in ("kernel", "recurrent_kernel")
    }
    assert [one.path for one in groups(arrays)] == ["lstm_2/lstm_2", "lstm_10/lstm_10"]

    def listed(file: h5py.File) -> None:
        file.attrs["layer_names"] = [b"lstm_10", b"lstm_2"]
        for name in ("lstm_10", "lstm_2"):
            file[name].attrs["weight_names"] = [f"{name}/kernel:0".encode(), f"{name}/recurrent_kernel:0".encode()]

    assert [one.path for one in groups(arrays, listed)] == ["lstm_10/lstm_10", "lstm_2/lstm_2"]


def test_arrays_in_another_file_are_refused_and_never_read(tmp_path):
    outside = tmp_path / "secret.bin"
    outside.write_bytes(np.ones(4).tobytes())

    def add(file: h5py.File) -> None:
        file.create_dataset("a/a/kernel:0", (2, 2), "f8", external=[(str(outside), 0, 32)])

    with pytest.raises(ModelError, match="“a/a/kernel:0” is stored in another file; weights in this file itself"):
        groups({"a/a/recurrent_kernel:0": np.zeros((2, 2))}, add)


@pytest.mark.parametrize("file", ["keras_lstm.h5", "keras2_cudnn_gru.h5", "keras_cells.weights.h5"])
def test_each_recurrent_kernel_of_a_file_of_keras_is_in_one_group(file):
    kernels: list[np.ndarray] = []

    def keep(path: str, one: object) -> None:
        if isinstance(one, h5py.Dataset) and ("recurrent_kernel" in path or path.endswith("vars/1")):
            kernels.append(one[()])

    with h5py.File(FILES / file) as source:
        found = groups_of(source, file)
        source.visititems(keep)
    assert len(found) == len(kernels) > 0
    for group in found:
        assert any(np.array_equal(group.entries["recurrent_kernel"].array, one) for one in kernels)


def test_texts_of_hdf5_may_be_bytes():
    assert text_of(b"a\xc3\xa9") == text_of("aé") == "aé" and text_of(b"\xff") == "�"
