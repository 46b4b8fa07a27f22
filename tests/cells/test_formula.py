import numpy as np
import pytest

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import read_cell
from explainer.cells.formula import LATEX, PLAIN, equation_latex, formula_data, number
from explainer.cells.lowering import lower
from explainer.numerics.numeric_formula import numeric_equation, numeric_right_side
from explainer.numerics.trace import Layer, trace
from tests.conftest import small_run

GOLDEN = {
    ("LSTM", "f"): r"f_{t} = \sigma(W_{f}\, x_{t} + U_{f}\, h_{t-1} + b_{f})",
    ("LSTM", "c"): r"c_{t} = f_{t} \odot c_{t-1} + i_{t} \odot g_{t}",
    ("LSTM", "h"): r"h_{t} = o_{t} \odot \tanh(c_{t})",
    ("GRU", "n"): r"n_{t} = \tanh(W_{n}\, x_{t} + b_{n} + r_{t} \odot (U_{n}\, h_{t-1} + d_{n}))",
    ("GRU", "h"): r"h_{t} = (1 - z_{t}) \odot n_{t} + z_{t} \odot h_{t-1}",
    ("GRU-Cho", "n"): r"n_{t} = \tanh(W_{n}\, x_{t} + U_{n}\, (r_{t} \odot h_{t-1}) + b_{n})",
    ("CIFG", "f"): r"f_{t} = 1 - i_{t}",
    ("JANET", "i"): r"i_{t} = 1 - \sigma(a_{t} - 1)",
    ("LSTM-norm", "h"): r"h_{t} = o_{t} \odot \tanh(p_{c} \odot \mathrm{norm}(c_{t}) + b_{c})",
    ("LSTM-depth", "c"): r"c_{t} = f_{t} \odot c_{t-1} + i_{t} \odot g_{t} + d_{t} \odot c_{t, \mathrm{below}}",
    ("RNN-ReLU", "h"): r"h_{t} = \mathrm{relu}(W_{h}\, x_{t} + U_{h}\, h_{t-1} + b_{h})",
}


@pytest.mark.parametrize(("cell", "name"), GOLDEN)
def test_symbols(cell, name):
    assert equation_latex(lower(CELLS[cell]), name) == GOLDEN[cell, name]


def hand_made():
    """An RNN of three units whose numbers can be checked in the head."""
    params = {
        "W_h": np.array([[0.42, -1.0], [0.0, 0.0], [0.42, 0.5]]),
        "U_h": np.array([[0.1, 0.2, 0.3], [0.0, 0.0, 0.0], [1.0, -2.0, 3.0]]),
        "b_h": np.array([0.1, 0.0, -0.1]),
    }
    layer = Layer(lower(CELLS["RNN"]), params, {"h": np.array([0.25, -0.5, 0.125])})
    return trace([layer], np.array([[1.0, 0.0], [0.0, 1.0]])).layers[0]


def test_numbers_of_one_unit_at_one_step():
    run = hand_made()
    assert numeric_equation(run, "h", 0, 0) == (
        r"h_{1} = \tanh(0.42 \cdot 1 + 0.10 \cdot 0.25 + 0.20 \cdot (-0.50) + 0.30 \cdot 0.13 + 0.10) = 0.45"
    )
    assert numeric_right_side(run, "h", 0, 2) == "tanh(0.42·1 + 1·0.25 − 2·(−0.50) + 3·0.13 − 0.10)"


def test_terms_that_are_zero_show_only_on_request():
    run = hand_made()
    assert numeric_right_side(run, "h", 0, 1) == "tanh(0 + 0 + 0)"
    assert numeric_right_side(run, "h", 0, 0, whole=True).startswith("tanh(0.42·1 − 1·0 + 0.10·0.25")


def test_long_products_are_shortened_in_the_middle_and_whole_on_request():
    run = small_run("GRU-Cho", n=3, m=9).layers[1]
    assert numeric_right_side(run, "n", 2, 4).count("·") == 6
    assert numeric_right_side(run, "n", 2, 4).count("…") == 2
    assert numeric_right_side(run, "n", 2, 4, whole=True).count("·") == 18
    assert r"\dots" in numeric_equation(run, "n", 2, 4)


def test_the_whole_formula_computes_to_the_value():
    run = small_run("LSTM", n=3, m=4).layers[0]
    text = numeric_right_side(run, "c", 3, 1).replace("·", "*").replace("−", "-")
    factors = [part.split("*") for part in text.replace("- ", "+ -").split(" + ")]
    old_part, written = (float(one) * float(other.strip(" ()")) for one, other in factors)
    assert abs(old_part + written - run.values["c"][3, 1]) < 0.02


def test_norm_is_written_with_the_mean_and_the_spread_of_all_units():
    run = small_run("LSTM-norm", n=3, m=4).layers[0]
    c = run.values["c"][3]
    mean, spread = number(c.mean()), number(np.sqrt(c.var() + 1e-5))
    assert f"({number(c[1])} − {mean if mean[0] != '−' else f'({mean})'}) / {spread}" in numeric_right_side(
        run, "h", 3, 1
    )
    assert r"\odot" not in numeric_equation(run, "h", 3, 1) and "−" not in numeric_equation(run, "h", 3, 1)


def test_a_product_with_a_parameter_finds_its_numbers():
    program = lower(read_cell("h = tanh(U_h @ b_h + h_prev)"))
    layer = Layer(program, {"U_h": np.array([[2.0, 3.0], [0.0, 1.0]]), "b_h": np.array([0.5, -1.0])})
    assert numeric_right_side(trace([layer], np.zeros((2, 1))).layers[0], "h", 0, 0) == "tanh(2·0.50 + 3·(−1) + 0)"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (-0.0, "0"), (1.0, "1"), (-3.0, "−3"), (0.125, "0.13"), (-0.125, "−0.13"), (0.7049, "0.70"),
     (1234.5, "1234.50"), (1e6, "1.0e6"), (0.0123, "0.01"), (0.00456, "0.0046"), (0.001, "0.0010"), (9.4e-4, "9.4e−4"),
     (-2.5e-7, "−2.5e−7"),
     (np.inf, "∞"), (-np.inf, "−∞"), (np.nan, "no value")],
)  # fmt: skip
def test_numbers_are_short(value, text):
    assert number(value, PLAIN) == text


def test_latex_numbers():
    assert number(-0.0001, LATEX) == r"-1.0 \cdot 10^{-4}"
    assert number(np.inf, LATEX) == r"\infty"


@pytest.mark.parametrize("cell", CELLS)
def test_formula_data_names_every_letter(cell):
    data = formula_data(lower(CELLS[cell]))
    used = {piece["v"] for line in data["lines"] for piece in line["symbols"] if "v" in piece}
    assert used | {line["name"] for line in data["lines"]} == set(data["names"])


def test_letters_can_have_the_colour_of_their_role():
    assert equation_latex(lower(CELLS["LSTM"]), "h", 0) == (
        r"\textcolor{#4B49A8}{h_{t}} = \textcolor{#9C3587}{o_{t}} \odot \tanh(\textcolor{#C4421A}{c_{t}})"
    )
