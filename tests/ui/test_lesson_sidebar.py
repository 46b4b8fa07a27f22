import pytest

from explainer.lessons.course.lesson import Step, View
from explainer.ui.lesson_sidebar import sidebar_state


@pytest.mark.parametrize(
    ("page", "look", "state"),
    [("cell", "", "collapsed"), ("cell", "timeline", "collapsed"), ("cell", "control:seed", "auto"),
     ("sequence", "control:seed", "collapsed"), ("sequence", "control:text", "auto"), ("train", "controls", "auto"),
     ("train", "more settings", "auto"),
     ("clipping", "control:clip", "collapsed")],
)  # fmt: skip
def test_the_sidebar_is_open_where_the_step_looks_into_it(page, look, state):
    assert sidebar_state(Step("one", "", "", View(page), look=look)) == state


def test_without_a_lesson_streamlit_decides():
    assert sidebar_state(None) == "auto"
