import re

import numpy as np
import pytest

from explainer.cells.formula import number
from explainer.lessons import clipping, clipping_sentences

START = (4.65, -1.55)
PATHS = clipping.descent_paths(START, 0.8, 0.15, 20)


def test_a_jump_has_its_step_its_gradient_norm_and_its_length():
    text, path = clipping_sentences.of_path("none", PATHS["none"]), PATHS["none"]
    step = int(re.search(r"jumps at step (\d+)", text)[1])
    assert f"the gradient norm is {number(float(clipping.norms(path.gradients[step - 1])))} there" in text
    assert f"the step is {number(float(path.step_lengths[step - 1]))} long" in text
    assert f"Step {step} leaves the drawn region" in text and "too flat to come back" in text


@pytest.mark.parametrize("name", ["norm", "value"])
def test_a_path_without_a_jump_has_its_errors(name):
    text = clipping_sentences.of_path(name, PATHS[name])
    assert "never jumps" in text and "leaves the drawn region" not in text
    assert f"from 0.06 to {number(float(PATHS[name].errors[-1]))}" in text


def test_a_path_that_stops_has_its_last_point():
    text = clipping_sentences.of_path("none", clipping.descent_paths((4.16, -2.1), 1e308, 0.15, 5)["none"])
    assert "After step 0 the next point would be infinite, so the path stops at w = 4.16, b = −2.10." in text
    far = clipping.DescentPath(np.array([[4.0, -2.0], [1e300, 5.0]]), np.zeros(2), np.full((2, 2), np.nan), True)
    assert "the path stops at w = 1.0e300, b = 5." in clipping_sentences.of_path("none", far)


def test_the_angles_are_those_of_the_clipped_gradients():
    text = clipping_sentences.of_clipping(PATHS["norm"], 0.15)
    raw = PATHS["norm"].gradients[clipping.longest_gradient(PATHS["norm"].gradients)]
    assert "turns it by 0.0 degrees: the direction stays" in text
    assert f"turns it by {clipping.angle_degrees(raw, clipping.clip_value(raw, 0.15)):.1f} degrees." in text
    calm = clipping.descent_paths(START, 0.05, 1.0, 3)["norm"]
    assert clipping_sentences.of_clipping(calm, 1.0).startswith("No gradient of this path is longer than 1.")


def test_the_surface_sentence_has_its_steepest_point():
    surface = clipping.error_surface()
    text = clipping_sentences.of_surface(surface)
    assert f": {number(float(surface.gradient_norms.max()))}, which" in text and "3,721 grid points" in text


def test_the_errors_and_the_table_are_those_of_the_paths():
    text, table = clipping_sentences.of_errors(PATHS), clipping_sentences.rows(PATHS)
    assert f"norm clipping {number(float(PATHS['norm'].errors[-1]))}" in text
    assert {len(column) for column in table.values()} == {63}
    assert table["error"][20] == PATHS["none"].errors[20]
    assert table["clipping"][20:22] == ["without clipping", "norm clipping"]
