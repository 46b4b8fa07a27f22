import json

from explainer.runs.row import Row, row_from_json, row_to_json
from explainer.training.recipe import Recipe

ROW = Row(
    "abc",
    "me",
    Recipe(cell="GRU", settings={"gap": 10}),
    created=12.5,
    metric=(0.5, None),
    manual_rates=((3, 0.1),),
    prompt={"prefix": "a", "temperature": 0.5},
)


def test_a_row_is_restored_from_json():
    assert row_from_json(row_to_json(ROW)) == ROW


def test_unknown_fields_are_ignored():
    stored = json.loads(row_to_json(ROW))
    stored["new"], stored["recipe"]["new"] = 1, 2
    assert row_from_json(json.dumps(stored)) == ROW


def test_the_message_does_not_contain_the_owner():
    assert "me" not in json.dumps(ROW.message()).split('"')
    assert ROW.message()["recipe"]["cell"] == "GRU" and ROW.seed == 7
