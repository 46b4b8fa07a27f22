from dataclasses import replace

import numpy as np
import pytest

from explainer.cells.cell_text import read_cell
from explainer.cells.lowering import lower
from explainer.numerics.domain import outside_domain
from explainer.numerics.initialisation import init_params
from explainer.numerics.trace import Hold, Layer, trace
from tests.conftest import small_run


def run_of(text: str, layers: int = 1, holds: tuple[Hold, ...] = ()):
    """Run a cell of two units over 3, 2, 1, 0, −1, with W of ones and nothing else."""
    program = lower(read_cell(text))
    params = {name: np.zeros_like(one) for name, one in init_params(program, 1, 2, 0).items()}
    params |= {name: np.ones_like(one) for name, one in params.items() if name[0] == "W"}
    first, *others = [Layer(program, params if k == 0 else init_params(program, 2, 2, 0)) for k in range(layers)]
    return trace([replace(first, holds=holds), *others], np.arange(3.0, -2.0, -1.0)[:, None])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("h = log(W_h @ x)", "At step 4, in unit 1 of h, log(0) has no value: a logarithm needs a number above 0."),
        ("a = log(W_a @ x - 2.5)\nh = tanh(a)", "At step 2, in unit 1 of a, log(−0.50) has no value: "
         "a logarithm needs a number above 0."),
        ("h = 2 / (W_h @ x - 1)", "At step 3, in unit 1 of h, 2 / 0 has no value: no number can be divided by 0."),
        ("h = exp(300 * (W_h @ x))", "At step 1, in unit 1 of h, exp(900) has no value: the exponential of more than "
         "709 is too large for a number here."),
    ],
)  # fmt: skip
def test_the_sentence_has_step_unit_and_operation(text, says):
    assert str(outside_domain(run_of(text))) == says


def test_a_number_outside_in_one_unit_alone_is_found():
    run = run_of("h = log(W_h @ x + b_h)")
    params = dict(run.params[0]) | {"b_h": np.array([10.0, 0.0])}
    found = outside_domain(trace([replace(run.layers[0].layer, params=params)], run.x))
    assert (found.t, found.unit, found.numbers) == (3, 1, (0.0,))


def test_the_sentence_has_the_layer_of_several():
    assert str(outside_domain(run_of("h = log(W_h @ x)", layers=2))).startswith("At step 1 of layer 2, in unit")


def test_held_values_are_not_computed():
    assert outside_domain(run_of("h = log(W_h @ x)", holds=(Hold("h", 3, 1.0),))) is None
    assert outside_domain(run_of("h = log(W_h @ x)", holds=(Hold("h", 3, 1.0, 0),))).unit == 1


def test_other_cells_have_nothing_to_tell():
    assert outside_domain(small_run("LSTM")) is None
