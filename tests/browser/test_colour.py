"""The text on a coloured ground in a real browser: its contrast against the formula of the WCAG."""

import numpy as np
import pytest

from explainer.web.scripts import VERSION

pytestmark = pytest.mark.slow


def luminance(rgb: np.ndarray) -> np.ndarray:
    """Return the relative luminance of colours (…, 3) from 0 to 255, as WCAG 2.1 defines it."""
    shares = rgb / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def test_the_text_on_any_colour_has_a_contrast_of_at_least_4_5(blank):
    grounds = np.vstack([np.repeat(np.arange(256)[:, None], 3, 1), np.random.default_rng(1).integers(0, 256, (400, 3))])
    found = blank.evaluate(
        """async ([version, grounds]) => {
            const { textColourOn } = await import(`/gatescope/${version}/shared/colour.js`);
            return grounds.map(textColourOn);
        }""",
        [VERSION, grounds.tolist()],
    )
    text = np.array([[int(one[k : k + 2], 16) for k in (1, 3, 5)] for one in found])
    one, other = luminance(grounds) + 0.05, luminance(text) + 0.05
    assert np.min(np.maximum(one, other) / np.minimum(one, other)) >= 4.5
    assert set(found) == {"#ffffff", "#1D2433", "#000000"}
