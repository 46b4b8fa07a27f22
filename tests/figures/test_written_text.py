import re

import numpy as np
import pytest

from explainer.cells.palette import BACKGROUND, FOREGROUND, HUES, NEGATIVE, POSITIVE, contrast
from explainer.figures.written_text import STRONGEST, Colouring, as_html, sentence
from tests.figures.sentence_rules import check

PROBABILITY = Colouring("probability", np.array([np.nan, 0.5, 1.0]), "hidden")


def test_each_token_is_a_link_with_its_value_and_nothing_in_it_is_markup():
    html = as_html(["<", "\n", "&"], PROBABILITY, ["/?t=1", "/?t=2&x=1", "/?t=3"], prefix=1)
    assert html.count("<a ") == 3 and "&lt;</a>" in html and "&amp;</a>" in html and "⏎\n</a>" in html
    assert 'href="/?t=2&amp;x=1"' in html and "“⏎”: probability 0.5" in html
    assert html.count("underline") == 1 and "background: none" in html


def test_opacity_follows_the_value():
    opacities = [
        float(one)
        for one in re.findall(r"rgba\(\d+, \d+, \d+, ([\d.]+)\)", as_html(["a", "b", "c"], PROBABILITY, [""] * 3, 0))
    ]
    assert opacities == [round(0.5 * STRONGEST, 3), STRONGEST]


def test_signed_values_are_compared_with_the_largest_and_have_two_colours():
    signed = Colouring("c", np.array([-4.0, 2.0, 0.0]))
    assert signed.shades.tolist() == [-1.0, 0.5, 0.0]
    html = as_html(["a", "b", "c"], signed, [""] * 3, 0)
    for colour in (NEGATIVE[0], POSITIVE[0]):
        assert f"rgba({int(colour[1:3], 16)}, {int(colour[3:5], 16)}" in html


@pytest.mark.parametrize("mode", [0, 1])
@pytest.mark.parametrize("colours", [*HUES.values(), POSITIVE, NEGATIVE])
def test_text_can_be_read_on_the_strongest_colour(colours, mode):
    channels = [[int(colour[mode][k : k + 2], 16) for k in (1, 3, 5)] for colour in (colours, BACKGROUND)]
    mixed = "#" + "".join(f"{round(STRONGEST * a + (1 - STRONGEST) * b):02x}" for a, b in zip(*channels, strict=True))
    assert contrast(mixed, FOREGROUND[mode]) >= 4.5


def test_the_sentence_has_the_geometric_mean():
    text = sentence(np.array([np.nan, 0.25, 1.0]), 1, 50)
    assert "0.50 per token" in text and "0.02" in text
    check(text, sentence(np.array([np.nan]), 1, 50))
