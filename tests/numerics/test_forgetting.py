import numpy as np

from explainer.cells.cell_text import read_cell
from explainer.cells.lowering import lower
from explainer.numerics.forgetting import TOO_LARGE, compare_forgetting
from explainer.numerics.initialisation import init_params
from explainer.numerics.measures import remaining_of_first_step
from explainer.numerics.trace import Layer, trace
from tests.conftest import small_run

X = np.array([[3.0], [2.0], [1.0], [0.0]])


def run_of(text: str, x: np.ndarray = X):
    """Run a cell of two units with weights of 1."""
    program = lower(read_cell(text))
    params = {name: np.ones_like(one) for name, one in init_params(program, 1, 2, 0).items()}
    return trace([Layer(program, params)], x)


def test_a_run_without_a_value_has_a_sentence_and_the_others_a_curve():
    good, lost = small_run("GRU"), run_of("h = log(W_h @ x + 0 * h_prev)")
    found = compare_forgetting({"GRU": good, "Own": lost})
    assert list(found.curves) == ["GRU"] and np.array_equal(found.curves["GRU"], remaining_of_first_step(good))
    assert found.reasons == {
        "Own": "At step 4, in unit 1 of h, log(0) has no value: a logarithm needs a number above 0."
    }


def test_a_value_that_only_the_second_run_lacks_is_described_with_that_run():
    found = compare_forgetting({"Own": run_of("h = 1 / (W_h @ x) + 0 * h_prev", X[:3])})
    assert found.curves == {}
    assert found.reasons["Own"].startswith(
        "In the second run, whose first input is 0: at step 1, in unit 1 of h, 1 / 0 "
    )


def test_numbers_that_grow_too_large_have_no_curve():
    found = compare_forgetting({"Own": run_of("h = W_h @ x + 1e6 * (h_prev + 1e6 * h_prev)", np.ones((60, 1)))})
    assert found.curves == {} and found.reasons == {"Own": TOO_LARGE}
