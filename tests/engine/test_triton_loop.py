"""The emitted Triton kernels, run in Triton's interpreter: values and gradients against the eager engine."""

from dataclasses import replace

import pytest
import torch
from hypothesis import Phase, given, settings

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import read_cell
from explainer.cells.lowering import lower
from explainer.engine.noise import Noise
from explainer.engine.triton_tiles import LARGEST_PIECE
from tests.engine.triton_comparison import FUSED, Size, check, differences, in_pieces
from tests.random_cells import cells

pytest.importorskip("triton")
pytestmark = pytest.mark.triton
NOISES = [Noise(0.3, seed=5), Noise(0.0, 0.4, 5), Noise(0.3, 0.4, 5), Noise(0.3)]
QUICK = Size(T=3, S=2, m=3, B=4)
SHORT, ALONE = Size(T=2, S=2, m=3, B=4), Size(T=2, S=1, m=3, B=4)  # the interpreter's time goes with T × S


@pytest.mark.parametrize("name", CELLS)
def test_values_and_gradients_equal_those_of_the_eager_engine(name):
    check(lower(CELLS[name]), size=QUICK)


@pytest.mark.parametrize("name", ["LSTM", "GRU-Cho"])
def test_matrices_that_are_read_in_pieces_give_the_same(name):
    check(lower(CELLS[name]), in_pieces(17), Size(T=2, S=1, m=17, B=3))


def test_masks_and_padding_of_the_batch():
    check(lower(CELLS["LSTM"]), size=Size(T=2, S=1, m=3, B=17), noise=Noise(0.3, 0.4, 5))


@pytest.mark.more
@pytest.mark.parametrize("noise", NOISES, ids=str)
@pytest.mark.parametrize("name", CELLS)
def test_under_masks(name, noise):
    check(lower(CELLS[name]), size=QUICK, noise=noise)


@pytest.mark.more
@pytest.mark.parametrize("m", [1, 3, 17, 32, 100])
@pytest.mark.parametrize("name", CELLS)
def test_in_every_size_with_a_batch_that_fills_no_tile(name, m):
    if name == "LSTM-norm" and m == 1:
        pytest.skip("the norm of one unit is 0: its gradient is a difference of rounding errors")
    if m == 100:
        check(lower(CELLS[name]), in_pieces(m, LARGEST_PIECE), Size(T=2, S=2, m=m, B=3), seed=m)
    else:
        check(lower(CELLS[name]), FUSED, Size(T=2, S=2, m=m, B=19), seed=m)


@pytest.mark.more
@pytest.mark.parametrize("name", CELLS)
def test_in_float32(name):  # of 17 units: a norm of 3 that are nearly equal loses two digits more, in either engine
    check(lower(CELLS[name]), size=Size(T=4, S=2, m=17, B=5), dtype=torch.float32)


@pytest.mark.more
@pytest.mark.parametrize("name", CELLS)
def test_what_is_not_stored_is_computed_again(name):
    check(lower(CELLS[name]), replace(FUSED, keep="needed"), QUICK)
    check(lower(CELLS[name]), replace(in_pieces(3), keep="needed"), SHORT)


@pytest.mark.more
@pytest.mark.parametrize("name", CELLS)
def test_every_cell_in_pieces(name):
    check(lower(CELLS[name]), in_pieces(17), Size(T=2, S=2, m=17, B=3))


@settings(max_examples=20, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(cells())
def test_some_random_cells(cell):
    check(lower(cell), size=Size(T=2, S=1, n=2, m=2, B=2))


@pytest.mark.more
@settings(max_examples=60, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(cells())
def test_random_cells(cell):
    check(lower(cell), size=Size(T=3, S=1, m=3, B=4))
    check(lower(cell), in_pieces(3), ALONE)


@pytest.mark.parametrize(
    "text",
    [
        "tl = sigmoid(W_t @ x + U_t @ h_prev)\nh = tl * tanh(W_h @ x) - (1 - tl) * h_prev",
        "T = tanh(W_t @ x + U_t @ h_prev)\nM = exp(T) / (2 + T)\nblocks = M * h_prev\nh = tanh(blocks - T)",
        "here = W_h @ x\nt = max(here, h_prev)\nh = min(t, U_h @ (t * h_prev)) - -t",
        "h = tanh(W_h @ x + (-2 - h_prev) + exp(b_q))",
        "f = tanh(U_f @ (W_a @ x + c_prev))\nc = tanh(W_c @ x - c_prev)\nh = c",  # nothing reads f
        "value_1 = W_a @ x - U_a @ h_prev - U_b @ h_prev\nh = tanh(value_1 - U_a @ tanh(h_prev))",
    ],
)
def test_letters_that_are_words_of_triton_or_of_the_kernel(text):
    check(lower(read_cell(text)), size=QUICK)


@pytest.mark.parametrize("precision", ["tf32x3", "bf16"])
def test_products_of_rounded_numbers_are_near(precision):
    options = replace(FUSED, precision=precision)
    found = differences(lower(CELLS["GRU"]), options, QUICK, torch.float32)
    assert max(found.values()) < {"tf32x3": 1e-5, "bf16": 0.1}[precision]
    assert precision == "tf32x3" or max(found.values()) > 1e-4  # bfloat16 has 8 bits
