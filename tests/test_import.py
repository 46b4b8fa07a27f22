"""What `import explainer` costs: no library is imported before something of it is used."""

import subprocess
import sys

import pytest

from tests.conftest import ROOT

HEAVY = {"torch", "streamlit", "plotly", "pandas", "onnx", "openpyxl", "h5py", "safetensors", "numpy", "scipy"}
OF_NUMBERS = {"numpy", "safetensors"}


def imported(code: str) -> set[str]:
    """Return which of HEAVY are there after some code has run in a process of its own."""
    command = [sys.executable, "-c", f"import sys\n{code}\nprint(*sys.modules)"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return {name.partition(".")[0] for name in found.split()} & HEAVY


@pytest.mark.parametrize("code", ["import explainer", "import explainer; dir(explainer)"])
def test_the_package_alone_imports_no_library(code):
    assert imported(code) == set()


@pytest.mark.parametrize(
    ("code", "allowed"),
    [
        ("from explainer import CELLS, lower; lower(CELLS['LSTM'])", {"numpy"}),
        ("from explainer import trace, backward, jacobians, init_params, half_life", {"numpy"}),
        ("from explainer import TASKS, make_problem; make_problem('recall', {'gap': 3})", OF_NUMBERS),
        ("import explainer.web.command_line", set()),
        ("from explainer.web.command_line import gatescope; gatescope(['--version'], standalone_mode=False)", set()),
    ],
)
def test_each_topic_imports_what_it_needs(code, allowed):
    assert imported(code) <= allowed


def test_reading_a_table_or_a_model_needs_neither_torch_nor_the_app():
    reads = "from explainer import read_table, open_model; read_table(b'a,b\\n1,2\\n')"
    assert not {"torch", "streamlit", "plotly", "onnx", "openpyxl"} & imported(reads)


def test_what_the_page_sweep_opens_with_needs_neither_torch_nor_scipy():
    code = (
        "from explainer.runs.shipped_sweep import DELAY, shipped_results; from explainer.runs.sweep_choice import *\n"
        "from explainer.runs.sweep_lines import sweep_points; from explainer.figures import sweep_figures\n"
        "from explainer.figures.sweep_sentences import *\n"
        "found = sweep_points(sweep_lines(DELAY), shipped_results())\n"
        "sweep_figures.shares(found); sweep_figures.metrics(found)\n"
        "of_success(found); of_interval(found); summary_rows(found)"
    )
    assert not {"torch", "scipy"} & imported(code)


def test_a_library_that_is_used_is_found_by_this_test():
    assert {"torch", "numpy"} <= imported("from explainer import trace_module")
