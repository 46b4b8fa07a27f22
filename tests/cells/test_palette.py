import pytest

from explainer.cells.palette import GROUND, HUES, INK, MARKS, NEGATIVE, POSITIVE, QUIET, contrast, dark_of, ramp, signed


def test_contrast_is_the_standards():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("mode", [0, 1])
@pytest.mark.parametrize("pair", [*HUES.values(), INK, QUIET, NEGATIVE, POSITIVE])
def test_every_colour_can_be_read_as_text(pair, mode):
    assert contrast(pair[mode], GROUND[mode]) >= 4.5


def test_gates_differ_in_mark_as_well_as_in_hue():
    shown = ("keep", "write", "read", "new", "memory", "hidden")
    assert len({HUES[role] for role in shown}) == len({MARKS[role] for role in shown}) == 6


def test_each_light_colour_has_one_dark_one():
    pairs = [GROUND, INK, QUIET, NEGATIVE, POSITIVE, *HUES.values()]
    assert all(dark_of()[light] == dark for light, dark in pairs)


def test_ramps_begin_at_the_ground():
    assert ramp("keep", 1) == [(0.0, GROUND[1]), (1.0, HUES["keep"][1])]
    assert signed()[1] == (0.5, GROUND[0])
