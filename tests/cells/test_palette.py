import pytest

from explainer.cells.palette import (
    BACKGROUND,
    FOREGROUND,
    HUES,
    MARKS,
    MUTED,
    NEGATIVE,
    POSITIVE,
    contrast,
    dark_colours,
    diverging,
    ramp,
)


def test_contrast_matches_wcag():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("mode", [0, 1])
@pytest.mark.parametrize("pair", [*HUES.values(), FOREGROUND, MUTED, NEGATIVE, POSITIVE])
def test_every_colour_can_be_read_as_text(pair, mode):
    assert contrast(pair[mode], BACKGROUND[mode]) >= 4.5


def test_gates_differ_in_mark_as_well_as_in_hue():
    shown = ("keep", "write", "read", "new", "memory", "hidden")
    assert len({HUES[role] for role in shown}) == len({MARKS[role] for role in shown}) == 6


def test_each_light_colour_has_one_dark_one():
    pairs = [BACKGROUND, FOREGROUND, MUTED, NEGATIVE, POSITIVE, *HUES.values()]
    assert all(dark_colours()[light] == dark for light, dark in pairs)


def test_ramps_start_at_the_background():
    assert ramp("keep", 1) == [(0.0, BACKGROUND[1]), (1.0, HUES["keep"][1])]
    assert diverging()[1] == (0.5, BACKGROUND[0])
