"""The child: reads one file of a visitor's in a process of its own, and says what it holds, or a sentence.

`python -m explainer.torch_models.files.reader_process` reads a line of JSON (the kind, the name) and then the file,
all on standard input, and answers on standard output: "M" and models as `packing` has them, or "E" and a sentence.
Whatever a broken file does to the libraries that read it is done to this process: it has little memory and time,
writes no file, and ends.
"""

import contextlib
import json
import os
import sys
from collections.abc import Callable
from types import ModuleType

from explainer.torch_models.files import zip_check
from explainer.torch_models.files.checks import all_checked
from explainer.torch_models.files.file_kinds import WORDS
from explainer.torch_models.files.limits import short
from explainer.torch_models.files.packing import pack
from explainer.torch_models.model import Model, ModelError

resource: ModuleType | None
try:
    import resource
except ImportError:  # Windows has none: there the time-out alone ends a child
    resource = None

ROOM = 2 * 2**30  # bytes beyond what its libraries take
SECONDS = 20  # of a processor
Reader = Callable[[bytes, str], tuple[Model, ...]]


def reader(kind: str, data: bytes, name: str) -> Reader:
    """Return what reads a file, its library imported; raises ModelError for a zip file that is neither of the known."""
    if kind == "zip":
        return _zip_reader(zip_check.packed(data, name), name)
    if kind == "hdf5":
        from explainer.torch_models.files import keras_file

        return keras_file.read_hdf5
    if kind == "onnx":
        from explainer.torch_models.files import onnx_cells

        return onnx_cells.read_onnx
    from explainer.torch_models.files import pickle_file

    return pickle_file.read_pickled


def _zip_reader(members: list[str], name: str) -> Reader:
    if zip_check.is_keras(members):
        from explainer.torch_models.files import keras_file

        return keras_file.read_zip
    if zip_check.is_script(members):
        raise ModelError(f"“{short(name)}” is a TorchScript archive, which keeps code; save its state_dict() instead.")
    if not zip_check.is_torch(members):
        raise ModelError(
            f"“{short(name)}” is a zip file of other things; one of torch.save or of Keras would be right."
        )
    from explainer.torch_models.files import pickle_file

    return pickle_file.read_pickled


def bound() -> None:
    """Bound what this process may take from here on, as far as the system can."""
    if resource is None:
        return
    limits = {resource.RLIMIT_CPU: SECONDS, resource.RLIMIT_FSIZE: 0, resource.RLIMIT_CORE: 0}
    with contextlib.suppress(OSError), open("/proc/self/statm") as file:
        limits[resource.RLIMIT_AS] = int(file.read().split()[0]) * resource.getpagesize() + ROOM
    for what, most in limits.items():
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(what, (most, most))


def hurry() -> None:
    """Bound the time that this process may take of a processor, before it looks at anything."""
    if resource is not None:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def answer(kind: str, name: str, data: bytes, ready: Callable[[], None] = bound) -> bytes:
    """Return what is said of a file; `ready` is called when all is imported, and before the file is read."""
    try:
        read = reader(kind, data, name)
        ready()
        return b"M" + pack(all_checked(read(data, name), name))
    except ModelError as error:
        return b"E" + str(error).encode()
    except Exception:  # a damaged file makes its library raise anything; what it was is of no use to a visitor
        return b"E" + f"“{short(name)}” cannot be read as {WORDS[kind]}: it is damaged or cut off.".encode()


def main() -> None:
    """Read, answer, end; what libraries print does not come between."""
    hurry()
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)
        kind, name = json.loads(sys.stdin.buffer.readline())
        out.write(answer(kind, name, sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
