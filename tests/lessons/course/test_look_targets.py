import pytest

from explainer.lessons.course.look_targets import FAMILIES, LOOK_TARGETS, look_target


def test_names_and_families_become_selectors():
    assert look_target("timeline") == LOOK_TARGETS["timeline"]
    assert look_target("control:seed") == ".st-key-seed"
    assert look_target("control:preset D2L's experiment GRU") == ".st-key-preset-D2L-s-experiment-GRU"
    assert look_target("value:f") == '.gs-handle[data-key="belt/f"], .gs-handle[data-key="below/f"]'
    assert look_target("chart:norms-LSTM") == '.gs-card[data-key="norms-LSTM"]'
    assert {look_target(f"{family}:x") for family in FAMILIES} != set()


@pytest.mark.parametrize("name", ["nowhere", "nothing:f", ""])
def test_another_name_is_an_error(name):
    with pytest.raises(KeyError):
        look_target(name)


def test_a_key_cannot_leave_its_selector():
    assert look_target('chart:x"], body, ["') == '.gs-card[data-key="x], body, ["]'
