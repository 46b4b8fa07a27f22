"""A language model that trains in a real worker, and what it writes, as a page that follows the run would read it."""

import json
import sys

import pytest

from explainer.runs.limits import RunError
from explainer.runs.service import RunService
from explainer.tasks.prompt import Prompt
from explainer.tasks.text import OWN
from explainer.training.recipe import Recipe
from tests.runs.processes import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="as the other tests of the service")]
LONG = {"m": 8, "batch": 4, "updates": 100_000, "early": False}
FAMILY = "👨‍👩‍👧"


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    service = RunService(tmp_path_factory.mktemp("home"))
    service.start_supervisor()
    yield service
    service.close()


@pytest.fixture(autouse=True)
def _no_run_left(service):
    yield
    for row in service.runs():
        service.delete(row.id)


def sample_of(service: RunService, run: str) -> dict:
    """Return the last sample of a run, {} before the first."""
    return json.loads(service.registry.run_log(run).last_sample or b"{}")


def text_of(sample: dict) -> str:
    return "".join(sample.get("pieces", ()))


def at_prefix(service: RunService, run: str, prefix: str) -> dict:
    """Wait for a sample after a prefix."""
    wait_for(lambda: text_of(sample_of(service, run))[: len(prefix)] == prefix)
    return sample_of(service, run)


@pytest.mark.more
def test_a_run_writes_after_a_prompt_that_lasts_through_pause_rewind_and_a_new_start(service):
    run = service.start(Recipe(task="text", **LONG), "me")
    first = at_prefix(service, run, "The Zen of")
    assert len(first["pieces"]) == len(first["probabilities"]) == 130 and first["prefix"] == 10
    later = wait_for(lambda: (found := sample_of(service, run))["step"] > first["step"] and found)
    assert later["pieces"] != first["pieces"]
    service.order(run, "sample", Prompt("Now is", 0.2))
    at_prefix(service, run, "Now is")
    assert service.row(run).prompt == {"prefix": "Now is", "temperature": 0.2}
    service.order(run, "pause")
    wait_for(lambda: service.row(run).state == "paused")
    service.order(run, "sample", Prompt("If the", 1.5))
    stood = at_prefix(service, run, "If the")
    assert (stood["step"], stood["temperature"]) == (service.row(run).step, 1.5)
    service.order(run, "rewind")
    wait_for(lambda: sample_of(service, run).get("step") == 0)
    assert text_of(sample_of(service, run)).startswith("If the")
    service.order(run, "cancel")
    wait_for(lambda: service.row(run).has_ended)
    with pytest.raises(RunError, match="has ended, so “sample” is not possible"):
        service.order(run, "sample", Prompt("Now is"))
    service.order(run, "rewind")  # in another worker
    service.order(run, "resume")
    assert at_prefix(service, run, "If the")["temperature"] == 1.5


def test_the_same_seed_and_update_write_the_same(service):
    texts = []
    for _ in range(2):
        run = service.start(Recipe(task="text", **{**LONG, "updates": 30}), "me")
        wait_for(lambda: service.row(run).has_ended)  # noqa: B023  it has ended before the next one starts
        texts.append(text_of(sample_of(service, run)))
        assert sample_of(service, run)["step"] == 30
    assert texts[0] == texts[1]


def test_a_run_in_the_queue_starts_with_its_prompt(service):
    runs = [service.start(Recipe(task="text", **LONG), "me") for _ in range(5)]
    wait_for(lambda: service.row(runs[4]).queue_position == 1)
    service.order(runs[4], "sample", Prompt("Flat", 1.0))
    service.order(runs[0], "cancel")
    assert at_prefix(service, runs[4], "Flat")["temperature"] == 1.0


def test_characters_of_the_visitors_own_text_stay_whole(service):
    text = f"{FAMILY} שלום 你好 e\u0301 " * 40
    run = service.start(Recipe(task="text", settings={"source": OWN}, **LONG), "me", data=text)
    service.order(run, "sample", Prompt(f"{FAMILY}שe\u0301你", 1.0))
    found = at_prefix(service, run, FAMILY)
    assert found["pieces"][:4] == [FAMILY, "ש", "e\u0301", "你"] and found["prefix"] == 4
    assert set(found["pieces"]) <= {FAMILY, *"שלום 你好", "e\u0301"}


@pytest.mark.parametrize(
    ("prefix", "sentence"),
    [("Über", "“Ü” is not in the vocabulary"), ("", "0 characters"), ("a" * 201, "201 characters; 1 to 200 are read")],
)
def test_a_prefix_that_cannot_be_read_is_refused_and_the_last_one_stays(service, prefix, sentence):
    run = service.start(Recipe(task="text", **LONG), "me")
    with pytest.raises(RunError, match=sentence):
        service.order(run, "sample", Prompt(prefix))
    assert service.row(run).prompt == {}


def test_a_run_of_another_task_has_no_samples(service):
    run = service.start(Recipe(task="pronouns", **LONG), "me")
    for value in (Prompt("a"), 0.5):
        with pytest.raises(RunError, match="a run that learns the task “text”"):
            service.order(run, "sample", value)
