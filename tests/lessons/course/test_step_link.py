import pytest

from explainer.lessons.course.lesson import Lesson, Step, View
from explainer.lessons.course.step_link import StepError, find_step, step_link, step_name, step_query

STEP = Step("one", "Title", "Text", View("sequence", {"cell": "RNN", "changes": "f@1:0.9 i@1:0"}))
LESSON = Lesson("loop-2", "Title", "About", 5, (STEP,), "Try")
LESSONS = {LESSON.id: LESSON}


def test_a_link_has_the_view_and_the_name():
    assert step_name(LESSON, STEP) == "loop-2.one"
    assert step_query(LESSON, STEP) == {**STEP.view.link, "lesson": "loop-2.one"}
    assert step_link(LESSON, STEP) == "/sequence?cell=RNN&changes=f%401%3A0.9+i%401%3A0&lesson=loop-2.one"


def test_a_name_leads_to_its_step():
    assert find_step("loop-2.one", LESSONS) == (LESSON, STEP)


@pytest.mark.parametrize(
    "name", ["", "loop-2", "loop-2.", "loop-2.two", "other.one", "loop-2.one.two", "x" * 300, "<b>.one"]
)
def test_other_names_are_refused_with_a_sentence(name):
    with pytest.raises(StepError, match="which does not exist") as error:
        find_step(name, LESSONS)
    assert len(str(error.value)) < 130
