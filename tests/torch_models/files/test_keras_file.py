import io

import h5py
import numpy as np
import pytest

from explainer.torch_models.files.keras_file import read_hdf5
from explainer.torch_models.model import ModelError


def file_of(**groups: str) -> bytes:
    """Return an HDF5 file with an LSTM's arrays in each group, and the name of its layer."""
    out, rng = io.BytesIO(), np.random.default_rng(0)
    with h5py.File(out, "w") as file:
        for path, name in groups.items():
            for key, shape in (("0", (3, 8)), ("1", (2, 8)), ("2", (8,))):
                file.create_dataset(f"{path}/cell/vars/{key}".lstrip("/"), data=rng.normal(size=shape))
            file.require_group(f"{path}/vars").attrs["name"] = name
    return out.getvalue()


def test_a_layer_has_its_own_name():
    (model,) = read_hdf5(file_of(**{"layers/lstm": "encoder"}), "x")
    assert model.name == "encoder" and model.dtype == "float64"
    assert [model.name for model in read_hdf5(file_of(**{"": ""}), "x")] == ["cell"]


def test_layers_of_the_same_name_are_both_read():
    models = read_hdf5(file_of(**{"a/lstm": "lstm", "b/lstm": "lstm"}), "x")
    assert [model.name for model in models] == ["a/lstm", "b/lstm"]


def test_layers_are_in_the_order_of_their_numbers():
    models = read_hdf5(file_of(**{f"layers/lstm_{k}": f"of {k}" for k in (10, 9, 2)}), "x")
    assert [model.name for model in models] == ["of 2", "of 9", "of 10"]


def test_arrays_in_another_file_are_not_read(tmp_path):
    out = io.BytesIO()
    layout = h5py.VirtualLayout((2, 8), "f4")
    layout[:] = h5py.VirtualSource("/etc/hostname", "x", (2, 8))
    with h5py.File(out, "w") as file:
        file.create_dataset("layers/lstm/cell/vars/0", (3, 8), "f4")
        file.create_virtual_dataset("layers/lstm/cell/vars/1", layout)
    with pytest.raises(ModelError, match="is stored in another file"):
        read_hdf5(out.getvalue(), "x")
