import numpy as np
import pytest

from explainer.cells.catalogue import CELLS
from explainer.inputs.text import read_text
from explainer.numerics.initialisation import INITIALISATIONS
from explainer.numerics.presets import PRESETS
from explainer.numerics.setup import Setup, initialisations_of

SEQUENCE = read_text("the cat", "character")


@pytest.mark.parametrize("cell", CELLS)
def test_every_initialisation_of_every_cell_runs_in_layers(cell):
    for init in initialisations_of(cell):
        trace = Setup(cell, m=3, layers=2, init=init).run(SEQUENCE)
        assert trace.output.shape == (7, 3) and np.isfinite(trace.output).all()


def test_only_presets_made_for_a_cell_are_offered():
    assert set(initialisations_of("GRU")) - set(INITIALISATIONS) == {
        name for name, preset in PRESETS.items() if "GRU" in preset.cells
    }
    assert set(initialisations_of("JANET")) == set(INITIALISATIONS)


def test_as_drawn_leaves_the_bias_alone():
    drawn = Setup(keep="as drawn").run(SEQUENCE).layers[0].layer.params["b_f"]
    assert len(set(drawn)) == 8
    assert set(Setup(keep="3").run(SEQUENCE).layers[0].layer.params["b_f"]) == {3.0}
