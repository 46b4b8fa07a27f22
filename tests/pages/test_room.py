"""The page Room and the strip above the others, without a browser."""

import base64
import gzip
import json
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from explainer.lessons.claims.catalogue import CLAIMS
from explainer.lessons.claims.stored_verdicts import shipped_verdict
from explainer.lessons.claims.words import VERDICTS
from explainer.lessons.course import catalogue
from explainer.lessons.course.lesson import Lesson, Step, View
from explainer.lessons.course.message import Message
from explainer.lessons.course.prediction import Number
from explainer.lessons.course.state import State
from explainer.web.room import transitions
from explainer.web.room.lesson_question import lesson_question
from explainer.web.room.limits import MOST_ROOMS
from explainer.web.room.room_registry import RoomRegistry, room_registry
from tests.pages.test_pages import components, open_app, press, switch, texts


@pytest.fixture(autouse=True)
def _no_room_is_left():
    yield
    for code in list(room_registry().by_code):
        room_registry().close(code)


def open_room() -> tuple[AppTest, str]:
    app = open_app("room")
    press(app, "Open a room")
    assert not app.exception
    (code,) = room_registry().by_code
    return app, code


def component(app: AppTest) -> dict:
    return json.loads(components(app)[0].json)


def submit(app: AppTest, tab: int) -> None:
    buttons = [button for button in app.button if button.label == "Ask the room"]
    buttons[tab + 2].click().run()  # the first two ask a question of a lesson and of a claim


def test_a_room_opens_and_its_code_is_in_link_and_picture():
    app, code = open_room()
    data = component(app)
    assert data["kind"] == "teacher" and data["code"] == code and data["link"].endswith(f"/room/{code}")
    assert data["qr"].startswith("data:image/svg+xml")
    assert component(switch(app, "room"))["code"] == code


def test_the_page_says_where_there_are_too_many_rooms():
    for k in range(MOST_ROOMS):
        room_registry().open(f"{k:032x}")
    app = open_app("room")
    press(app, "Open a room")
    assert f"{MOST_ROOMS} rooms are open on this server" in texts(app) and "Open a room" in [
        one.label for one in app.button
    ]


def test_a_typed_question_reaches_the_room():
    app, code = open_room()
    app.text_area(key="room_choice_text").set_value("Which gate forgets?")
    for k, option in enumerate(["input", "forget", "output"]):
        app.text_input(key=f"room_option_{k}").set_value(option)
    app.selectbox(key="room_right_option").set_value("option 2")
    submit(app, 0)
    poll = room_registry().by_code[code].poll
    assert not app.exception and poll and poll.question.options == ("input", "forget", "output")
    assert poll.question.truth == 1


def test_a_question_that_cannot_be_used_gets_a_sentence_and_what_was_typed_stays():
    app, code = open_room()
    app.text_area(key="room_number_text").set_value("How many?")
    app.number_input(key="room_low").set_value(5.0)
    app.number_input(key="room_high").set_value(1.0)
    submit(app, 1)
    assert "A range from 5 to 1 cannot be used" in texts(app) and room_registry().by_code[code].poll is None
    assert app.text_area(key="room_number_text").value == "How many?"


LESSON = Lesson("one", "A first lesson", "", 5, (
    Step("words", "Only words", "Read.", View("cell")),
    Step("number", "A number", "Guess.", View("cell", {"m": "4"}), prediction=Number(
        "How many units?", 1, 64, "units", lambda state: float(state.link["m"]),
        lambda answer, truth: Message("It has {truth:g}.", {"truth": truth}), 0.5)),
    Step("page", "Of the page", "Guess.", View("cell"), prediction=Number(
        "How many steps?", 1, 64, "steps", lambda state: float(len(state.trace.x)),
        lambda answer, truth: Message(""), 0.5)),
), "")  # fmt: skip


def test_a_prediction_of_a_lesson_can_be_chosen(monkeypatch):
    monkeypatch.setitem(catalogue.LESSONS, "one", LESSON)  # type: ignore[arg-type]
    app, code = open_room()
    app.selectbox(key="room_lesson").set_value("A first lesson").run()
    assert app.selectbox(key="room_step_of_A first lesson").options == ["How many units?", "How many steps?"]
    app.button(key="room_ask_lesson").click().run()
    poll = room_registry().by_code[code].poll
    assert poll and poll.question.truth == 4.0 and poll.question.judge(5.0).right is False
    assert poll.question.judge(4.0).message == Message("It has {truth:g}.", {"truth": 4.0})


def test_the_teachers_page_is_shown_to_the_room_and_the_strip_stands_above_it():
    app, code = open_room()
    switch(app, "cell")
    assert component(app)["kind"] == "strip" and component(app)["page"] == "cell"
    shown = room_registry().by_code[code]
    assert shown.view and shown.view.title == "Cell" and shown.view.link.startswith("/")
    (figure,) = shown.figures
    sent = components(app)[1].bytes
    assert (figure.name, figure.key) == ("stage", "stage") and gzip.decompress(base64.b64decode(figure.text)) == sent
    switch(app, "sequence")
    assert [figure.name for figure in room_registry().by_code[code].figures] == ["board"]
    switch(app, "clipping")
    now = room_registry().by_code[code]
    assert not now.figures and now.view and now.view.link.startswith("/clipping")


def test_an_answer_that_a_lesson_hides_is_not_shown_to_the_room_before_it_is_revealed(monkeypatch):
    step = replace(LESSON.steps[1], hidden=("figure",))
    monkeypatch.setitem(catalogue.LESSONS, "one", replace(LESSON, steps=(step,)))  # type: ignore[arg-type]
    app, code = open_room()
    app.query_params["lesson"] = "one.number"
    switch(app, "cell")
    assert component(app)["can_ask"] and not room_registry().by_code[code].figures
    app.session_state["room_step"] = "number"
    room_registry().change(
        code, lambda room: transitions.ask(room, lesson_question(step.prediction, State("cell", {"m": "4"})))
    )
    app.run()
    assert not room_registry().by_code[code].figures
    room_registry().change(code, transitions.reveal)
    app.run()
    assert [figure.key for figure in room_registry().by_code[code].figures] == ["stage"]


def test_without_a_room_nothing_stands_above_a_page_and_nothing_is_shown():
    app = open_app("cell")
    assert len(components(app)) == 1 and room_registry().by_code == RoomRegistry().by_code == {}


def test_a_claim_reaches_the_class_as_a_question_from_either_page():
    app, code = open_room()
    claim = next(one for one in app.selectbox(key="room_claim").options if one.startswith("G06: "))
    app.selectbox(key="room_claim").set_value(CLAIMS["G06"]).run()
    assert claim == f"G06: {CLAIMS['G06'].sentence}"
    app.button(key="room_ask_claim").click().run()
    assert not app.exception
    question = room_registry().by_code[code].poll.question
    kinds = list(VERDICTS)
    assert (question.text, question.options) == (CLAIMS["G06"].sentence, tuple(kinds))
    truth = shipped_verdict(CLAIMS["G06"]).kind
    assert kinds[question.truth] == truth == "depends"
    assert question.judge(kinds.index("depends")).right and not question.judge(kinds.index("holds")).right
    assert question.judge(kinds.index("holds")).message.values == {"truth": "depends"}
    student = f"{1:032x}"
    room_registry().change(code, lambda room: transitions.join(room, student, "Ann"))
    room_registry().change(code, lambda room: transitions.answer(room, student, 1, kinds.index("depends")))
    assert room_registry().by_code[code].poll.answers == {student: kinds.index("depends")}

    app.query_params["claim"] = "G01"
    switch(app, "claims")
    assert app.title[0].value == "Claim G01" and "Shipped result" not in [one.value for one in app.subheader]
    press(app, "Ask the class what they think")
    assert "The room has the question" in app.success[0].value
    assert room_registry().by_code[code].poll.question.text == CLAIMS["G01"].sentence
