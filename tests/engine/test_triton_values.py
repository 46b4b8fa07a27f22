"""A kernel can write every primitive of the language, and its slopes."""

from explainer.cells.primitives import OPS
from explainer.engine.triton_gradients import SLOPES
from explainer.engine.triton_values import TEXTS


def test_every_primitive_has_a_text_and_a_slope_for_each_argument():
    written = set(OPS) - {"matmul"}  # which is written with its matrices
    assert set(TEXTS) >= written
    wanted = {(op, k) for op in written - {"norm"} for k in range(len(OPS[op].slopes))}
    assert set(SLOPES) >= wanted
