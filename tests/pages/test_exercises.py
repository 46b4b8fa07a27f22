"""The page Exercises in every state that its widgets offer, without a browser."""

import pytest

from explainer.lessons.exercises.catalogue import KINDS, make_exercise
from explainer.lessons.exercises.sheet import answer_text
from tests.pages.test_pages import open_app, press, switch, texts


def fill_in(app, exercise, answers):
    for key, typed in answers.items():
        name = f"answer {exercise.kind} {exercise.seed} {key}"
        blank = next(one for one in exercise.blanks if one.key == key)
        (app.selectbox if blank.options else app.text_input)(key=name).set_value(typed)
    return press(app, "Check")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_opens_and_its_key_is_right(kind):
    app = open_app("exercises", exercise=kind, exercise_seed="3")
    assert not app.exception and not app.warning and "It belongs to these lessons: [" in texts(app)
    exercise = make_exercise(kind, 3)
    fill_in(app, exercise, {blank.key: answer_text(blank) for blank in exercise.blanks})
    assert not app.exception
    count = len(exercise.blanks)
    assert f"{count} of {count} right" in texts(app)
    assert app.query_params["exercise"] == kind


def test_a_wrong_answer_is_answered_and_stays_in_its_field():
    app, exercise = open_app("exercises"), make_exercise("lstm-step", 7)
    fill_in(app, exercise, {"i1": "abc", "f1": "99"})
    assert "“abc” is not a number" in texts(app) and "Not yet" in texts(app)
    assert app.text_input(key="answer lstm-step 7 i1").value == "abc"


def test_the_link_has_kind_and_seed_in_any_language():
    app = open_app("exercises", exercise="gru-step", lang="ru")
    assert app.selectbox(key="exercise_kind ru").value == "gru-step"
    assert "Один шаг GRU в обеих записях" in app.selectbox(key="exercise_kind ru").options
    app.selectbox(key="exercise_kind ru").select_index(list(KINDS).index("shapes")).run()
    assert app.query_params["exercise"] == "shapes"
    switch(app, "cell_library")
    switch(app, "exercises")
    assert app.selectbox(key="exercise_kind ru").value == "shapes"
    app.query_params["lang"] = "en"
    assert app.run().selectbox(key="exercise_kind en").value == "shapes"


@pytest.mark.parametrize("link", [{"exercise": "x<b>"}, {"exercise_seed": "-1"}])
def test_a_bad_link_gets_a_sentence_and_a_page(link):
    app = open_app("exercises", **link)
    assert not app.exception and "The link asks for" in texts(app)
    assert app.selectbox(key="exercise_kind en").value == "lstm-step"


def test_the_key_is_shown_once_its_section_is_open():
    app = open_app("exercises")
    line = make_exercise("lstm-step", 7).working[0].lines[0]
    number = f"<td>{line.value[0]:.3f}</td>".replace("-", "−")
    assert "Line by line" in bodies(app) and number not in bodies(app)
    app.session_state["key_open"] = True
    app.run()
    assert not app.exception and number in bodies(app)


def bodies(app) -> str:
    return " ".join(one.proto.body for one in app.get("html"))
