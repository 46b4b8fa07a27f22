import pytest

from app import PAGES
from explainer.lessons.course.lesson import Step, View
from explainer.ui.lesson_sidebar import EMPTY, sidebar_state
from tests.pages.test_pages import open_app


@pytest.mark.parametrize(
    ("page", "look", "state"),
    [("cell", "", "collapsed"), ("cell", "timeline", "collapsed"), ("cell", "control:seed", "auto"),
     ("sequence", "control:seed", "collapsed"), ("sequence", "control:text", "auto"), ("train", "controls", "auto"),
     ("train", "more settings", "auto"),
     ("clipping", "control:clip", "collapsed")],
)  # fmt: skip
def test_the_sidebar_is_open_where_the_step_looks_into_it(page, look, state):
    assert sidebar_state(page, Step("one", "", "", View(page), look=look)) == state


def test_without_a_lesson_streamlit_decides_where_there_is_something_in_the_sidebar():
    assert sidebar_state("cell", None) == "auto" and sidebar_state("lessons", None) == "collapsed"


@pytest.mark.parametrize("path", [path for rows in PAGES.values() for _, _, path in rows])
def test_the_pages_with_an_empty_sidebar_are_those(path):
    (file,) = (file for rows in PAGES.values() for file, _, one in rows if one == path)
    app = open_app(file.split("/")[1])
    assert not app.exception and (path in EMPTY) == (not len(app.sidebar.children))
