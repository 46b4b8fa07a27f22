import json
import math
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import OWN_CELL, write_cell
from explainer.tasks.catalogue import TASKS
from explainer.training.choices import FIELDS
from explainer.training.limits import BOOLEANS, CHOICES, FLOAT_LIMITS, INTEGER_LIMITS
from explainer.training.recipe import (
    FIELD_NAMES,
    Recipe,
    RecipeError,
    checked,
    default_recipe,
    recipe_from_json,
    recipe_to_json,
)

RECALL = {name: setting.default for name, setting in TASKS["recall"].settings.items()}


def test_the_default_recipe_is_valid():
    assert checked(Recipe()) == Recipe(settings=RECALL)


def test_a_recipe_is_restored_from_json():
    recipe = Recipe(settings=RECALL | {"gap": 50}, cell="GRU", m=64, seeds=5, rate=0.1 + 0.2)
    assert recipe_from_json(recipe_to_json(recipe)) == recipe
    own = Recipe(settings=RECALL, cell=OWN_CELL, text=write_cell(CELLS["MGU"]))
    assert recipe_from_json(recipe_to_json(own)) == own
    assert list(json.loads(recipe_to_json(recipe))) == sorted(FIELD_NAMES)


def test_missing_fields_have_their_defaults():
    assert recipe_from_json('{"cell": "GRU", "rate": 1}') == Recipe(settings=RECALL, cell="GRU", rate=1.0)
    assert isinstance(recipe_from_json('{"rate": 1}').rate, float)


def test_every_field_is_checked_and_has_a_help_text():
    assert set(FIELDS) == set(FIELD_NAMES)
    assert set(INTEGER_LIMITS) | set(FLOAT_LIMITS) | set(CHOICES) | set(BOOLEANS) | {"task", "settings", "text"} == set(
        FIELD_NAMES
    )
    assert len(fields(Recipe)) == len(FIELD_NAMES)


@pytest.mark.parametrize(("name", "choices"), [(name, value) for name, value in CHOICES.items() if name != "cell"])
def test_every_choice_has_a_help_text(name, choices):
    about = [choices[key][1] if isinstance(choices[key], tuple) else choices[key] for key in choices]
    assert all(len(words) > 10 for words in about)
    assert getattr(Recipe(), name) in choices


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rate": math.nan}, "“rate” is not a number; a number from 1e-09 to 10 would be right."),
        ({"rate": math.inf}, "“rate” is infinite"),
        ({"rate": 0.0}, "“rate” is “0.0”"),
        ({"rate": "fast"}, "“rate” is “fast”"),
        ({"rate": True}, "“rate” is “True”"),
        ({"m": 257}, "“m” is “257”; a whole number from 1 to 256 would be right."),
        ({"m": 32.0}, "“m” is “32.0”"),
        ({"m": True}, "“m” is “True”"),
        ({"layers": 4}, "from 1 to 3"),
        ({"seeds": 33}, "from 1 to 32"),
        ({"seeds": 1025, "device": "cuda"}, "from 1 to 1,024"),
        ({"batch": 513}, "from 1 to 512"),
        ({"updates": 100_001}, "from 1 to 100,000"),
        ({"seed": -1}, "“seed” is “-1”"),
        ({"cell": "Transformer"}, "“cell” is “Transformer”; there are RNN, "),
        ({"cell": ["LSTM"]}, "“cell” is “\\['LSTM'\\]”"),
        ({"optimiser": "adamw"}, "there are sgd, momentum, rmsprop, adam"),
        ({"learned_start": 1}, "true or false"),
        ({"task": "chess"}, "no task “chess”; there are recall, "),
        ({"task": 3}, "“task” is “3”"),
        ({"settings": {"gap": math.nan}}, "gap is “nan”; a whole number from 2 to 499"),
        ({"settings": {"depth": 3}}, "Delayed recall has no setting “depth”"),
        ({"settings": [1]}, "“settings” is “\\[1\\]”"),
        ({"settings": {3: 1}}, "a table of names and values"),
        ({"text": "h = tanh(W_h @ x)"}, "the cell is “LSTM”"),
        ({"cell": OWN_CELL, "text": "h = tanh(W_h @ q)"}, "“q” is unknown"),
        ({"cell": OWN_CELL}, "no equation yet"),
        ({"m": 128, "seeds": 32, "batch": 512}, "is 2,097,152; 524,288 is the most"),
    ],
)  # fmt: skip
def test_an_invalid_field_is_an_error_that_quotes_it(change, message):
    with pytest.raises(RecipeError, match=message):
        checked(replace(Recipe(), **change))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is no recipe"),
        ("[1, 2]", "“\\[1, 2\\]” is no recipe"),
        ("[" * 5000, "is no recipe"),
        ("9" * 5000, "is no recipe"),
        ('{"rate": NaN}', "“rate” is not a number"),
        ('{"rate": 1e999}', "“rate” is infinite"),
        ('{"units": 3}', "A recipe has no “units”; it has task, settings, cell"),
        ('{"\\ud800": 3}', "A recipe has no “\\?”"),
        ("x" * 20_001, "20,001 characters; 20,000 is the most"),
    ],
)
def test_invalid_json_is_an_error(text, message):
    with pytest.raises(RecipeError, match=message):
        recipe_from_json(text)


def test_a_default_recipe_has_the_defaults_of_its_cell():
    task = replace(TASKS["recall"], recipe_defaults={"LSTM": {"keep": "chrono", "m": 16}, "": {"rate": 0.003}})
    assert default_recipe(task, "LSTM") == Recipe("recall", RECALL, "LSTM", m=16, keep="chrono")
    assert default_recipe(task, "GRU") == Recipe("recall", RECALL, "GRU", rate=0.003)
    own = write_cell(CELLS["GRU"])
    assert default_recipe(task, OWN_CELL, own) == Recipe("recall", RECALL, OWN_CELL, own, rate=0.003)


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("cell", ["RNN", "LSTM", "GRU"])
def test_every_task_has_a_valid_default_recipe(task, cell):
    assert default_recipe(TASKS[task], cell).task == task


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(FIELD_NAMES), st.one_of(st.none(), st.floats(), st.integers(), st.text(), st.booleans())
    )
)
def test_any_json_is_read_or_refused_with_a_sentence(found):
    try:
        recipe = recipe_from_json(json.dumps(found))
    except RecipeError as error:
        message = str(error).encode().decode()
    else:
        message = "."
        assert recipe_from_json(recipe_to_json(recipe)) == recipe
    assert message.endswith((".", "?"))


def test_a_cell_that_reads_x_without_a_matrix_is_refused_where_x_is_a_token():
    own = Recipe(task="text", cell=OWN_CELL, text="h = tanh(W_h @ tanh(x) + U_h @ h_prev)")
    for embedding in (0, 8):
        with pytest.raises(RecipeError, match="computes “tanh\\(x\\)” from x, and x is a token in the task “Next char"):
            checked(replace(own, embedding=embedding))
    assert checked(replace(own, task="recall")).cell == OWN_CELL
    assert checked(replace(own, text="h = tanh(W_h @ x + U_h @ h_prev)")).task == "text"
