import ast
import subprocess
import sys

import pytest

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.torch_models.sources import SOURCES
from tests.conftest import ROOT


@pytest.mark.parametrize("library", SOURCES)
@pytest.mark.parametrize("cell", CELLS)
def test_each_source_is_python_and_quotes_the_cell(library, cell):
    source = SOURCES[library](lower(CELLS[cell]))
    assert ast.get_docstring(ast.parse(source)).startswith(cell)


@pytest.mark.parametrize("cell", CELLS)
def test_the_kernel_has_a_comment_for_each_equation_and_a_line_for_each_letter(cell):
    source = SOURCES["Triton"](lower(CELLS[cell]))
    assigned = {node.id for node in ast.walk(ast.parse(source))
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}  # fmt: skip
    for line in CELLS[cell].equations:
        if "_prev" in line.text or line.name in CELLS[cell].state:  # others may be computed before the loop
            assert f"# {line.name} = {line.text}    {line.about}" in source
            assert line.name in assigned


def test_a_source_is_written_without_torch_and_triton():
    code = "from explainer import CELLS, lower; from explainer.torch_models.sources import SOURCES"
    listing = "[write(lower(CELLS['LSTM'])) for write in SOURCES.values()]"
    command = f"import sys; {code}; {listing}; print({{'torch', 'triton'}} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert found.strip() == "set()"
