import numpy as np
import pytest

from explainer.training import arrays_file
from explainer.training.limits import RecipeError


def test_packed_arrays_are_unpacked_bit_for_bit():
    rng = np.random.default_rng(1)
    arrays = {
        "weights.0.W_i": rng.normal(size=(2, 3, 4)).astype(np.float32),
        "strided": rng.normal(size=(6, 4)).T[::2],
        "odd": np.array([np.nan, np.inf, -0.0, 5e-324]),
        "run.step": np.array(12),
    }
    found = arrays_file.unpack(arrays_file.pack(arrays))
    assert set(found) == set(arrays)
    for name, array in arrays.items():
        assert found[name].dtype == array.dtype and found[name].shape == array.shape
        assert found[name].tobytes() == array.tobytes()


@pytest.mark.parametrize("data", [b"", b"\x80\x04N.", b"\xff" * 100, b"\x02\0\0\0\0\0\0\0{}"[:9]])
def test_other_data_is_an_error(data):
    with pytest.raises(RecipeError, match="no safetensors file"):
        arrays_file.unpack(data)


def test_too_large_a_file_is_an_error(monkeypatch):
    monkeypatch.setattr(arrays_file, "MAX_BYTES", 10)
    with pytest.raises(RecipeError, match="is the most"):
        arrays_file.unpack(bytes(11))
