"""The kind of a file, recognised by its first bytes rather than by its name."""

from explainer.torch_models.files.limits import short
from explainer.torch_models.files.other_formats import check_known
from explainer.torch_models.model import ModelError

MAGIC_BYTES = {
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"\x89HDF\r\n\x1a\n": "hdf5",
    b"\x80\x02": "pickle",
    b"\x80\x03": "pickle",
    b"\x80\x04": "pickle",
    b"\x80\x05": "pickle",
}
LABELS = {
    "safetensors": "safetensors",
    "zip": "PyTorch or Keras (zip)",
    "hdf5": "Keras (HDF5)",
    "pickle": "PyTorch",
    "onnx": "ONNX",
}
EXTENSIONS = (".safetensors", ".weights.h5", ".keras", ".onnx", ".pth", ".bin", ".ckpt", ".pt", ".h5", ".hdf5")
EXPECTED = ".safetensors, .pt, .pth, .bin, .keras, .weights.h5, .h5 or .onnx"
IR_VERSION = b"\x08"  # how an ONNX file begins: its first field, a small number


def file_kind(data: bytes, name: str) -> str:
    """Return the kind of a file, a key of LABELS; raises ModelError for what is none of them."""
    if data[8:9] == b"{" and int.from_bytes(data[:8], "little") < 2**40:  # its length may begin as a pickle does
        return "safetensors"
    for magic, found in MAGIC_BYTES.items():
        if data.startswith(magic):
            return found
    check_known(data, name)
    if data[:1] == IR_VERSION and len(data) > 1:
        return "onnx"
    problem = "empty" if not data else "no file of weights that is known here"
    raise ModelError(f"“{short(name)}” is {problem}; {EXPECTED} would be right.")


def stem(name: str) -> str:
    """Return a file's name without its folders and its extension: the name of a model in it."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return short(next((last.removesuffix(one) for one in EXTENSIONS if last.lower().endswith(one)), last)) or "model"
