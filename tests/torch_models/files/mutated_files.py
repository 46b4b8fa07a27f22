"""Files of all kinds, changed at random, and a process that reads them as the sandbox does: see test_mutated_files.

`python -m tests.torch_models.files.mutated_files FIRST LAST FOLDER` writes a line of JSON for each file. FOLDER is
where code in the pickles would make folders, if it was run. A file that takes longer than SECONDS ends the process by a
signal, as the sandbox ends it.
"""

import io
import json
import os
import pickle
import signal
import sys
import time
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save

from explainer.torch_models.files.file_kinds import file_kind, stem
from explainer.torch_models.files.open_model import open_file
from explainer.torch_models.files.packing import unpack
from explainer.torch_models.files.reader_process import limit_resources, response
from explainer.torch_models.model import ModelError

from .mutations import changed

FILES = Path(__file__).parent / "fixtures"
SECONDS = 3.0  # of CPU time for one file
FORBIDDEN = (
    "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "os.mkdir",
    "os.remove", "os.rename", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.kill", "os.chmod", "shutil.",
    "socket.", "ctypes.dlopen", "pty.spawn", "webbrowser.open", "urllib.Request",
)  # fmt: skip


class Evil:
    """An object whose pickle makes a folder when it is loaded."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self):
        return os.mkdir, (self.path,)


def written(thing, legacy: bool = False) -> bytes:
    out = io.BytesIO()
    torch.save(thing, out, _use_new_zipfile_serialization=not legacy)
    return out.getvalue()


@lru_cache
def whole_files(folder: str) -> dict[str, list[bytes]]:
    """Return whole files by kind; some of the pickles hold code."""
    torch.manual_seed(0)
    plain = dict(torch.nn.LSTM(3, 4, num_layers=2, bidirectional=True).state_dict())
    normalised = dict(torch.nn.utils.parametrizations.weight_norm(torch.nn.GRU(3, 4), "weight_hh_l0").state_dict())
    nested = {"model": {f"module.rnn.{name}": one for name, one in plain.items()}, "epoch": 3, "lr": [0.1, None]}
    evil = {**plain, "more": Evil(f"{folder}/made")}
    old = [written(one, legacy=True) for one in (plain, normalised, evil)]
    return {
        "safetensors": [save(plain), save(normalised)],
        "pt": [written(one) for one in (plain, normalised, nested, evil)],
        "old pt": [*old, pickle.dumps(Evil(f"{folder}/made"))],
        "h5": [path.read_bytes() for path in sorted(FILES.glob("*.h5"))],
        "keras": [path.read_bytes() for path in sorted(FILES.glob("*.keras"))],
        "onnx": [path.read_bytes() for path in sorted(FILES.glob("*.onnx"))],
    }


def mutated(index: int, folder: str) -> tuple[str, bytes]:
    """Return the kind and the bytes of the file with a number: the same each time."""
    files, rng = whole_files(folder), np.random.default_rng(index)
    kind = list(files)[index % len(files)]
    data = files[kind][rng.integers(0, len(files[kind]))]
    return kind, changed(kind, data, rng)


def read(data: bytes) -> str:
    """Read a file as the app does, in this process; return "M", or an error message."""
    try:
        kind = file_kind(data, "a")
        if kind == "safetensors":
            models = open_file("a", data)
        else:
            found = response(kind, stem("a"), data, lambda: None)
            if found[:1] == b"E":
                return found[1:].decode()
            models = unpack(found[1:])
        arrays = [array for model in models for row in model.params for one in row for array in one.values()]
        return "M" if all(np.isfinite(array).all() for array in arrays) else "not finite"
    except ModelError as error:
        return str(error)


def watch(events: list[str]) -> None:
    """Note every event that reading a file must not cause, from here on."""

    def hook(event: str, arguments: tuple) -> None:
        writes = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
        if writes or event.startswith(FORBIDDEN):
            events.append(f"{event} {arguments!r}"[:200])

    sys.addaudithook(hook)


def main(first: int, last: int, folder: str) -> None:
    for files in whole_files(folder).values():
        for data in files:
            read(data)  # so that all is imported
    limit_resources()
    events: list[str] = []
    watch(events)
    for index in range(first, last):
        kind, data = mutated(index, folder)
        print(json.dumps({"begins": index}), flush=True)
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
        start = time.perf_counter()
        outcome = read(data)
        row = {"index": index, "kind": kind, "outcome": outcome, "seconds": time.perf_counter() - start}
        print(json.dumps({**row, "events": events}), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
