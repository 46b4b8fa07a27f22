"""Times of steps: turns and the fastest round by a clock of the test, and settings that are put back."""

import pytest
import torch

from explainer.lessons.claims import step_time
from explainer.lessons.claims.step_sizes import WITHOUT
from explainer.lessons.claims.step_time import STEPS_BY, fastest, onednn
from explainer.lessons.claims.time_ratio import log2_time


def test_the_fastest_round_counts_and_sides_take_turns():
    now, calls, spans = [0.0], [], {"a": iter([9, 9, 5, 3, 4]), "b": iter([9, 9, 7, 8, 6])}

    def side(name):
        def run():
            calls.append(name)
            now[0] += next(spans[name])

        return run

    assert fastest([side("a"), side("b")], lambda: now[0], rounds=3) == [3, 6]
    assert calls == ["a", "b"] * 5


@pytest.mark.parametrize("by", STEPS_BY)
@pytest.mark.parametrize("work", ["training", "forward"])
def test_a_cell_takes_as_long_as_itself(by, work, monkeypatch):
    monkeypatch.setattr(step_time, "ROUNDS", 3)
    threads, before = torch.get_num_threads(), torch.backends.mkldnn.enabled
    found = log2_time({"cell": "RNN", "against": "RNN", "work": work, "by": by}, 7)
    assert abs(found) < 2
    assert (torch.get_num_threads(), torch.backends.mkldnn.enabled) == (threads, before)


def test_onednn_is_off_where_it_is_left_out():
    before = torch.backends.mkldnn.enabled
    with onednn(False):
        assert not torch.backends.mkldnn.enabled
    assert torch.backends.mkldnn.enabled == before
    assert WITHOUT in STEPS_BY
