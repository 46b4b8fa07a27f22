import json

import numpy as np

from explainer.runs.messages import probe_frame, probe_summary
from explainer.training.records import PairRecord, ProbeRecord

VALUES = {"f": np.full((5, 2), 0.25)}


def record(pair: PairRecord | None = None) -> ProbeRecord:
    return ProbeRecord(3, VALUES, np.ones((2, 4)), np.array([1.0, 2.0]), np.array([0.5]), {"f": (0.0, 0.5)}, pair=pair)


def test_a_probe_of_one_sequence_has_nothing_of_a_pair():
    summary, body = probe_frame(record())
    assert "symbols" not in summary and "read" not in json.loads(body)
    assert probe_summary(summary) == summary


def test_a_probe_of_a_pair_has_what_was_read_and_both_shares_in_the_summary():
    pair = PairRecord(np.array([1, 7]), np.array([0.75]), np.array([np.nan]))
    summary, body = probe_frame(record(pair))
    assert summary["symbols"] == {"forced": [0.75], "free": [None]}
    assert json.loads(body)["read"] == [1, 7] and json.loads(body)["symbols"] == summary["symbols"]
    assert probe_summary(summary | {"bytes": 5}) == summary
