"""Emitted kernels as files: Triton compiles functions of a file alone, so each source has one, named after its text.

Nothing but what `triton_source` writes is ever imported: a file that does not hold exactly that text is written again.
"""

import hashlib
import importlib.util
import os
import tempfile
from functools import lru_cache
from pathlib import Path
from types import ModuleType

FOLDER_VARIABLE = "TRITON_CACHE_DIR"
"""Where Triton keeps what it has compiled; a run's process sets it to a folder of GATESCOPE_HOME."""
SOURCES = "sources"
MOST_BYTES = 512 * 2**20  # of compiled kernels and sources; the oldest go first


def folder() -> Path:
    """Return the folder of the compiled kernels."""
    return Path(os.environ.get(FOLDER_VARIABLE) or Path.home() / ".triton" / "cache")


@lru_cache(maxsize=64)
def import_kernels(text: str) -> ModuleType:
    """Write a kernel module's source to the file that is named after it, and import it."""
    name = f"kernels_{hashlib.sha256(text.encode()).hexdigest()[:32]}"
    path = folder() / SOURCES / f"{name}.py"
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        _write(path, text)
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _write(path: Path, text: str) -> None:
    """Write a file under another name and move it to its place, so that no other process reads a part of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(temporary, path)


def prune(root: Path, most: int = MOST_BYTES) -> None:
    """Delete the files that were written longest ago until no more than so many bytes are left below a folder."""
    files = sorted((path for path in root.rglob("*") if path.is_file()), key=lambda path: path.stat().st_mtime)
    total = sum(path.stat().st_size for path in files)
    for path in files:
        if total <= most:
            return
        total -= path.stat().st_size
        path.unlink(missing_ok=True)
