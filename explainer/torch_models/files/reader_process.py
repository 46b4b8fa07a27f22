"""The child process of the sandbox: reads one file of a visitor and returns its models, or an error message.

`python -m explainer.torch_models.files.reader_process` reads a line of JSON (the kind, the name) and then the file,
all on standard input, and writes to standard output: "M" and the packed models, or "E" and an error message. A broken
file can harm only this process, through the libraries that read it: it has little memory and time, writes no file, and
ends.
"""

import contextlib
import json
import os
import sys
from collections.abc import Callable
from types import ModuleType

from explainer.torch_models.files import zip_check
from explainer.torch_models.files.checks import all_checked
from explainer.torch_models.files.file_kinds import LABELS
from explainer.torch_models.files.limits import short
from explainer.torch_models.files.other_formats import check_members
from explainer.torch_models.files.packing import pack
from explainer.torch_models.model import Model, ModelError

resource: ModuleType | None
try:
    import resource
except ImportError:  # Windows has none: there the time-out alone ends a child
    resource = None

EXTRA_MEMORY = 2 * 2**30  # bytes beyond what its libraries take
CPU_SECONDS = 20
Reader = Callable[[bytes, str], tuple[Model, ...]]


def reader(kind: str, data: bytes, name: str) -> Reader:
    """Return the function that reads a file, its library imported; raises ModelError for a zip file of other kinds."""
    if kind == "zip":
        return _zip_reader(zip_check.member_names(data, name), name)
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
        raise ModelError(f"“{short(name)}” is a TorchScript archive, which holds code; save its state_dict() instead.")
    if not zip_check.is_torch(members):
        check_members(members, name)
        raise ModelError(
            f"“{short(name)}” is a zip file of other things; one of torch.save or of Keras would be right."
        )
    from explainer.torch_models.files import pickle_file

    return pickle_file.read_pickled


def limit_resources() -> None:
    """Limit the resources of this process from here on, as far as the system can."""
    if resource is None:
        return
    limits = {resource.RLIMIT_CPU: CPU_SECONDS, resource.RLIMIT_FSIZE: 0, resource.RLIMIT_CORE: 0}
    with contextlib.suppress(OSError), open("/proc/self/statm", encoding="ascii") as file:
        limits[resource.RLIMIT_AS] = int(file.read().split()[0]) * resource.getpagesize() + EXTRA_MEMORY
    for what, most in limits.items():
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(what, (most, most))


def limit_cpu_time() -> None:
    """Limit the CPU time of this process, before it reads anything."""
    if resource is not None:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))


def response(kind: str, name: str, data: bytes, ready: Callable[[], None] = limit_resources) -> bytes:
    """Return the response for a file; `ready` is called when all is imported, and before the file is read."""
    try:
        read = reader(kind, data, name)
        ready()
        return b"M" + pack(all_checked(read(data, name), name))
    except ModelError as error:
        return b"E" + str(error).encode()
    except Exception:  # a damaged file makes its library raise anything, which is of no use to a visitor
        return b"E" + f"“{short(name)}” cannot be read as {LABELS[kind]}: it is damaged or cut off.".encode()


def main() -> None:
    """Read the request, write the response; what libraries print goes to standard error."""
    limit_cpu_time()
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)
        kind, name = json.loads(sys.stdin.buffer.readline())
        out.write(response(kind, name, sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
