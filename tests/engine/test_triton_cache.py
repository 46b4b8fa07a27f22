import os

import pytest

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.engine import triton_cache
from explainer.engine.triton_cache import import_kernels, prune
from explainer.engine.triton_source import triton_source


@pytest.fixture
def folder(monkeypatch, tmp_path):
    monkeypatch.setenv(triton_cache.FOLDER_VARIABLE, str(tmp_path))
    import_kernels.cache_clear()
    yield tmp_path / triton_cache.SOURCES
    import_kernels.cache_clear()


@pytest.mark.triton
def test_a_source_has_one_file_named_after_its_text(folder):
    pytest.importorskip("triton")
    text = triton_source(lower(CELLS["RNN"]))
    module = import_kernels(text)
    import_kernels.cache_clear()
    assert import_kernels(text).__name__ == module.__name__
    (path,) = folder.glob("*.py")
    assert path.read_text() == text and path.stem == module.__name__


@pytest.mark.triton
def test_a_file_with_another_text_is_written_again_before_it_is_imported(folder):
    pytest.importorskip("triton")
    text = triton_source(lower(CELLS["RNN"]))
    import_kernels(text)
    (path,) = folder.glob("*.py")
    path.write_text("raise RuntimeError('this text is not the one')")
    import_kernels.cache_clear()
    assert hasattr(import_kernels(text), "forward") and path.read_text() == text


def test_the_oldest_files_are_deleted(tmp_path):
    for k in range(4):
        path = tmp_path / f"kernel {k}" / "file"
        path.parent.mkdir()
        path.write_bytes(bytes(100))
        os.utime(path, (k, k))
    prune(tmp_path, 250)
    assert sorted(path.parent.name for path in tmp_path.rglob("file")) == ["kernel 2", "kernel 3"]
