from dataclasses import replace

import numpy as np
import pytest

from explainer.figures.model_sentences import of_layer, row
from explainer.ui.example_model import example
from tests.conftest import small_run

LAYER = example().model.layer()


def test_the_keep_bias_and_the_radii_are_those_of_the_weights():
    params = dict(LAYER.params) | {"b_f": np.full(16, 2.0)}
    for name in ("U_i", "U_f", "U_g", "U_o"):
        params[name] = 0.5 * np.eye(16)
    params["U_g"] = -1.5 * np.eye(16)
    said = of_layer(replace(LAYER, params=params))
    assert "The keep bias b_f is 2.00 on average (spread 0.00)" in said and "keep 88% of its memory" in said
    assert "U_i 0.50, U_f 0.50, U_g 1.50, U_o 0.50; above 1, what U_g is given again and again can grow" in said


def test_two_biases_and_turned_ones_are_added_with_their_signs():
    assert "The keep bias b_z + d_z is" in of_layer(small_run("GRU").layers[0].layer)
    assert "The keep bias −b_i is" in of_layer(small_run("CIFG").layers[0].layer)


@pytest.mark.parametrize("cell", ["RNN", "LSTM-1997"])
def test_a_cell_without_such_a_bias_says_so(cell):
    assert f"{cell} has no gate that keeps by a bias" in of_layer(small_run(cell).layers[0].layer)


def test_a_model_is_a_row():
    found = row(example().model)
    assert (found["cell"], found["layers"], found["reads"], found["units m"]) == ("LSTM", 1, "forward", 16)
    assert found["numbers"] == f"{sum(array.size for array in LAYER.params.values()):,}"
