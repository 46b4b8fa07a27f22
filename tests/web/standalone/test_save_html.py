"""A trace is saved from a program that has neither Streamlit nor a notebook; what is wrong leaves no file."""

import subprocess
import sys

import pytest

from explainer import save_html
from explainer.inputs.sequence import InputError
from tests.conftest import ROOT, small_run

ALONE = """
import sys
import numpy as np
from explainer import CELLS, Layer, init_params, lower, save_html, trace
program = lower(CELLS["GRU"])
run = trace([Layer(program, init_params(program, n=2, m=4, seed=0))], np.ones((6, 2)))
for view in ("cell", "sequence", "gradients"):
    print(save_html(run, sys.argv[1], view).stat().st_size)
print({"streamlit", "torch", "plotly", "anywidget", "starlette"} & set(sys.modules))
"""


def test_a_file_is_written_without_streamlit_torch_or_a_notebook(tmp_path):
    command = [sys.executable, "-c", ALONE, str(tmp_path / "trace.html")]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    cell, sequence, gradients, loaded, _ = shown
    assert int(cell) < 300_000 and 1_000_000 < int(sequence) < 3_000_000 and int(gradients) < 3_000_000
    assert loaded == "set()"


def test_the_title_is_the_text_or_a_title_of_its_own(tmp_path):
    path = save_html(small_run("LSTM", steps=3), str(tmp_path / "a.html"), labels=["uno", "dos", "très"])
    assert "<title>LSTM reads “uno dos très”</title>" in path.read_text(encoding="utf-8")
    assert "<title>Mine</title>" in save_html(small_run("LSTM"), path, title="Mine").read_text(encoding="utf-8")


def test_what_cannot_be_shown_leaves_no_file(tmp_path):
    with pytest.raises(InputError):
        save_html(small_run("LSTM"), tmp_path / "a.html", layer=5)
    assert not list(tmp_path.iterdir())
