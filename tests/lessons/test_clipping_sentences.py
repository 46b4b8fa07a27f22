import re

import numpy as np
import pytest

from explainer.cells.formula import number
from explainer.lessons import clipping, clipping_sentences

START = (4.65, -1.55)
WALKS = clipping.walks(START, 0.8, 0.15, 20)


def test_the_jump_is_told_with_its_step_its_gradient_and_its_length():
    told, walk = clipping_sentences.of_walk("none", WALKS["none"]), WALKS["none"]
    step = int(re.search(r"jumps at step (\d+)", told)[1])
    assert f"the gradient is {number(float(clipping.lengths(walk.gradients[step - 1])))} long there" in told
    assert f"the step goes {number(float(walk.moves[step - 1]))} far" in told
    assert f"Step {step} leaves the drawn region" in told and "too flat to come back" in told


@pytest.mark.parametrize("name", ["norm", "value"])
def test_a_walk_that_stays_says_so(name):
    told = clipping_sentences.of_walk(name, WALKS[name])
    assert "never jumps" in told and "leaves the drawn region" not in told
    assert f"from 0.06 to {number(float(WALKS[name].errors[-1]))}" in told


def test_a_walk_that_stops_says_where():
    told = clipping_sentences.of_walk("none", clipping.walks((4.16, -2.1), 1e308, 0.15, 5)["none"])
    assert "After step 0 the next place would be infinite; the walk stops at w = 4.16, b = −2.10." in told
    far = clipping.Walk(np.array([[4.0, -2.0], [1e300, 5.0]]), np.zeros(2), np.full((2, 2), np.nan), True)
    assert "the walk stops at w = 1.0e300, b = 5." in clipping_sentences.of_walk("none", far)


def test_the_angles_are_told():
    told = clipping_sentences.of_clipping(WALKS["norm"], 0.15)
    raw = WALKS["norm"].gradients[clipping.hardest(WALKS["norm"].gradients)]
    assert "turns it by 0.0 degrees: the direction stays" in told
    assert f"turns it by {clipping.angle(raw, clipping.clip_value(raw, 0.15)):.1f} degrees: where" in told
    calm = clipping.walks(START, 0.05, 1.0, 3)["norm"]
    assert clipping_sentences.of_clipping(calm, 1.0).startswith("No gradient of this walk is longer than 1;")


def test_the_surface_is_told_by_its_steepest_point():
    ground = clipping.surface()
    told = clipping_sentences.of_surface(ground)
    assert f"{number(float(ground.steepness.max()))} long" in told and "3,721 points" in told


def test_the_errors_and_the_table_are_those_of_the_walks():
    told, table = clipping_sentences.of_errors(WALKS), clipping_sentences.rows(WALKS)
    assert f"norm clipping {number(float(WALKS['norm'].errors[-1]))}" in told
    assert {len(column) for column in table.values()} == {63}
    assert table["error"][20] == WALKS["none"].errors[20]
    assert table["walk"][20:22] == ["without clipping", "norm clipping"]
