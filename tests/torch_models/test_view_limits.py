import pytest

from explainer.torch_models.view_limits import ROOMS, of_crossing, too_large


@pytest.mark.parametrize("room", ROOMS)
def test_what_has_room_needs_no_word_and_more_gets_a_sentence(room):
    assert too_large(room, ROOMS[room].most) == ""
    said = too_large(room, ROOMS[room].most + 1)
    assert f"{ROOMS[room].most + 1:,}" in said and said.endswith(".") and "{" not in said


def test_what_crosses_time_is_shown_as_far_as_was_measured():
    assert of_crossing(512, 32, stretch=False) == "" and of_crossing(256, 128, stretch=True) == ""
    assert "8,650,752 numbers here; 8,388,608 is the most" in of_crossing(512, 33, stretch=False)
    assert "up to 256 units" in of_crossing(257, 2, stretch=True)
