import pytest

from explainer.cells.catalogue import CELLS
from explainer.cells.program import lower
from explainer.engine.plan import plan
from explainer.engine.replay import parts


@pytest.mark.parametrize(("cell", "walked"), [("RNN", 0), ("GRU", 0), ("LSTM", 1)])
def test_only_a_memory_that_is_not_told_is_walked(cell, walked):
    found = parts(plan(lower(CELLS[cell])))
    assert len(found.walked) == walked  # of the LSTM: c = f * c_prev, added to i * g, one call a step
    assert all(act.into == ("c",) for act in found.walked)
    assert not any(act.kind == "gemm" for act in (*found.before, *found.after))
    assert [act.into for act in found.after] == ([("tanh(c)",), ("h",)] if walked else [])
