import json
import logging

import pytest

from explainer.lessons.course.lesson import Lesson, Step, Task, View
from explainer.lessons.course.message import Message
from explainer.lessons.course.prediction import Choice, Option
from explainer.lessons.course.state import State
from explainer.ui.translated import translated
from explainer.web.lesson.list_payload import list_payload
from explainer.web.lesson.payload import Place, bar_payload

CHOICE = Choice(
    "Which?", (Option("A", "It is {a:.1f}."), Option("B", "Not that.")), lambda state: 0, lambda state: {"a": 0.5}
)
STEPS = (
    Step("read", "Read", "At step {t}.", View("cell", {"cell": "RNN"}), values=lambda state: {"t": state.link["t"]}),
    Step("ask", "Ask", "Text.", View("cell"), look="timeline", prediction=CHOICE, hidden=("maps",)),
    Step("do", "Do", "Text.", View("train"), task=Task("Do it.", lambda state: state.link["t"] == "2",
                                                      lambda state: Message("{n} of 2", {"n": int(state.link["t"])}))),
)  # fmt: skip
LESSON = Lesson("one", "One", "About one.", 6, STEPS, "Try it.")


def payload(step: int, answers: tuple = (), translate=translated, **link: str) -> dict:
    data = bar_payload(Place(LESSON, STEPS[step], State("cell", link), answers), translate)
    return json.loads(json.dumps(data))


def test_a_text_is_filled_from_the_state_and_the_steps_are_linked():
    data = payload(0, t="3")
    assert data["text"] == "At step 3." and data["name"] == "one.read" and data["next_try"] == ""
    assert [mark["link"] for mark in data["marks"]][0] == "/cell?cell=RNN&lesson=one.read"
    assert data["at"] == 0 and data["following"] == {"link": "/lessons", "title": ""}


def test_the_truth_comes_with_the_answer_and_not_before():
    before = json.dumps(payload(1))
    assert '"answered": null' in before and "0.5" not in before and "Not that" not in before
    answered = payload(1, (1,))["answered"]
    assert answered == {"first": 1, "last": 1, "right": False, "feedback": "Not that.", "truth": 0}
    again = payload(1, (1, 0))["answered"]
    assert (again["first"], again["last"], again["right"], again["feedback"]) == (1, 0, True, "It is 0.5.")


@pytest.mark.parametrize("answer", [7, "0", None, {"a": 1}, [0], True, -1])
def test_an_answer_that_does_not_fit_is_no_answer(answer):
    assert payload(1, (answer,))["answered"] is None


def test_a_task_is_done_by_the_state():
    assert payload(2, t="1")["task"] == {"text": "Do it.", "done": False, "progress": "1 of 2"}
    assert payload(2, t="2")["task"]["done"] and payload(2, t="2")["next_try"] == "Try it."


def test_what_raises_is_logged_and_the_bar_is_there_nevertheless(caplog):
    with caplog.at_level(logging.ERROR):
        data = payload(2)
        text = payload(0)["text"]
    assert data["task"] == {"text": "Do it.", "done": False, "progress": ""} and text == "At step {t}."
    assert len(caplog.records) == 3


def test_every_text_is_translated():
    data = payload(1, (1,), lambda message: f"<{translated(message)}>")
    texts = [data["title"], data["text"], data["answered"]["feedback"], *data["words"].values()]
    texts += [
        data["prediction"]["question"],
        *data["prediction"]["options"],
        *(mark["title"] for mark in data["marks"]),
    ]
    assert all(text.startswith("<") for text in texts)


def test_the_list_has_every_step_with_its_link():
    (entry,) = list_payload([LESSON], translated)["lessons"]
    assert (entry["number"], entry["title"], entry["minutes"]) == (1, "One", 6)
    assert [step["name"] for step in entry["steps"]] == ["one.read", "one.ask", "one.do"]
