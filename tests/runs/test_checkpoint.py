from dataclasses import replace

import numpy as np
import pytest

from explainer.inputs.text import read_text
from explainer.numerics.loaded_weights import TRAINED
from explainer.numerics.setup import Setup, showing
from explainer.runs.checkpoint import mark
from explainer.runs.loading import open_at
from explainer.tasks.probe import sequence
from explainer.torch_models.weights import WeightsError

LSTM = open_at("recall-lstm", 0)


def test_a_setup_of_a_run_is_made_of_its_weights():
    setup = showing(LSTM.opened, Setup(cell="GRU", m=5, seed=11))
    assert (setup.cell, setup.m, setup.layers, setup.start, setup.seed) == ("LSTM", 16, 1, TRAINED, 11)
    run = setup.run(sequence(LSTM.problem))
    assert run.layers[0].layer.params is LSTM.layers[0].params
    assert run.output.shape == (LSTM.problem.steps, 16)


def test_setups_can_be_told_apart_and_kept_in_a_table():
    first, last = showing(LSTM.opened), showing(open_at("recall-lstm", 250).opened)
    assert first != last and hash(first) != hash(last)
    assert first == showing(open_at("recall-lstm", 0).opened) and {first: 1}[showing(LSTM.opened)] == 1
    assert first != showing(replace(LSTM, mark="other numbers").opened)


def test_what_does_not_fit_the_weights_is_told_by_the_trace():
    with pytest.raises(ValueError, match="numbers at each step"):
        showing(LSTM.opened).run(read_text("the cat", "character"))


def test_it_is_said_in_words():
    assert LSTM.words() == "LSTM, trained on delayed recall, before the first update"
    assert replace(LSTM, at=1).words().endswith("after 1 update")
    assert replace(LSTM, at=2500).words().endswith("after 2,500 updates")


def test_the_mark_follows_every_number():
    arrays = {"0.b": np.zeros(3), "0.c": np.ones(2)}
    assert mark(arrays) == mark(dict(reversed(arrays.items())))
    assert mark(arrays) != mark({**arrays, "0.b": np.array([0.0, 0.0, 1e-300])})


def test_weights_of_another_shape_are_refused():
    from explainer.runs import loading

    with pytest.raises(loading.OpenError, match="were not kept; there are those of 0, "):
        open_at("recall-lstm", 3)
    assert issubclass(WeightsError, ValueError)


def test_what_the_equations_leave_out_of_a_run_is_said():
    assert LSTM.left_out() == ""
    assert (
        replace(LSTM, zoneout=0.1).words().endswith("kept 10% of each state as it was while training, is left out here")
    )
