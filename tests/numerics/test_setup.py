import numpy as np
import pytest

from explainer.cells.catalogue import CELLS
from explainer.inputs.text import read_text
from explainer.numerics.initialisation import STARTS
from explainer.numerics.presets import STORIES
from explainer.numerics.setup import Setup, starts_of

SEQUENCE = read_text("the cat", "character")


@pytest.mark.parametrize("cell", CELLS)
def test_every_start_of_every_cell_runs_in_layers(cell):
    for start in starts_of(cell):
        trace = Setup(cell, m=3, layers=2, start=start).run(SEQUENCE)
        assert trace.output.shape == (7, 3) and np.isfinite(trace.output).all()


def test_only_stories_that_a_cell_can_tell_are_offered():
    assert set(starts_of("GRU")) - set(STARTS) == {name for name, story in STORIES.items() if "GRU" in story.cells}
    assert set(starts_of("JANET")) == set(STARTS)


def test_as_drawn_leaves_the_bias_alone():
    drawn = Setup(keep="as drawn").run(SEQUENCE).layers[0].layer.params["b_f"]
    assert len(set(drawn)) == 8
    assert set(Setup(keep="3").run(SEQUENCE).layers[0].layer.params["b_f"]) == {3.0}
