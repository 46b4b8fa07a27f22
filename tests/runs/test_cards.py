"""Where runs are put, and what becomes of them when a card is lost; the process that looks for devices is replaced."""

import json
import time

import pytest

from explainer.runs import cards
from explainer.runs.cards import MOST, SHARE, CardError, Cards, Place, merged
from explainer.training.found_device import FoundDevice

CPU = FoundDevice("cpu", "8 threads")
ONE, TWO = FoundDevice("cuda", "H200", 139), FoundDevice("cuda", "A100", 80)
BROKEN = FoundDevice("cuda", "card 0", problem="CUDA error: unknown error")


class FakeProbe:
    """Answers with devices, None for not yet."""

    def __init__(self) -> None:
        self.answer: list[FoundDevice] | None = None
        self.pipe, self.deadline = object(), time.monotonic() + 30

    def receive(self):
        return self.answer


@pytest.fixture
def found():
    """Return a function that makes cards which have found devices; and lets them find others later."""

    def make(*devices: FoundDevice, of: Cards | None = None) -> Cards:
        made = of or Cards(FakeProbe)
        made.look()
        made.probe.answer = list(devices)
        made.receive()
        return made

    return make


def order(device: str = "auto"):
    return {"recipe": json.dumps({"device": device})}


def put(of: Cards, running: list[str], run: str, device: str = "auto") -> Place:
    running.append(run)
    return of.place(run, order(device), running)


def test_so_many_runs_share_a_card_and_the_next_one_waits(found):
    one, running = found(ONE, CPU), []
    for k in range(MOST):
        assert one.can_start(order(), running)
        assert put(one, running, f"run {k}").fields == {"card": 0, "share": SHARE}
    assert not one.can_start(order("cuda"), running) and one.can_start(order("cpu"), running)
    assert put(one, running, "on the processor", "cpu") == Place()
    running.remove("run 1")
    assert one.can_start(order(), running)
    assert MOST * SHARE < 1


def test_a_run_that_goes_on_after_a_pause_counts_again(found):
    one, running = found(ONE, CPU), []
    put(one, running, "paused")
    running.remove("paused")
    for k in range(MOST - 1):
        put(one, running, f"run {k}")
    assert one.can_start(order(), running)
    running.append("paused")  # it goes on
    assert not one.can_start(order(), running)
    one.forget("run 0")
    running.remove("run 0")
    assert one.can_start(order(), running) and "run 0" not in one.card_of


def test_each_run_goes_to_the_card_with_the_fewest(found):
    both, running = found(ONE, TWO, CPU), []
    assert [put(both, running, str(k)).fields["card"] for k in range(4)] == [0, 1, 0, 1]
    running.remove("1")
    assert put(both, running, "5").fields["card"] == 1


def test_without_a_card_the_worker_chooses(found):
    none, running = found(CPU), []
    assert none.can_start(order(), running) and put(none, running, "a", "cuda") == Place()


def test_runs_for_a_card_wait_until_devices_are_known_and_others_do_not():
    unknown = Cards(FakeProbe)
    unknown.look()
    assert not unknown.can_start(order("auto"), []) and unknown.can_start(order("cpu"), [])
    assert unknown.receive() is None and unknown.pipes and unknown.deadlines
    unknown.probe.answer = [CPU]
    assert unknown.receive()["devices"][0]["kind"] == "cpu" and unknown.receive() is None
    assert unknown.can_start(order("auto"), []) and not unknown.pipes


def test_on_a_cluster_nothing_is_looked_for():
    elsewhere = Cards(lambda: None)
    elsewhere.look()
    assert elsewhere.can_start(order("cuda"), []) and elsewhere.place("a", order("cuda"), ["a"]) == Place()


@pytest.mark.parametrize("later", [[BROKEN, CPU], [CPU], []], ids=["it fails", "it is gone", "nothing answers"])
def test_after_a_card_was_lost_runs_use_the_processor_and_say_so(found, later):
    lost = found(*later, of=found(ONE, CPU))
    assert [(one.kind, one.name, bool(one.problem)) for one in lost.devices][0] == ("cuda", "H200", True)
    place = lost.place("a", order(), ["a"])
    assert place.fields == {"device": "cpu"}
    assert place.note == (
        "The graphics card of this machine (H200) no longer computes, so this run uses the processor (CPU)."
    )
    with pytest.raises(CardError, match=r"\(H200\) no longer computes; the device “auto” or “cpu” would be right"):
        lost.place("b", order("cuda"), ["b"])


def test_a_card_that_answers_after_an_error_is_used_again(found):
    again = found(ONE, CPU, of=found(ONE, CPU))
    assert again.place("a", order("cuda"), ["a"]).fields["card"] == 0


def test_the_other_card_is_used_after_one_was_lost(found):
    left = found(replace_problem(ONE), TWO, CPU, of=found(ONE, TWO, CPU))
    assert [left.place(run, order(), [run]).fields["card"] for run in "ab"] == [1, 1]


def replace_problem(device: FoundDevice) -> FoundDevice:
    return FoundDevice("cuda", "card 0", problem=f"CUDA error on {device.name}")


def test_lost_cards_keep_their_names():
    assert merged([ONE, TWO, CPU], [CPU])[:2] == [
        FoundDevice("cuda", "H200", 139, cards.GONE),
        FoundDevice("cuda", "A100", 80, cards.GONE),
    ]
    assert merged([], []) == [FoundDevice("cpu", "processor")]
