import json

from explainer.runs.row import Row, from_text, to_text
from explainer.training.recipe import Recipe

ROW = Row("abc", "me", Recipe(cell="GRU", settings={"gap": 10}), made=12.5, metric=(0.5, None), hand=((3, 0.1),))


def test_a_row_comes_back_from_its_text():
    assert from_text(to_text(ROW)) == ROW


def test_what_this_version_does_not_know_is_left_out():
    told = json.loads(to_text(ROW))
    told["new"], told["recipe"]["new"] = 1, 2
    assert from_text(json.dumps(told)) == ROW


def test_the_message_says_nothing_of_the_owner():
    assert "me" not in json.dumps(ROW.message()).split('"')
    assert ROW.message()["recipe"]["cell"] == "GRU" and ROW.seed == 7
