from dataclasses import replace

import numpy as np
import pytest

from explainer.inputs.text import read_text
from explainer.numerics.loaded_weights import TRAINED
from explainer.numerics.setup import Setup, with_loaded_weights
from explainer.runs.checkpoint import fingerprint
from explainer.runs.loading import load_checkpoint
from explainer.tasks.probe import sequence
from explainer.torch_models.weights import WeightsError

LSTM = load_checkpoint("recall-lstm", 0)


def test_a_setup_with_a_checkpoint_computes_with_its_weights():
    setup = with_loaded_weights(LSTM.loaded_weights, Setup(cell="GRU", m=5, seed=11))
    assert (setup.cell, setup.m, setup.layers, setup.init, setup.seed) == ("LSTM", 16, 1, TRAINED, 11)
    run = setup.run(sequence(LSTM.problem))
    assert run.layers[0].layer.params is LSTM.layers[0].params
    assert run.output.shape == (LSTM.problem.steps, 16)


def test_setups_of_different_checkpoints_differ_and_can_be_dictionary_keys():
    first = with_loaded_weights(LSTM.loaded_weights)
    last = with_loaded_weights(load_checkpoint("recall-lstm", 250).loaded_weights)
    assert first != last and hash(first) != hash(last)
    again = with_loaded_weights(load_checkpoint("recall-lstm", 0).loaded_weights)
    assert first == again and {first: 1}[again] == 1
    assert first != with_loaded_weights(replace(LSTM, fingerprint="other numbers").loaded_weights)


def test_an_input_that_does_not_fit_the_weights_is_an_error():
    with pytest.raises(ValueError, match="numbers at each step"):
        with_loaded_weights(LSTM.loaded_weights).run(read_text("the cat", "character"))


def test_the_description_names_cell_task_and_step():
    assert LSTM.describe() == "LSTM, trained on delayed recall, before the first update"
    assert replace(LSTM, step=1).describe().endswith("after 1 update")
    assert replace(LSTM, step=2500).describe().endswith("after 2,500 updates")


def test_the_fingerprint_depends_on_every_number():
    arrays = {"0.b": np.zeros(3), "0.c": np.ones(2)}
    assert fingerprint(arrays) == fingerprint(dict(reversed(arrays.items())))
    assert fingerprint(arrays) != fingerprint({**arrays, "0.b": np.array([0.0, 0.0, 1e-300])})


def test_a_step_without_a_checkpoint_is_an_error():
    from explainer.runs import loading

    with pytest.raises(loading.CheckpointError, match="are not stored; there are those of 0, "):
        load_checkpoint("recall-lstm", 3)
    assert issubclass(WeightsError, ValueError)


def test_the_description_names_zoneout():
    assert LSTM.omissions() == ""
    assert (
        replace(LSTM, zoneout=0.1)
        .describe()
        .endswith("kept 10% of each state unchanged while training, is left out here")
    )
