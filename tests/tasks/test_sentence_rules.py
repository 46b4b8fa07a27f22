"""Every text of the tasks keeps the rules of tests/figures/sentence_rules.py."""

import numpy as np
import pytest

from explainer.tasks.catalogue import TASKS, checked_settings, find_task, make_problem
from explainer.tasks.metrics import METRICS
from explainer.tasks.own_data import Series
from explainer.tasks.problem import TaskError
from tests.figures.sentence_rules import check


@pytest.mark.parametrize("key", TASKS)
def test_texts_of_a_task(key):
    task = TASKS[key]
    check(task.title, task.description, task.hint, task.baseline)
    for setting in task.settings.values():
        check(setting.title, setting.about)


@pytest.mark.parametrize("key", METRICS)
def test_texts_of_a_metric(key):
    check(METRICS[key].title, METRICS[key].description)


@pytest.mark.parametrize("key", TASKS)
def test_errors_about_settings(key):
    for name, value in [("nothing", 1), *((name, "wrong") for name in TASKS[key].settings)]:
        with pytest.raises(TaskError) as caught:
            checked_settings(TASKS[key], {name: value})
        check(str(caught.value))
    with pytest.raises(TaskError) as caught:
        find_task("nothing")
    check(str(caught.value).replace(", ", ". "))  # the list of all tasks is no sentence


def series(rows: int, columns: int = 1, names: int = 1, last: float = 0.5) -> Series:
    numbers = np.tile(np.arange(float(rows))[:, None] % 7, columns)
    numbers[-1] = last
    return Series(tuple("abc"[:names] or "a") * (columns if columns > 3 else 1), numbers)


@pytest.mark.parametrize(
    ("settings", "values"),
    [
        ({}, None),
        ({}, series(1)),
        ({}, series(60_000)),
        ({}, series(20, 65)),
        ({}, series(20, 1, 2)),
        ({}, series(20, 2, 1)),
        ({}, series(100, last=np.nan)),
        ({}, Series(("a",), np.ones((100, 1)))),
        ({"column": 3}, series(100)),
        ({"lookback": 200, "ahead": 1}, series(100)),
        ({"lookback": 200, "ahead": 50}, series(100)),
    ],
)
def test_errors_about_a_series(settings, values):
    with pytest.raises(TaskError) as caught:
        make_problem("series", settings, values)
    check(str(caught.value))
