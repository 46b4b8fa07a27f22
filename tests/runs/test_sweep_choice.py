"""A choice makes a line for each cell and bias, and a recipe of each for every value."""

import pytest

from explainer.runs.shipped_sweep import DELAY, shipped_result, shipped_results
from explainer.runs.sweep_choice import (
    DEFAULT_VALUES,
    MOST_VALUES,
    SweepChoice,
    default_values,
    full_name,
    options,
    parse_values,
    sweep_lines,
)
from explainer.runs.sweep_lines import sweep_points
from explainer.runs.sweep_plan import SweepError
from explainer.tasks.catalogue import TASKS
from explainer.training.limits import RecipeError
from explainer.training.recipe import FIELD_NAMES


def choice(**fields) -> SweepChoice:
    defaults = {"task": "recall", "cells": ("LSTM", "RNN"), "varied": "gap", "values": (10, 20), "seeds": 2,
                "keeps": ("1", "3"), "fields": {"m": 8, "updates": 50}}  # fmt: skip
    return SweepChoice(**(defaults | fields))


def test_a_cell_with_a_gate_that_keeps_has_a_line_for_each_bias():
    found = sweep_lines(choice())
    assert list(found.lines) == ["LSTM, forget/update-gate bias 1", "LSTM, forget/update-gate bias 3", "RNN"]
    assert [(one.keep, one.settings["gap"], one.m) for one in found.lines["LSTM, forget/update-gate bias 3"]] == [
        ("3", 10, 8), ("3", 20, 8),
    ]  # fmt: skip
    assert len(found.recipes) == 3 * 2 * 2
    assert found.name == "settings.gap"


def test_one_bias_is_not_named_and_none_is_the_default():
    assert list(sweep_lines(choice(keeps=("3",))).lines) == ["LSTM", "RNN"]
    assert {one.keep for one in sweep_lines(choice(keeps=())).lines["LSTM"]} == {"chrono"}


def test_where_the_bias_is_varied_a_cell_without_one_has_the_same_recipe_everywhere():
    found = sweep_lines(choice(varied="keep", values=("0", "chrono")))
    assert [one.keep for one in found.lines["LSTM"]] == ["0", "chrono"]
    assert [one.keep for one in found.lines["RNN"]] == ["as drawn", "as drawn"]


def test_what_is_varied_wins_over_the_field():
    assert [one.m for one in sweep_lines(choice(varied="m", values=(4, 5))).lines["RNN"]] == [4, 5]


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"values": (10, 9999)}, "9999"), ({"varied": "m", "values": ("many",)}, "“m” is “many”"),
     ({"varied": "keep", "values": (0,)}, "“keep” is “0”")],
)  # fmt: skip
def test_a_value_that_is_not_possible_is_quoted(fields, words):
    with pytest.raises(RecipeError, match=words):
        sweep_lines(choice(**fields))


def test_too_many_lines_are_refused():
    with pytest.raises(SweepError, match="8 lines were asked for"):
        sweep_lines(choice(cells=("LSTM", "GRU"), keeps=("0", "1", "3", "chrono")))


def test_typed_values_are_numbers_where_they_can_be():
    assert parse_values("Gap", " 10, 20,, 0.5,1e-3, chrono ,10") == (10, 20, 0.5, 0.001, "chrono")
    for text, words in [(" , ", "has no values of “Gap”"), (",".join(map(str, range(MOST_VALUES + 1))), "13 values"),
                        ("1" * 400, "400 characters")]:  # fmt: skip
        with pytest.raises(SweepError, match=words):
            parse_values("Gap", text)


@pytest.mark.parametrize("key", [key for key, task in TASKS.items() if task.reads != "series"])
def test_the_values_that_are_offered_first_can_be_trained(key):
    task = TASKS[key]
    assert not set(task.settings) & set(FIELD_NAMES)  # so that a name means one thing
    for name in options(task):
        values = tuple(one for one in parse_values(name, default_values(task, name)) if "your own" not in str(one))
        keys = {"keep": tuple(map(str, values))}
        found = sweep_lines(choice(task=key, varied=name, values=keys.get(name, values), keeps=(), cells=("GRU",)))
        assert found.name == full_name(task, name)
        assert len(found.lines["GRU"]) == len(values)


def test_the_shipped_sweep_has_a_result_of_every_recipe():
    plan = sweep_lines(DELAY)
    assert all(shipped_result(one) for one in plan.recipes)
    points = sweep_points(plan, shipped_results())
    assert points.is_whole
    assert len(plan.recipes) == len(shipped_results()) == 100
    assert set(DEFAULT_VALUES) <= set(FIELD_NAMES)


def test_the_shipped_results_say_what_the_lessons_say():
    points = sweep_points(sweep_lines(DELAY), shipped_results())
    share = {label: [points.share(seeds).count for seeds in row] for label, row in points.lines.items()}
    assert share["RNN"][-1] == share["LSTM, forget/update-gate bias 1"][-1] == 0
    assert share["GRU, forget/update-gate bias 3"][-1] == 5
    assert share["LSTM, forget/update-gate bias 3"][2] > share["LSTM, forget/update-gate bias 1"][2]
