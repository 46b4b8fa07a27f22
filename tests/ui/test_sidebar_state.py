import pytest

from explainer.lessons.course.lesson import Step, View
from explainer.ui.sidebar_state import sidebar_state


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
