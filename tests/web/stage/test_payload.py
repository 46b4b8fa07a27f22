"""What the stage receives: every loss's steps and targets, and the formulas' names."""

import json
from dataclasses import replace

import numpy as np
import pytest

from explainer.cells.catalogue import CELLS
from explainer.inputs.numbers import read_numbers
from explainer.inputs.sequence import Sequence
from explainer.inputs.text import read_text
from explainer.numerics import losses
from explainer.numerics.readout import Readout
from explainer.numerics.setup import Setup
from explainer.web.stage.payload import View, payload
from tests.web.board.test_payload import unpack

VIEW = View("test", {"t": 0, "unit": 0, "op": 0})
SEQUENCES = {
    "symbols": read_text("the cat sat on", "character"),
    "one symbol": read_text("a" * 14, "character"),
    "numbers": read_numbers("\n".join(str(k * k % 7) for k in range(14)), "none"),
    "columns": read_numbers("\n".join(f"{k} {k * k % 7}" for k in range(14)), "standard"),
}


def first_steps(sequence: Sequence, steps: int) -> Sequence:
    return replace(sequence, x=sequence.x[:steps], labels=sequence.labels[:steps])


@pytest.mark.parametrize("kind", SEQUENCES)
@pytest.mark.parametrize("steps", range(1, 13))
def test_the_browsers_table_of_losses_is_what_python_computes(kind, steps):
    sequence = first_steps(SEQUENCES[kind], steps)
    setup = Setup("RNN", m=2)
    header, arrays = unpack(payload(setup.stack(sequence), sequence, VIEW))
    assert set(header["losses"]) == set(losses.LOSSES) - {"logit"}
    for name in set(losses.LOSSES) - {*losses.OF_ONE_STEP}:
        entry = header["losses"][name]
        if name == "predict" and steps == 1:
            assert entry["steps"] == []  # the browser then falls back to the last step
            continue
        for error in ["squared", *(["entropy"] if header["one_hot"] else [])]:
            loss = losses.make_loss(name, sequence.x, 2, 0, error)
            assert entry["steps"] == list(loss.steps)
            targets = arrays["x"].T[entry["targets"]] if entry["targets"] else None
            assert (targets is None) == (loss.targets is None)
            assert targets is None or np.array_equal(targets, loss.targets)


def test_a_trained_readout_is_sent_with_the_names_of_its_classes():
    sequence, setup = SEQUENCES["symbols"], Setup("RNN", m=2)
    readout = Readout(np.ones((3, 2)), np.zeros(3), (" ", "a", "\n"))
    header, arrays = unpack(payload(setup.stack(sequence), sequence, replace(VIEW, readout=readout)))
    assert set(header["losses"]) == set(losses.LOSSES) and header["classes"] == ["␣", "a", "⏎"]
    assert np.array_equal(arrays["trained.readout"], readout.weights) and arrays["trained.bias"].shape == (3, 1)


@pytest.mark.parametrize("cell", CELLS)
def test_every_parameter_and_initial_state_is_sent(cell):
    sequence = read_text("the cat", "character")
    stack = Setup(cell, layers=2).stack(sequence)
    header, arrays = unpack(payload(stack, sequence, VIEW))
    json.dumps(header, allow_nan=False)
    for k, layer in enumerate(stack):
        for name, values in layer.params.items():
            assert np.array_equal(arrays[f"{k + 1}/{name}"], values if values.ndim == 2 else values[:, None])
        assert all(f"{k + 1}/initial.{state}" in arrays for state in layer.state)
