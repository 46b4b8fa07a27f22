from dataclasses import replace

import numpy as np
import pytest

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import read_cell
from explainer.cells.lowering import lower
from explainer.numerics.initialisation import init_params
from explainer.numerics.trace import Hold, Layer, output, trace
from tests.conftest import small_run


def test_every_value_is_stored_by_name():
    run = small_run("LSTM").layers[1]
    assert {"x", "h_prev", "c_prev", "i", "f", "g", "o", "c", "h", "f * c_prev", "U_f @ h_prev"} <= set(run.values)
    assert all(array.shape == (7, 4) for array in run.values.values())
    assert np.array_equal(run.values["f * c_prev"], run.values["f"] * run.values["c_prev"])


def test_the_h_of_one_layer_is_the_x_of_the_next():
    stack = small_run("GRU").layers
    assert np.array_equal(stack[1].values["x"], stack[0].values["h"])


def test_the_past_is_the_present_of_the_step_before():
    run = small_run("LSTM").layers[0]
    assert np.array_equal(run.values["c_prev"][1:], run.values["c"][:-1])
    assert not run.values["c_prev"][0].any()


def test_a_trace_is_read_only():
    with pytest.raises(ValueError, match="read-only"):
        small_run("RNN").output[0, 0] = 1.0


@pytest.mark.parametrize("name", CELLS)
def test_a_trace_is_causal(name):
    whole = small_run(name)
    x = whole.x.copy()
    x[4:] += 1.0
    changed = trace([run.layer for run in whole.layers], x)
    assert np.array_equal(changed.output[:4], whole.output[:4])
    assert not np.array_equal(changed.output[4:], whole.output[4:])


@pytest.mark.parametrize("name", CELLS)
def test_permuting_the_units_permutes_the_result(name):
    run = small_run(name, layers=1)
    order = np.array([2, 0, 3, 1])
    layer = run.layers[0].layer
    moved = {
        key: array[order][:, order] if layer.program.params[key] == ("m", "m") else array[order]
        for key, array in layer.params.items()
    }
    again = trace([Layer(layer.program, moved)], run.x)
    assert np.abs(again.output - run.output[:, order]).max() < 1e-14


def test_an_initial_state_is_used():
    program = lower(CELLS["LSTM"])
    params = init_params(program, 3, 4, 0)
    run = trace([Layer(program, params, {"c": np.ones(4)})], np.zeros((2, 3))).layers[0]
    assert run.values["c_prev"][0].tolist() == [1.0] * 4


def test_shapes_that_do_not_fit_are_named():
    program = lower(CELLS["LSTM"])
    params = init_params(program, 3, 4, 0)
    with pytest.raises(ValueError, match="x has 5 numbers at each step; “W_i” takes 3"):
        trace([Layer(program, params)], np.zeros((2, 5)))
    with pytest.raises(ValueError, match=r"“b_o” has shape None"):
        trace([Layer(program, {key: value for key, value in params.items() if key != "b_o"})], np.zeros((2, 3)))
    with pytest.raises(ValueError, match=r"The initial “c” has shape \(3,\)"):
        trace([Layer(program, params, {"c": np.ones(3)})], np.zeros((2, 3)))
    with pytest.raises(ValueError, match="a sequence is"):
        trace([Layer(program, params)], np.zeros((0, 3)))


def test_a_held_product_is_not_stacked_with_others():
    program = lower(read_cell("a = U_a @ h_prev\nb = U_b @ h_prev\nh = tanh(a + b + W_h @ x)"))
    layer = Layer(program, init_params(program, 2, 3, seed=1))
    x = np.random.default_rng(0).normal(size=(5, 2))
    for held in (Hold("a", 1, 0.0), Hold("b", 2, 0.5)):
        run = trace([replace(layer, holds=(held,))], x).layers[0]
        assert (run.values[held.name][held.since :] == held.value).all()
        other = "b" if held.name == "a" else "a"
        expected = run.values["h_prev"] @ layer.params[f"U_{other}"].T
        assert np.allclose(run.values[other], expected, atol=1e-15)


@pytest.mark.parametrize("name", CELLS)
def test_a_batch_is_its_sequences_one_by_one(name):
    stack = [run.layer for run in small_run(name).layers]
    batch = np.random.default_rng(5).normal(size=(7, 6, 3))  # (T, B, n)
    whole = trace(stack, batch)
    for k in range(6):
        alone = trace(stack, batch[:, k])
        for many, one in zip(whole.layers, alone.layers, strict=True):
            assert many.values.keys() == one.values.keys()
            assert all(np.abs(many.values[key][:, k] - one.values[key]).max() < 1e-13 for key in one.values)


@pytest.mark.parametrize("name", CELLS)
def test_output_equals_the_trace(name):
    run = small_run(name)
    letter = run.layers[-1].program.cell.equations[0].name
    holds = (Hold(letter, 2, 0.5), Hold(letter, 3, 0.25, unit=1), Hold("h", 1, 0.1, unit=2))
    stack = [replace(layer.layer, holds=holds) for layer in run.layers]
    for layers in ([layer.layer for layer in run.layers], stack):
        assert np.array_equal(output(layers, run.x), trace(layers, run.x).output)
        batch = np.random.default_rng(5).normal(size=(7, 6, 3))
        assert np.array_equal(output(layers, batch), trace(layers, batch).output)


@pytest.mark.parametrize("name", CELLS)
def test_a_held_unit_does_not_change_the_others(name):
    layer = small_run(name, layers=1).layers[0].layer
    x = np.random.default_rng(3).normal(size=(6, 3))
    for line in layer.program.cell.equations:
        free = trace([layer], x).layers[0].values
        held = trace([replace(layer, holds=(Hold(line.name, 3, 0.25, unit=2),))], x).layers[0].values
        assert (held[line.name][3:, 2] == 0.25).all()
        assert all(np.array_equal(held[key][:3], free[key][:3]) for key in free)
        assert np.array_equal(np.delete(held[line.name][3], 2), np.delete(free[line.name][3], 2))


def test_every_unit_held_by_itself_is_the_whole_value_held():
    layer = small_run("LSTM", layers=1).layers[0].layer
    x = np.random.default_rng(3).normal(size=(6, 3))
    whole = trace([replace(layer, holds=(Hold("f", 2, 0.5),))], x)
    units = trace([replace(layer, holds=tuple(Hold("f", 2, 0.5, unit=k) for k in range(4)))], x)
    assert np.array_equal(whole.output, units.output)


def test_a_batch_that_is_too_large():
    program = lower(CELLS["LSTM"])
    layer = Layer(program, init_params(program, 3, 64, 0))
    with pytest.raises(ValueError, match=r"is the most, so run \d+ of them at a time"):
        trace([layer], np.zeros((500, 400, 3)))
    with pytest.raises(ValueError, match="a sequence is"):
        trace([layer], np.zeros((5, 0, 3)))


def test_products_of_values_computed_from_the_past():
    program = lower(read_cell("r = sigmoid(U_r @ h_prev)\nh = tanh(W_h @ x + U_a @ (r * h_prev) + U_b @ (r * h_prev))"))
    layer = Layer(program, init_params(program, 2, 3, seed=1), {"h": np.ones(3)})
    run = trace([layer], np.random.default_rng(0).normal(size=(5, 2))).layers[0]
    for name in ("U_a", "U_b"):
        expected = run.values["r * h_prev"] @ layer.params[name].T
        assert np.allclose(run.values[f"{name} @ (r * h_prev)"], expected, atol=1e-15)


def test_states_below():
    first, second, third = small_run("LSTM-depth", layers=3).layers
    assert not first.values["c_below"].any() and first.values["c_below"].shape == (7, 4)
    for under, upper in ((first, second), (second, third)):
        assert np.array_equal(upper.values["c_below"], under.values["c"])
        taken = upper.values["d"] * under.values["c"]
        assert np.array_equal(upper.values["d * c_below"], taken)


def test_the_first_layer_of_a_depth_gated_cell_is_a_peephole_cell():
    run = small_run("LSTM-depth", layers=1)
    program = lower(CELLS["LSTM-peephole"])
    params = {name: run.layers[0].layer.params[name] for name in program.params}
    assert np.array_equal(trace([Layer(program, params)], run.x).output, run.output)


def test_a_layer_without_the_states_it_needs_below():
    lower_one, depth = lower(CELLS["GRU"]), lower(CELLS["LSTM-depth"])
    upper = Layer(depth, init_params(depth, 4, 4, 0))
    with pytest.raises(ValueError, match="“c_below” reads 4 units of c; the layer below has no c"):
        trace([Layer(lower_one, init_params(lower_one, 3, 4, 0)), upper], np.zeros((2, 3)))
    with pytest.raises(ValueError, match="“c_below” reads 4 units of c; the layer below has a c of 5 units"):
        trace([Layer(depth, init_params(depth, 3, 5, 0)), Layer(depth, init_params(depth, 5, 4, 0))], np.zeros((2, 3)))
