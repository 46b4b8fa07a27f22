"""The frames for the records of a training loop."""

import base64
import json

import numpy as np

from explainer.runs.messages import encode_array, probe_frame, probe_summary
from explainer.training.records import PairRecord, ProbeRecord


def decode(one: dict) -> np.ndarray:
    return np.frombuffer(base64.b64decode(one["data"]), "<f4").reshape(one["shape"])


def test_an_array_is_the_same_after_it_was_sent():
    array = np.random.default_rng(1).normal(size=(3, 4))
    assert np.array_equal(decode(encode_array(array)), array.astype("f4"))
    assert np.array_equal(decode(encode_array(array.T)), array.T.astype("f4"))


def test_the_probe_holds_values_and_gradient_norms_also_where_they_overflow():
    values = {"h": np.full((4, 2), np.nan)}
    norms = {"h": np.array([1e-40, 0.0, np.inf, np.nan]), "c": np.array([1.0, 2.0, 3.0, 4.0])}
    record = ProbeRecord(7, values, np.array([np.nan]), np.array([1.0]), np.array([0.5]), {"f": (0.0, 1.0)}, norms)
    head, body = probe_frame(record)
    message = json.loads(body)
    assert list(message["gradient_norms"]) == ["h", "c"] and message["said"] == [None]
    for name, one in norms.items():
        assert np.array_equal(decode(message["gradient_norms"][name]), one.astype("f4"), equal_nan=True)
    assert probe_summary(head) == {"kind": "look", "step": 7, "metric": [0.5], "saturation": {"f": [0.0, 1.0]}}


VALUES = {"f": np.full((5, 2), 0.25)}


def record(pair: PairRecord | None = None) -> ProbeRecord:
    return ProbeRecord(3, VALUES, np.ones((2, 4)), np.array([1.0, 2.0]), np.array([0.5]), {"f": (0.0, 0.5)}, {}, pair)


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
