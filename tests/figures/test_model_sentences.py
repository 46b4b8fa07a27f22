from dataclasses import replace

import numpy as np
import pytest

from explainer.figures.model_sentences import of_layer, row
from explainer.ui.example_model import example
from tests.conftest import small_run

LAYER = example().model.layer()


def test_bias_and_radii_are_those_of_the_weights():
    params = dict(LAYER.params) | {"b_f": np.full(16, 2.0)}
    for name in ("U_i", "U_f", "U_g", "U_o"):
        params[name] = 0.5 * np.eye(16)
    params["U_g"] = -1.5 * np.eye(16)
    text = of_layer(replace(LAYER, params=params))
    assert "The bias of the forget gate, b_f, is 2.00 on average (standard deviation 0.00)." in text
    assert "keep 88% of its memory" in text
    assert "U_i 0.50, U_f 0.50, U_g 1.50, U_o 0.50. Repeated multiplication by U_g can grow" in text


def test_several_biases_are_added_with_their_signs():
    assert "The bias of the update gate, b_z + d_z, is" in of_layer(small_run("GRU").layers[0].layer)
    assert "The bias of the input gate, −b_i, is" in of_layer(small_run("CIFG").layers[0].layer)


@pytest.mark.parametrize("cell", ["RNN", "LSTM-1997"])
def test_a_cell_without_a_keep_gate_bias_has_its_own_sentence(cell):
    assert f"{cell} has no keep gate with a bias" in of_layer(small_run(cell).layers[0].layer)


def test_a_model_is_a_row():
    found = row(example().model)
    assert (found["cell"], found["layers"], found["direction"], found["units m"]) == ("LSTM", 1, "forward", 16)
    assert found["parameters"] == f"{sum(array.size for array in LAYER.params.values()):,}"
