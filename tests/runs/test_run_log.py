import json

import numpy as np

from explainer.runs.chunk import Chunk
from explainer.runs.row import Row
from explainer.runs.run_log import MAX_LIVE, MAX_RECENT, RunLog, log_from_store
from explainer.training.recipe import Recipe

STARTED = {"run": "a", "kind": "begun", "parameters": 9, "tokens": 64, "updates": 1000}


def feed(log: RunLog, first: int, count: int) -> None:
    body = np.full((count, 3), first, "<f4").tobytes()
    log.receive({"run": "a", "kind": "updates", "from": first, "seeds": 1, "speed": [1.0, 2.0]}, body)


def probe(log: RunLog, step: int) -> None:
    head = {"run": "a", "kind": "look", "step": step, "metric": [0.5], "saturation": {}}
    log.receive(head, json.dumps({"kind": "look", "step": step, "values": {}}).encode())


def started() -> RunLog:
    log = RunLog(Row("a", "me", Recipe()))
    log.receive(STARTED)
    return log


def kinds(messages: list[bytes]) -> list[str]:
    return [json.loads(message)["kind"] for message in messages]


def test_the_history_summarises_all_messages():
    log = started()
    log.receive({"run": "a", "kind": "state", "state": "running"})
    for step in range(1, 41, 10):
        feed(log, step, 10)
        probe(log, step + 9)
    log.receive({"run": "a", "kind": "ended", "reason": "done", "sentence": "All done.", "step": 40, "metric": [0.9]})
    history = log.history()
    assert kinds(history) == ["state", "begun", "updates", "look", "look", "look", "look", "ended"]
    sent = [json.loads(message) for message in history]
    assert len(sent[2]["loss"]) == 40 and sent[2]["to"] == 40
    assert "values" in sent[-2] and "values" not in sent[-3] and sent[-2]["step"] == 40
    assert sent[-1]["sentence"] == "All done." and sent[-1]["metric"] == [0.9] and log.row.metric == (0.9,)
    assert all(one["run"] == "a" for one in sent)


def test_what_a_run_uses_of_its_device_adds_to_what_it_began_with():
    log, use = started(), {"engine": "graph", "reason": "why", "precision": "float32", "memory": 7}
    log.receive({"run": "a", "kind": "device", **use})
    assert json.loads(log.recent[-1]) == {"run": "a", "kind": "device", **use}
    begun = json.loads(log.history()[1])
    assert begun["kind"] == "begun" and begun["parameters"] == 9 and use.items() <= begun.items()


def test_the_history_has_the_last_sample_until_the_run_starts_again():
    log = started()
    for text in ("one", "two"):
        body = json.dumps({"kind": "sample", "step": 3, "pieces": list(text)}).encode()
        log.receive({"run": "a", "kind": "sample", "step": 3}, body)
    found = [json.loads(message) for message in log.history() if b"sample" in message]
    assert found == [{"run": "a", "kind": "sample", "step": 3, "pieces": ["t", "w", "o"]}]
    log.receive(STARTED)
    assert kinds(log.history()) == ["state", "begun"]


def test_a_reader_gets_new_messages_and_one_too_far_behind_the_history():
    log = started()
    number = log.message_count
    assert log.messages_since(number) == []
    feed(log, 1, 1)
    feed(log, 2, 1)
    assert [json.loads(message)["from"] for message in log.messages_since(number)] == [1, 2]
    for step in range(3, 4 + MAX_RECENT):
        feed(log, step, 1)
    assert log.messages_since(number) is None and len(log.messages_since(log.message_count - 1)) == 1


def test_live_messages_are_thinned_and_the_history_is_bounded():
    log = started()
    for step in range(1, 100_001, 1000):
        feed(log, step, 1000)
        probe(log, step)
    live = json.loads(log.messages_since(log.message_count - 2)[0])
    assert len(live["loss"]) <= MAX_LIVE and live["to"] == 100_000 == log.row.step
    assert sum(len(json.loads(message).get("loss", [])) for message in log.history()) <= 1500
    assert len(log.history()) < 500


def test_live_messages_of_1024_seeds_have_few_updates():
    log = started()
    head = {"run": "a", "kind": "updates", "from": 1, "seeds": 1024, "speed": [1.0, 2.0]}
    log.receive(head, np.ones((50, 2049), "<f4").tobytes())
    live = json.loads(log.recent[-1])
    assert len(live["loss"]) == 1 and len(live["loss"][0]) == 1024 and live["to"] == 50
    assert len(log.recent[-1]) < 20_000


def test_starting_again_clears_the_log():
    log = started()
    feed(log, 1, 5)
    probe(log, 5)
    log.receive(STARTED)
    assert kinds(log.history()) == ["state", "begun"] and log.row.step == 0


def test_a_log_from_the_store_has_the_same_history():
    log = started()
    feed(log, 1, 30)
    probe(log, 15)
    probe(log, 30)
    summaries = [(step, json.dumps(summary)) for step, summary in log.probe_summaries.items()]
    chunks = [Chunk(1, np.full((30, 3), 1, "<f4"))]
    again = log_from_store(log.row, chunks, summaries, b'{"kind": "look", "step": 30, "values": {}}')
    assert again.history() == log.history()


def test_the_seconds_of_training_are_in_the_row_and_in_the_history_and_start_again_with_a_rewound_run():
    log = started()
    head = {"run": "a", "kind": "updates", "from": 1, "seeds": 1, "speed": [1.0, 2.0], "seconds": 2.5}
    log.receive(head, np.ones((1, 3), "<f4").tobytes())
    assert log.row.seconds == 2.5
    begun = next(one for one in map(json.loads, log.history()) if one["kind"] == "begun")
    assert begun["seconds"] == 2.5
    log.receive(STARTED)
    assert log.row.seconds == 0.0
