"""The source code of a cell, by what runs it: one list for every page that shows source."""

from collections.abc import Callable, Mapping

from explainer.cells.export import numpy_source, torch_source
from explainer.cells.program import Program
from explainer.engine.triton_source import triton_source

SOURCES: Mapping[str, Callable[[Program], str]] = {
    "numpy": numpy_source,
    "PyTorch": torch_source,
    "Triton": triton_source,
}
"""By library, the function that writes a cell's source; nothing of torch or Triton is imported to write it."""
