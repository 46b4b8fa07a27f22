import io
import os
import struct
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from explainer.torch_models.files.reader_process import CPU_SECONDS, reader, response
from explainer.torch_models.model import ModelError

has_limits = pytest.mark.skipif(find_spec("resource") is None, reason="this system does not limit a process")
LIMIT = "from explainer.torch_models.files.reader_process import limit_resources; limit_resources()\n"


def run_limited(code: str) -> str:
    """Return the standard error of a process that limits its resources and then runs `code`."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-B", "-c", LIMIT + code]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False).stderr


@has_limits
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the memory limit needs /proc")
def test_a_child_has_little_memory():
    assert "MemoryError" in run_limited("bytearray(3 * 2**30)")
    assert run_limited("bytearray(2**29)") == ""


@has_limits
def test_a_child_writes_no_file(tmp_path):
    assert "File too large" in run_limited(f"import pathlib; pathlib.Path({str(tmp_path / 'x')!r}).write_text('x')")


def test_any_exception_of_a_library_becomes_a_message(monkeypatch):
    def breaks(data: bytes, name: str):
        raise RecursionError

    monkeypatch.setattr("explainer.torch_models.files.onnx_cells.read_onnx", breaks)
    assert response("onnx", "a", b"", lambda: None).decode() == (
        "E“a” cannot be read as ONNX: it is damaged or cut off."
    )


def test_a_damaged_zip_file_raises():
    with pytest.raises(ModelError, match="“a” is damaged or cut off: it begins as a zip file"):
        reader("zip", b"PK\x03\x04", "a")


@has_limits
def test_a_child_has_little_cpu_time_from_its_start():
    code = (
        "import resource; from explainer.torch_models.files import reader_process as reader; reader.limit_cpu_time(); "
    )
    code += "print(resource.getrlimit(0)[0])"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    output = subprocess.run(
        [sys.executable, "-B", "-c", code], env=environment, capture_output=True, check=False
    ).stdout
    assert int(output) == CPU_SECONDS


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
