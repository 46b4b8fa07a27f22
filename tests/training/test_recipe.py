import json
import math
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import NAME, write_cell
from explainer.tasks.catalogue import TASKS
from explainer.training.choices import FIELDS
from explainer.training.limits import CHOICES, REAL, SWITCHES, WHOLE
from explainer.training.recipe import NAMES, Recipe, RecipeError, checked, default, read, write

RECALL = {name: knob.begin for name, knob in TASKS["recall"].knobs.items()}


def test_the_recipe_as_it_begins_can_be_followed():
    assert checked(Recipe()) == Recipe(settings=RECALL)


def test_what_is_written_is_read_again():
    recipe = Recipe(settings=RECALL | {"gap": 50}, cell="GRU", m=64, seeds=5, rate=0.1 + 0.2)
    assert read(write(recipe)) == recipe
    own = Recipe(settings=RECALL, cell=NAME, text=write_cell(CELLS["MGU"]))
    assert read(write(own)) == own
    assert list(json.loads(write(recipe))) == sorted(NAMES)


def test_what_is_left_out_is_as_it_begins():
    assert read('{"cell": "GRU", "rate": 1}') == Recipe(settings=RECALL, cell="GRU", rate=1.0)
    assert isinstance(read('{"rate": 1}').rate, float)


def test_every_field_is_checked_and_has_a_sentence():
    assert set(FIELDS) == set(NAMES)
    assert set(WHOLE) | set(REAL) | set(CHOICES) | set(SWITCHES) | {"task", "settings", "text"} == set(NAMES)
    assert len(fields(Recipe)) == len(NAMES)


@pytest.mark.parametrize(("name", "choices"), [(name, value) for name, value in CHOICES.items() if name != "cell"])
def test_every_choice_has_a_sentence(name, choices):
    about = [choices[key][1] if isinstance(choices[key], tuple) else choices[key] for key in choices]
    assert all(len(words) > 10 for words in about)
    assert getattr(Recipe(), name) in choices


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"rate": math.nan}, "“rate” is not a number; a number from 1e-09 to 10 would be right."),
        ({"rate": math.inf}, "“rate” is infinite"),
        ({"rate": 0.0}, "“rate” is “0.0”"),
        ({"rate": "fast"}, "“rate” is “fast”"),
        ({"rate": True}, "“rate” is “True”"),
        ({"m": 129}, "“m” is “129”; a whole number from 1 to 128 would be right."),
        ({"m": 32.0}, "“m” is “32.0”"),
        ({"m": True}, "“m” is “True”"),
        ({"layers": 4}, "from 1 to 3"),
        ({"seeds": 33}, "from 1 to 32"),
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
        ({"cell": NAME, "text": "h = tanh(W_h @ q)"}, "“q” is not known"),
        ({"cell": NAME}, "no equation yet"),
        ({"m": 128, "seeds": 32, "batch": 512}, "is 2,097,152; 524,288 is the most"),
    ],
)  # fmt: skip
def test_what_cannot_be_followed_is_said(change, said):
    with pytest.raises(RecipeError, match=said):
        checked(replace(Recipe(), **change))


@pytest.mark.parametrize(
    ("text", "said"),
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
def test_what_cannot_be_read_is_said(text, said):
    with pytest.raises(RecipeError, match=said):
        read(text)


def test_a_default_takes_what_was_measured_for_the_cell():
    task = replace(TASKS["recall"], begin={"LSTM": {"keep": "chrono", "m": 16}, "": {"rate": 0.003}})
    assert default(task, "LSTM") == Recipe("recall", RECALL, "LSTM", m=16, keep="chrono")
    assert default(task, "GRU") == Recipe("recall", RECALL, "GRU", rate=0.003)
    own = write_cell(CELLS["GRU"])
    assert default(task, NAME, own) == Recipe("recall", RECALL, NAME, own, rate=0.003)


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("cell", ["RNN", "LSTM", "GRU"])
def test_every_task_has_a_default_that_can_be_followed(task, cell):
    assert default(TASKS[task], cell).task == task


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(NAMES), st.one_of(st.none(), st.floats(), st.integers(), st.text(), st.booleans()))
)
def test_anything_is_read_or_refused_with_a_sentence(found):
    try:
        recipe = read(json.dumps(found))
    except RecipeError as error:
        said = str(error).encode().decode()
    else:
        said = "."
        assert read(write(recipe)) == recipe
    assert said.endswith((".", "?"))
