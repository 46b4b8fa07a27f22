"""The widget of a notebook: data in, choices out, a cursor of its own, and a sentence where anywidget is missing."""

import subprocess
import sys

import pytest

from explainer import show
from explainer.numerics.changes import Change
from explainer.web.standalone.shown_run import shown_run
from explainer.web.standalone.views import view_data
from tests.conftest import ROOT, small_run
from tests.web.board.test_payload import unpack

WITHOUT = """
import sys
sys.modules["anywidget"] = None
from explainer import show
try:
    show(None)
except ImportError as error:
    print(error)
"""


def test_a_widget_has_the_bytes_that_the_component_receives():
    widget = show(small_run("LSTM"), layer=2, loss="last")
    page = unpack(widget.data)[0]["page"]
    assert widget.data == view_data(shown_run(small_run("LSTM"), layer=2), "cell", "last", page)
    assert widget.plotly == b"" and widget._esm.rstrip().endswith("makeWidget(stage_stage.draw);")
    assert repr(widget) == "<StageWidget: LSTM reads 7 steps in 3 channels>"


@pytest.mark.parametrize("view", ["sequence", "gradients"])
def test_figures_bring_plotly(view):
    widget = show(small_run("GRU"), view)
    assert 1_000_000 < len(widget.plotly) < 2_000_000 and "board_board.draw" in widget._esm


def test_two_widgets_have_a_cursor_each():
    pages = [unpack(show(small_run("RNN")).data)[0]["page"] for _ in range(2)]
    assert len(set(pages)) == 2 and all(page.startswith("notebook-") for page in pages)


def test_what_was_changed_comes_back():
    widget, seen = show(small_run("LSTM")), []
    widget.observe(seen.append, "view")
    assert widget.changes == () and widget.view == {}
    widget.set_state({"view": {"t": 3, "unit": 2, "op": 9, "changes": "b_f.3:-0.5 2/f@4:1", "pins": "", "back": ""}})
    assert widget.changes == (Change("b_f", (2,), -0.5), Change("f", (3,), 1.0, held=True, layer=1))
    assert [one["new"]["t"] for one in seen] == [3]
    run, before = widget.trace(), small_run("LSTM")
    assert run.layers[0].layer.params["b_f"][2] == -0.5 and before.layers[0].layer.params["b_f"][2] != -0.5
    assert (run.layers[1].values["f"][3:] == 1).all() and (run.layers[1].values["f"][:3] != 1).all()


def test_without_anywidget_a_sentence_says_what_to_install():
    shown = subprocess.run([sys.executable, "-c", WITHOUT], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "pip install anywidget" in shown and len(shown.splitlines()) == 1
