import json
import threading
import time
from contextlib import suppress
from multiprocessing import Pipe

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load

from explainer.runs.chunk import chunk_from_bytes
from explainer.runs.frames import pack, unpack
from explainer.runs.worker import train_run
from explainer.training.recipe import Recipe, checked, recipe_from_json, recipe_to_json
from tests.runs import fake_loop
from tests.runs.fake_loop import recipe_with_mood


class Run:
    """A run of the fake loop in a thread, seen from the supervisor's end of the pipe."""

    def __init__(
        self, recipe: Recipe, paused: bool = False, series: bytes = b"", prompt: dict[str, object] | None = None
    ) -> None:
        self.pipe, theirs = Pipe()
        head = {"recipe": recipe_to_json(recipe), "paused": paused, "columns": 2, "prompt": prompt}
        self.thread = threading.Thread(target=self.train, args=(theirs, head, series), daemon=True)
        self.thread.start()

    def train(self, *args: object) -> None:
        with suppress(EOFError, OSError):  # the test is over before the run
            train_run(*args, fake_loop.__name__)

    def order(self, name: str, value: object = 0.0) -> None:
        self.pipe.send_bytes(pack({"do": name, "value": value}))

    def until(self, kind: str, **what: object) -> list[tuple[dict, bytes]]:
        """Read on to a frame of a kind."""
        found = []
        while True:
            assert self.pipe.poll(10), found
            found.append(unpack(self.pipe.recv_bytes()))
            if {"kind": kind, **what}.items() <= found[-1][0].items():
                return found


def losses(frames: list[tuple[dict, bytes]]) -> dict[int, float]:
    """Return the loss of each update that was sent."""
    found = {}
    for head, body in frames:
        if head["kind"] == "updates":
            chunk = chunk_from_bytes(head["from"], head["seeds"], body)
            assert not found or chunk.first == max(found) + 1
            found |= {chunk.first + k: float(numbers[1]) for k, numbers in enumerate(chunk.numbers)}
    return found


def kinds(frames: list[tuple[dict, bytes]]) -> list[str]:
    return [head["kind"] for head, _ in frames]


@pytest.fixture
def run():
    runs = []

    def begin(*args, **options):
        runs.append(Run(*args, **options))
        return runs[-1]

    yield begin
    for one in runs:
        one.pipe.close()


def test_every_update_is_sent_once_and_weights_at_checkpoint_steps(run):
    frames = run(Recipe(updates=230, seeds=2)).until("ended")
    assert sorted(losses(frames)) == list(range(1, 231))
    assert losses(frames)[1] == np.float32((8 * 0.99) ** 2)
    snapshots = [(head["step"], body) for head, body in frames if head["kind"] == "snapshot"]
    assert [step for step, _ in snapshots] == [0, 1, 2, 5, 10, 20, 50, 100, 200, 230]
    assert load(snapshots[0][1])["0.W_f"].shape == (2, 32)
    assert kinds(frames)[:2] == ["begun", "state"] and kinds(frames)[-3:] == ["look", "snapshot", "ended"]
    assert frames[-1][0]["reason"] == "done" and len(frames[-1][0]["metric"]) == 2


def test_the_first_update_is_sent_at_once(run):
    frames = run(recipe_with_mood("slow", updates=300)).until("updates")
    assert losses(frames).keys() == {1} and kinds(frames) == ["begun", "state", "snapshot", "updates"]


def test_weights_have_recipe_and_step_as_metadata(run, tmp_path):
    recipe = Recipe(updates=2, cell="GRU")
    body = run(recipe).until("snapshot", step=2)[-1][1]
    (tmp_path / "w.safetensors").write_bytes(body)
    with safe_open(tmp_path / "w.safetensors", "np") as file:
        assert recipe_from_json(file.metadata()["recipe"]) == checked(recipe) and file.metadata()["step"] == "2"


def test_a_paused_run_makes_single_steps_and_resumes(run):
    one = run(recipe_with_mood("slow", updates=400))
    first = one.until("updates")
    one.order("pause")
    frames = first + one.until("state", state="paused")
    last = max(losses(frames))
    for kind in ("look", "snapshot"):
        assert [head["step"] for head, _ in frames if head["kind"] == kind][-1] == last
    assert not one.pipe.poll(0.2)
    for k in (1, 2):
        one.order("step")
        assert list(losses(one.until("state", state="paused"))) == [last + k]
    one.order("resume")
    assert max(losses(one.until("ended"))) == 400


def test_seconds_are_those_of_training_without_its_pauses(run):
    one = run(recipe_with_mood("slow", updates=10), paused=True)
    one.until("state", state="paused")
    time.sleep(0.6)
    one.order("step")
    first = one.until("state", state="paused")
    time.sleep(0.6)
    one.order("resume")
    seconds = [head["seconds"] for head, _ in first + one.until("ended") if head["kind"] == "updates"]
    assert seconds == sorted(seconds) and 10 * 0.002 <= seconds[-1] < 0.6  # each update sleeps for 2 ms


def test_the_speed_after_a_pause_is_that_of_training(run):
    one = run(recipe_with_mood("slow", updates=10), paused=True)
    one.until("state", state="paused")
    time.sleep(0.6)
    one.order("step")
    (speed,) = (head["speed"][0] for head, _ in one.until("state", state="paused") if head["kind"] == "updates")
    assert speed > 1 / 0.6


def test_several_steps_ordered_at_once_are_all_made(run):
    one = run(Recipe(updates=50), paused=True)
    one.until("state", state="paused")
    for _ in range(3):
        one.order("step")
    found: dict[int, float] = {}
    while len(found) < 3:
        found |= losses(one.until("updates"))
    assert list(found) == [1, 2, 3]


def test_a_rewound_run_repeats_its_numbers(run):
    one = run(recipe_with_mood("slow", updates=120))
    before = losses(one.until("updates", **{"from": 2}))
    one.order("rewind")
    assert kinds(one.until("begun"))[-1] == "begun"
    after = losses(one.until("ended"))
    assert after.items() >= before.items() and len(after) == 120


def test_a_new_rate_applies_from_the_next_update_on(run):
    one = run(Recipe(updates=9), paused=True)
    one.until("state", state="paused")
    one.order("rate", 0.5)
    one.order("resume")
    found = losses(one.until("ended"))
    assert found[2] / found[1] == pytest.approx(0.25) and found[1] == pytest.approx(16)


def samples(frames: list[tuple[dict, bytes]]) -> list[dict]:
    """Return the messages of all samples."""
    return [json.loads(body) for head, body in frames if head["kind"] == "sample"]


def text_of(sample: dict) -> str:
    return "".join(sample["pieces"])


def test_a_language_model_writes_about_once_a_second_and_at_its_end(run):
    started = time.monotonic()
    frames = run(recipe_with_mood("writing", updates=700)).until("ended")  # of 2 ms each
    found = samples(frames)
    assert 3 <= len(found) <= 3 + time.monotonic() - started and [found[0]["step"], found[-1]["step"]] == [1, 700]
    assert text_of(found[0]) == "defaultdefault" and found[0]["prefix"] == 7 and found[0]["temperature"] == 0.7
    assert found[0]["probabilities"] == [None, *[0.5] * 13]
    assert kinds(frames)[-4:] == ["look", "sample", "snapshot", "ended"]


def test_other_tasks_have_no_samples(run):
    assert samples(run(recipe_with_mood("slow", updates=20)).until("ended")) == []


def test_a_prompt_lasts_until_another_comes_and_while_paused_it_is_written_at_once(run):
    one = run(recipe_with_mood("writing", updates=10_000))
    one.until("sample")
    one.order("sample", {"prefix": "ab", "temperature": 1.5})
    while text_of(sample := samples(one.until("sample"))[-1]) == "defaultdefault":
        continue
    assert text_of(sample) == "abab" and sample["temperature"] == 1.5
    one.order("pause")
    stood = samples(one.until("state", state="paused"))[-1]
    assert text_of(stood) == "abab"
    for prefix, temperature in (("x", 0.0), ("👨‍👩‍👧", 2.0)):
        one.order("sample", {"prefix": prefix, "temperature": temperature})
        found = samples(one.until("sample"))
        assert [(text_of(each), each["step"], each["temperature"]) for each in found] == [
            (2 * prefix, stood["step"], temperature)
        ]
    one.order("rewind")
    found = samples(one.until("sample"))
    assert (found[-1]["step"], text_of(found[-1])) == (0, 2 * "👨‍👩‍👧")
    one.order("resume")
    assert text_of(samples(one.until("sample"))[-1]) == 2 * "👨‍👩‍👧"


def test_a_run_can_start_with_a_prompt(run):
    one = run(recipe_with_mood("writing", updates=3), prompt={"prefix": "cd", "temperature": 0.1})
    assert {text_of(sample) for sample in samples(one.until("ended"))} == {"cdcd"}


def test_a_run_reads_its_series(run):
    series = np.array([[1.0, 3.0]])
    found = losses(run(Recipe(updates=1), series=series.tobytes()).until("ended"))
    assert found[1] == pytest.approx((8 * 0.99 + 2) ** 2)


@pytest.mark.parametrize(
    ("task", "reason", "words"),
    [("nan", "nan", "It ended as nan."), ("memory", "memory", "more memory"), ("error", "failed", "something broke")],
)
def test_an_error_ends_the_run_with_a_reason(run, task, reason, words, monkeypatch):
    monkeypatch.setattr(fake_loop, "np_ones", lambda size: (_ for _ in ()).throw(MemoryError()))
    head = run(recipe_with_mood(task)).until("ended")[-1][0]
    assert head["reason"] == reason and words in head["sentence"]


def test_a_cancelled_run_sends_its_last_updates_and_weights(run):
    one = run(recipe_with_mood("slow", updates=10_000))
    frames = one.until("updates", **{"from": 2})
    one.order("cancel")
    frames += one.until("ended")
    snapshots = [head["step"] for head, _ in frames if head["kind"] == "snapshot"]
    assert frames[-1][0]["reason"] == "cancelled" and snapshots[-1] == max(losses(frames))


def test_an_invalid_recipe_ends_the_run_with_the_error_of_the_check(run):
    one = Pipe()
    head = {"recipe": recipe_to_json(Recipe()).replace("0.01", "99.0", 1)}
    train_run(one[1], head, b"", fake_loop.__name__)
    sent = unpack(one[0].recv_bytes())[0]
    assert sent["reason"] == "refused" and "“rate” is “99.0”" in sent["sentence"]
