import pytest

from explainer.figures.layout import escape_markup, round_up_limit
from explainer.figures.trace_figures import gate_map
from tests.conftest import small_run


def test_a_visitors_text_is_escaped():
    assert escape_markup("<b>&") == "&lt;b>&amp;"
    axis = gate_map(small_run("LSTM").layers[0], "f", tuple("<b>&  x"))["layout"]["xaxis"]
    assert axis["ticktext"] == ["&lt;", "b", ">", "&amp;", "␣", "␣", "x"]


@pytest.mark.parametrize(
    ("limit", "wanted"), [(0.1, 0.1), (0.99, 1.0), (1.0, 1.0), (1.2, 1.5), (2.44, 3.0), (70.0, 80.0)]
)
def test_axes_end_at_round_numbers(limit, wanted):
    assert round_up_limit(limit) == pytest.approx(wanted)
