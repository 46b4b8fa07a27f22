"""Every step of every lesson, and the answers that a prediction can get: what several tests go through."""

import ast

from explainer.lessons.course.catalogue import IN_ORDER
from explainer.lessons.course.lesson import Lesson, Step
from explainer.lessons.course.prediction import Choice, Number, Prediction
from tests.conftest import ROOT

STEPS = [(lesson, step) for lesson in IN_ORDER for step in lesson.steps]
NAMES = [f"{lesson.id}.{step.id}" for lesson, step in STEPS]
PREDICTIONS = [(lesson, step) for lesson, step in STEPS if step.prediction]
TASKS = [(lesson, step) for lesson, step in STEPS if step.task]


def name(pair: object) -> str | None:
    """Return the name of a pair of a lesson and a step, for the ids of tests."""
    return f"{pair[0].id}.{pair[1].id}" if isinstance(pair, tuple) else None


def files_by_path() -> dict[str, str]:
    """Return the file of each page by its URL path; the one with an empty path is the Cell page."""
    tree = ast.parse((ROOT / "app.py").read_text())
    (pages,) = [node.value for node in tree.body if isinstance(node, ast.Assign) and node.targets[0].id == "PAGES"]
    rows = [row for group in ast.literal_eval(pages).values() for row in group]
    return {path or "cell": f"pages/{file}.py" for file, _, path in rows}


def possible_answers(prediction: Prediction) -> list[object]:
    """Return answers from one end to the other: for a choice all of them."""
    if isinstance(prediction, Choice):
        return list(range(len(prediction.options)))
    low, high = prediction.low, prediction.high
    levels = [low, low + (high - low) / 3, high - (high - low) / 3, high]
    return levels if isinstance(prediction, Number) else [[level] * (prediction.steps + 1) for level in levels]


def texts_of(lesson: Lesson, step: Step) -> list[str]:
    """Return every text that a step shows, as it is written."""
    found = [step.title, step.text]
    if step.task:
        found.append(step.task.text)
    if step.prediction:
        found.append(step.prediction.question)
    if isinstance(step.prediction, Choice):
        found += [text for option in step.prediction.options for text in (option.text, option.feedback)]
    return found
