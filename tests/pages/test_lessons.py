import json

from explainer.lessons.course.catalogue import IN_ORDER
from tests.pages.test_pages import components, open_app, texts


def test_the_page_lists_every_lesson_with_its_steps():
    app = open_app("lessons")
    assert not app.exception and not app.warning
    assert app.title[0].value == "Lessons" and "in this browser alone" in texts(app)
    (shown,) = [json.loads(one.json) for one in components(app)]
    assert [entry["title"] for entry in shown["lessons"]] == [lesson.title for lesson in IN_ORDER]
    assert all(entry["about"] and entry["minutes"] and entry["steps"] for entry in shown["lessons"])


def test_no_lesson_goes_along_to_another_page():
    app = open_app(lesson="loop.see")
    assert "lesson" not in app.session_state["choices"]
