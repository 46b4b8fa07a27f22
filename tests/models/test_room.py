import pytest

from explainer.models.room import ROOMS, too_large


@pytest.mark.parametrize("room", ROOMS)
def test_what_has_room_needs_no_word_and_more_gets_a_sentence(room):
    assert too_large(room, ROOMS[room].most) == ""
    said = too_large(room, ROOMS[room].most + 1)
    assert f"{ROOMS[room].most + 1:,}" in said and said.endswith(".") and "{" not in said
