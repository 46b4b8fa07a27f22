"""The colours that the browser chooses for itself."""

import pytest

from explainer.cells.palette import contrast, diverging, ramp
from explainer.web.scripts import VERSION

pytestmark = pytest.mark.slow
ON_RAMP = """async ([version, colours, shares]) => {
    const { onRamp, textColourOn } = await import(`/gatescope/${version}/shared/colour.js`);
    return shares.map((share) => onRamp(colours, [0, 1], share)).map((rgb) => [rgb, textColourOn(rgb)]);
}"""


@pytest.mark.parametrize("mode", [0, 1])
def test_text_can_be_read_on_every_colour_of_every_map(blank, mode):
    shares = [k / 200 for k in range(201)]
    for colours in (diverging(mode), *(ramp(role, mode) for role in ("keep", "write", "read", "hidden"))):
        for rgb, text in blank.evaluate(ON_RAMP, [VERSION, colours, shares]):
            assert contrast("#" + "".join(f"{one:02x}" for one in rgb), text) >= 4.5
