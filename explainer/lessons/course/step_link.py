"""The link of a step, and the step of a link."""

import re
from collections.abc import Mapping
from urllib.parse import urlencode

from explainer.lessons.course.catalogue import LESSONS
from explainer.lessons.course.lesson import Lesson, Step

PARAMETER = "lesson"
"""The query parameter that holds a step, as "loop.first"."""
WRITTEN = re.compile(r"([a-z0-9-]{1,40})\.([a-z0-9-]{1,40})", re.ASCII)


class StepError(ValueError):
    """A text that names no step of a lesson; the message quotes it."""


def step_name(lesson: Lesson, step: Step) -> str:
    """Return the name of a step in links: "loop.first"."""
    return f"{lesson.id}.{step.id}"


def step_query(lesson: Lesson, step: Step) -> dict[str, str]:
    """Return the query parameters of a step: those of its view, and its name."""
    return {**step.view.link, PARAMETER: step_name(lesson, step)}


def step_link(lesson: Lesson, step: Step) -> str:
    """Return the address of a step below the server's: "/cell?cell=RNN&lesson=loop.first"."""
    return f"/{step.view.page}?{urlencode(step_query(lesson, step))}"


def find_step(name: str, lessons: Mapping[str, Lesson] = LESSONS) -> tuple[Lesson, Step]:
    """Return the lesson and the step that a name stands for; raises StepError."""
    found = WRITTEN.fullmatch(name)
    lesson = lessons.get(found[1]) if found else None
    step = next((one for one in lesson.steps if found and one.id == found[2]), None) if lesson else None
    if lesson is None or step is None:
        shown = name if len(name) <= 30 else f"{name[:27]}…"
        raise StepError(f"The link asks for the lesson step “{shown}”, which does not exist; see the page Lessons.")
    return lesson, step
