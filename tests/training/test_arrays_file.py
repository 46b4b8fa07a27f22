import numpy as np
import pytest

from explainer.training import arrays_file
from explainer.training.limits import RecipeError


def test_what_is_packed_is_unpacked_bit_for_bit():
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
def test_what_is_no_file_of_ours_is_said(data):
    with pytest.raises(RecipeError, match="no safetensors file"):
        arrays_file.unpack(data)


def test_what_is_too_large_is_not_read(monkeypatch):
    monkeypatch.setattr(arrays_file, "MOST_BYTES", 10)
    with pytest.raises(RecipeError, match="is the most"):
        arrays_file.unpack(bytes(11))
