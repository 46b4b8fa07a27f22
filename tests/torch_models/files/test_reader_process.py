import io
import os
import struct
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from explainer.torch_models.files.reader_process import SECONDS, answer, reader
from explainer.torch_models.model import ModelError

bounded = pytest.mark.skipif(find_spec("resource") is None, reason="this system does not bound a process")
BOUND = "from explainer.torch_models.files.reader_process import bound; bound()\n"


def after(code: str) -> str:
    """Return what is said where a process is bound and then does `code`."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-B", "-c", BOUND + code]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False).stderr


@bounded
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is bound by what /proc tells")
def test_a_child_has_little_memory():
    assert "MemoryError" in after("bytearray(3 * 2**30)")
    assert after("bytearray(2**29)") == ""


@bounded
def test_a_child_writes_no_file(tmp_path):
    assert "File too large" in after(f"import pathlib; pathlib.Path({str(tmp_path / 'x')!r}).write_text('x')")


def test_a_child_says_a_sentence_whatever_its_library_raises(monkeypatch):
    def breaks(data: bytes, name: str):
        raise RecursionError

    monkeypatch.setattr("explainer.torch_models.files.onnx_cells.read_onnx", breaks)
    assert answer("onnx", "a", b"", lambda: None).decode() == ("E“a” cannot be read as ONNX: it is damaged or cut off.")


def test_a_zip_file_of_neither_kind_gets_a_sentence():
    with pytest.raises(ModelError, match="“a” is damaged or cut off: it begins as a zip file"):
        reader("zip", b"PK\x03\x04", "a")


@bounded
def test_a_child_has_little_time_from_its_start():
    code = "import resource; from explainer.torch_models.files import reader_process as reader; reader.hurry(); "
    code += "print(resource.getrlimit(0)[0])"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    said = subprocess.run([sys.executable, "-B", "-c", code], env=environment, capture_output=True, check=False).stdout
    assert int(said) == SECONDS


def directory_of(entries: int) -> bytes:
    """Return a zip file of a directory and nothing else, whose end says that it has a single entry."""
    one = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    return one * entries + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(one) * entries, 0, 0)


def test_a_long_directory_is_not_read(monkeypatch):
    assert len(zipfile.ZipFile(io.BytesIO(directory_of(3))).infolist()) == 3
    with pytest.raises(ModelError, match="“a” packs 4,001 files; 4,000 is the most that is opened."):
        reader("zip", directory_of(4001), "a")
    monkeypatch.setattr("zipfile.ZipInfo.__init__", lambda *_: pytest.fail("an entry was read"))
    with pytest.raises(ModelError, match="The directory of “a” has 18,800,000 bytes; 1,048,576 is the most"):
        reader("zip", directory_of(400_000), "a")
