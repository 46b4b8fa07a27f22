import numpy as np
import pytest

from explainer.runs.checkpoint import with_problem
from explainer.runs.written_pair import write_pair
from explainer.tasks.pair_source import with_source
from tests.pair_runs import random_checkpoint


@pytest.mark.parametrize("cell", ["LSTM", "GRU", "RNN"])
def test_the_decoder_begins_where_the_encoder_ends_in_both_runs(cell):
    pair = write_pair(random_checkpoint(cell))
    states = pair.handed_over()
    assert set(states) == set(pair.encoder.layers[-1].program.cell.state)
    for run in pair.decoders:
        for name, state in states.items():
            assert np.abs(run.trace.layers[-1].values[f"{name}_prev"][0] - state).max() < 1e-12
    assert len(pair.decoders) == 2 and np.array_equal(pair.forced.read, pair.weights.problem.probe.x[:, 0])
    values = pair.values("h", 2)
    assert [len(one) for one in values] == [len(pair.encoder.x), len(pair.free.read), len(pair.forced.read)]
    assert values[0][-1] == states["h"][2]


def test_without_an_answer_there_is_no_teacher_forcing():
    weights = random_checkpoint()
    pair = write_pair(with_problem(weights, with_source(weights.problem, "5+")))
    assert pair.forced is None and pair.decoders == (pair.free,) and len(pair.values("f", 0)) == 2
