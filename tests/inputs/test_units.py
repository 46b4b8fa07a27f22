import pytest

from explainer.inputs.units import JOIN, SPLIT


@pytest.mark.parametrize(("unit", "count"), [("character", 15), ("word", 5)])
def test_what_is_split_is_joined_again(unit, count):
    text = "Read the door.\n"
    assert len(SPLIT[unit](text)) == count and JOIN[unit](SPLIT[unit](text)) == text
