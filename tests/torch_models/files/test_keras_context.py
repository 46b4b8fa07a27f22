import json
from pathlib import Path

import pytest

from explainer.torch_models.files.keras_config import layer_configs
from explainer.torch_models.files.keras_context import CALLS, MASKED, REPEATED, STATEFUL, STATES
from explainer.torch_models.files.keras_file import read_zip

from .test_keras_config import configs, layer

FILES = Path(__file__).parent / "fixtures"


def test_masks_and_initial_states_of_keras_3_have_notes():
    encoder, decoder = read_zip((FILES / "keras_started.keras").read_bytes(), "x")
    assert MASKED.format("mask") in encoder.notes and STATES.format("encoder") not in encoder.notes
    assert STATES.format("encoder") in decoder.notes and MASKED.format("mask") not in decoder.notes


def functional(*layers: tuple[dict, list]) -> dict:
    """Return the configs of a model whose layers have the inbound nodes of Keras 2."""
    made = [{**one, "name": one["config"]["name"], "inbound_nodes": nodes} for one, nodes in layers]
    return layer_configs(json.dumps({"class_name": "Model", "config": {"layers": made}}), "x")


@pytest.mark.parametrize(
    "states",
    [[["e", 0, 1, {}], ["e", 0, 2, {}]], []],
)
def test_initial_states_of_keras_2_have_notes(states):
    options = {} if states else {"initial_state": [["e", 0, 1], ["e", 0, 2]]}
    found = functional(
        (layer("InputLayer", name="x"), []),
        (layer("LSTM", name="e"), [[["x", 0, 0, {}]]]),
        (layer("LSTM", name="d"), [[["x", 0, 0, options], *states]]),
    )
    assert found["e"].notes == () and found["d"].notes == (STATES.format("e"),) and found["d"].below is None


def test_a_layer_that_is_called_more_than_once_has_a_note_and_is_not_stacked():
    found = functional(
        (layer("LSTM", name="e"), [[["x", 0, 0, {}]]]),
        (layer("LSTM", name="d"), [[["e", 0, 0, {}]], [["y", 0, 0, {}]]]),
    )
    assert found["d"].notes == (CALLS.format(2),) and found["d"].below is None


def test_stateful_and_repeated_layers_have_notes():
    both = layer("Bidirectional", name="b", layer=layer("LSTM", stateful=True))
    found = configs(layer("GRU", name="a", stateful=True), both, layer("TimeDistributed", name="t", layer=layer("GRU")))
    assert found["a"].notes == found["b"].notes == (STATEFUL,)
    assert found["t"].notes == (REPEATED,) and found["t"].kind == "GRU" and found["t"].below is None


def test_a_mask_is_carried_by_recurrent_layers_and_ends_at_others():
    masked = layer("Embedding", name="words", mask_zero=True)
    found = configs(masked, layer("LSTM", name="a"), layer("GRU", name="b"), layer("Conv1D"), layer("GRU", name="c"))
    assert found["a"].notes == found["b"].notes == (MASKED.format("words"),) and found["c"].notes == ()
