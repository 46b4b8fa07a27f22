import numpy as np
import pytest

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.numerics.initialisation import init_params
from explainer.numerics.layer import Layer
from explainer.numerics.trace import trace
from explainer.tasks import unit_values
from explainer.tasks.catalogue import make_problem
from explainer.tasks.held_out_text import held_out_text
from explainer.tasks.text import OWN
from explainer.tasks.unit_values import most_tokens, read_units, units_of


def stack(cell, n, m=4, layers=1):
    program = lower(CELLS[cell])
    sizes = [n, *[m] * (layers - 1)]
    return [Layer(program, init_params(program, size, m, 1, scale=2.0, layer=k)) for k, size in enumerate(sizes)]


@pytest.mark.parametrize("cell", ["LSTM", "GRU", "RNN", "MGU"])
def test_a_short_text_is_read_as_a_trace_reads_it(cell):
    text = held_out_text(make_problem("text", {"source": "zen"}), 20_000)
    layers = stack(cell, len(text.symbols), layers=2)
    found = read_units(layers, text)
    run = trace(layers, np.eye(len(text.symbols))[text.tokens])
    assert len(found.units) == found.values.shape[1] == len(set(found.labels))
    for k, unit in enumerate(found.units):
        expected = run.layers[unit.layer].values[unit.value][:, unit.number]
        assert np.allclose(found.values[:, k], expected, atol=1e-6)
        assert (found.signed[k] == (expected.min() < 0)) or found.signed[k]
    assert "layer 2, h 4" in found.labels and found.of("h").tolist() == [
        k for k, unit in enumerate(found.units) if unit.value == "h"
    ]


def test_sequences_are_read_each_from_the_initial_state():
    text = held_out_text(make_problem("reviews", {}), 400)
    layers = stack("LSTM", len(text.symbols))
    found = read_units(layers, text)
    for start, end in zip(text.starts, text.ends, strict=True):
        run = trace(layers, np.eye(len(text.symbols))[text.tokens[start:end]])
        assert np.allclose(found.values[start:end][:, found.of("c")], run.layers[0].values["c"], atol=1e-6)


def test_a_long_text_is_read_in_parts_without_forgetting(monkeypatch):
    text = held_out_text(make_problem("text", {"source": OWN}, "now (and then) a quick fox. " * 400), 1_000)
    for layers in (stack("LSTM", len(text.symbols), layers=2), stack("LSTM-depth", len(text.symbols), layers=2)):
        in_one = read_units(layers, text).values
        with monkeypatch.context() as small:
            small.setattr(unit_values, "MOST_IN_RUN", 100_000)
            assert len(text.tokens) == 1_000 and np.array_equal(in_one, read_units(layers, text).values)


def test_sequences_are_read_some_at_a_time(monkeypatch):
    text = held_out_text(make_problem("pronouns", {}), 1_000)
    layers = stack("GRU", len(text.symbols))
    at_once = read_units(layers, text).values
    monkeypatch.setattr(unit_values, "MOST_IN_RUN", 30_000)
    assert np.allclose(at_once, read_units(layers, text).values, atol=1e-6)


def test_values_that_are_not_finite_can_be_ranked():
    text = held_out_text(make_problem("text", {"source": "zen"}), 200)
    (layer,) = stack("RNN-ReLU", len(text.symbols))
    params = {name: array * 1e200 if array.ndim == 2 else array for name, array in layer.params.items()}
    found = read_units([Layer(layer.program, params)], text)
    assert np.isfinite(found.values).all()


def test_sums_are_no_units_and_a_large_network_reads_fewer_tokens():
    roles = {unit.role for cell in CELLS for unit in units_of(stack(cell, 3))}
    assert "sum" not in roles and {"keep", "write", "read", "memory", "hidden"} <= roles
    text, reviews = make_problem("text", {}), make_problem("reviews", {})
    assert most_tokens(stack("LSTM", 30, m=16), reviews) == 20_000 == 2 * most_tokens(stack("LSTM", 30, m=16), text)
    assert most_tokens(stack("LSTM", 30, m=256, layers=2), text) == 8_000_000 // (2 * 6 * 256)
