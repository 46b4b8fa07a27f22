import os
import subprocess
import sys
from pathlib import Path

import pytest

from explainer.models.child import answer, reader
from explainer.models.model import ModelError

pytest.importorskip("resource", reason="this system does not bound a process")
BOUND = "from explainer.models.child import bound; bound()\n"


def after(code: str) -> str:
    """Return what is said where a process is bound and then does `code`."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-B", "-c", BOUND + code]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False).stderr


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is bound by what /proc tells")
def test_a_child_has_little_memory():
    assert "MemoryError" in after("bytearray(3 * 2**30)")
    assert after("bytearray(2**29)") == ""


def test_a_child_writes_no_file(tmp_path):
    assert "File too large" in after(f"import pathlib; pathlib.Path({str(tmp_path / 'x')!r}).write_text('x')")


def test_a_child_says_a_sentence_whatever_its_library_raises(monkeypatch):
    def breaks(data: bytes, name: str):
        raise RecursionError

    monkeypatch.setattr("explainer.models.onnx_cells.read_onnx", breaks)
    assert answer("onnx", "a", b"", lambda: None).decode() == ("E“a” cannot be read as ONNX: it is damaged or cut off.")


def test_a_zip_file_of_neither_kind_gets_a_sentence():
    with pytest.raises(ModelError, match="“a” is damaged or cut off: it begins as a zip file"):
        reader("zip", b"PK\x03\x04", "a")
