import pytest

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.engine.plan import plan
from explainer.engine.replay import phases


@pytest.mark.parametrize(("cell", "loop"), [("RNN", 0), ("GRU", 0), ("LSTM", 1)])
def test_only_a_memory_needs_the_time_loop(cell, loop):
    found = phases(plan(lower(CELLS[cell])))
    assert len(found.loop) == loop  # of the LSTM: c = f * c_prev, added to i * g, one call a step
    assert all(call.into == ("c",) for call in found.loop)
    assert not any(call.kind == "gemm" for call in (*found.before, *found.after))
    assert [call.into for call in found.after] == ([("tanh(c)",), ("h",)] if loop else [])
