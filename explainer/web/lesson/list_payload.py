"""What the list of lessons receives: each lesson with its steps and their links."""

from collections.abc import Callable, Sequence
from typing import Any

from explainer.lessons.course.lesson import Lesson
from explainer.lessons.course.message import Message
from explainer.lessons.course.step_link import step_link, step_name
from explainer.web.lesson.words import LIST_WORDS


def list_payload(lessons: Sequence[Lesson], translated: Callable[[Message], str]) -> dict[str, Any]:
    """Return what the list draws of some lessons; the browser knows which steps are done."""
    words = {key: translated(Message(word)) for key, word in LIST_WORDS.items()}
    return {
        "kind": "list", "words": words,
        "lessons": [_entry(number, lesson, translated) for number, lesson in enumerate(lessons, 1)],
    }  # fmt: skip


def _entry(number: int, lesson: Lesson, translated: Callable[[Message], str]) -> dict[str, Any]:
    steps = [
        {"name": step_name(lesson, step), "title": translated(Message(step.title)), "link": step_link(lesson, step)}
        for step in lesson.steps
    ]
    title, about = translated(Message(lesson.title)), translated(Message(lesson.about))
    return {"number": number, "title": title, "about": about, "minutes": lesson.minutes, "steps": steps}
