"""Shapes and counts of modules, checked against torch.nn."""

import itertools
import random

import pytest
import torch

from explainer.lessons.module_shapes import (
    KINDS,
    LIMITS,
    SIZES,
    Module,
    input_shape,
    keras_count,
    keras_shapes,
    layer_count,
    parameter_count,
    parameter_shapes,
    returned_shapes,
)

ALL = [
    Module(kind, n, m, layers, bidirectional, batch_first, bias, proj, steps, batch)
    for kind, layers, bidirectional, batch_first, bias in itertools.product(KINDS, (1, 2, 3), *((False, True),) * 3)
    for n, m, proj, steps, batch in ((3, 4, 0, 6, 2), (1, 1, 0, 1, 1), (5, 7, 2, 3, 4), (12, 12, 11, 12, 12))
]
ACCEPTED = [one for one in ALL if not one.problem]


@pytest.fixture(scope="module")
def sample():
    return random.Random(7).sample(ACCEPTED, 120)


def in_torch(module: Module) -> torch.nn.RNNBase:
    return eval(module.source, {"torch": torch})  # noqa: S307  (the source is the module's own)


@pytest.mark.filterwarnings("ignore:LSTM with projections")
def test_shapes_and_counts_are_those_of_torch(sample):
    for module in sample:
        theirs = in_torch(module)
        output, states = theirs(torch.zeros(input_shape(module)))
        found = [output, *(states if isinstance(states, tuple) else (states,))]
        assert [tuple(one.shape) for one in found] == list(returned_shapes(module).values()), module
        assert {name: tuple(one.shape) for name, one in theirs.named_parameters()} == parameter_shapes(module), module
        assert sum(one.numel() for one in theirs.parameters()) == parameter_count(module)


def test_all_arguments_occur_in_the_sample(sample):
    for field in ("kind", "layers", "bidirectional", "batch_first", "bias", "proj_size"):
        assert {getattr(one, field) for one in sample} == {getattr(one, field) for one in ACCEPTED}


def test_what_torch_does_not_accept_has_a_sentence():
    for module in (one for one in ALL if one.problem):
        with pytest.raises(ValueError, match="proj_size"):
            in_torch(module)


@pytest.mark.parametrize(("n", "m"), [(3, 4), (10, 20), (1, 1)])
def test_the_counts_that_books_give(n, m):
    assert parameter_count(Module("LSTM", n, m)) == 4 * (n * m + m * m + 2 * m)
    assert parameter_count(Module("GRU", n, m)) == 3 * (n * m + m * m + 2 * m)
    assert 4 * parameter_count(Module("GRU", n, m)) == 3 * parameter_count(Module("LSTM", n, m))
    assert keras_count(Module("LSTM", n, m)) == 4 * (n * m + m * m + m)
    assert keras_count(Module("GRU", n, m)) == 3 * (n * m + m * m + 2 * m)


def test_a_layer_above_reads_all_directions_of_the_one_below():
    module = Module("GRU", 5, 4, 2, bidirectional=True)
    assert parameter_count(module) == 2 * (layer_count(module, 0) + layer_count(module, 1))
    assert layer_count(module, 1) == 3 * (8 * 4 + 4 * 4 + 8)


def test_keras_has_the_batch_first_and_both_directions_side_by_side():
    shapes = keras_shapes(Module("LSTM", 3, 4, 1, bidirectional=True))
    assert shapes == {
        "return_sequences=False": (2, 8), "return_sequences=True": (2, 6, 8), "return_state=True": (2, 4),
    }  # fmt: skip


def test_the_default_is_within_the_limits():
    assert set(SIZES) == set(LIMITS)
    assert all(low <= getattr(Module(), SIZES[key]) <= high for key, (low, high) in LIMITS.items())
