import numpy as np
import plotly.graph_objects as go

from explainer.lessons import gradient_descent, gradient_descent_figures


def test_both_runs_are_drawn_on_the_curve_and_at_its_edge_where_they_are_outside():
    curve = gradient_descent.CURVES["bowl"]
    runs = gradient_descent.descend(curve, 1.8, (0.1, 2.5), 6)
    figure = gradient_descent_figures.curve_with_runs(curve, runs)
    assert len(go.Figure(figure).data) == 3
    slow, fast = figure["data"][1:]
    np.testing.assert_allclose(slow["x"], runs[0].positions)
    np.testing.assert_allclose(slow["y"], runs[0].losses)
    assert np.abs(runs[1].positions).max() > 2.2 == np.abs(fast["x"]).max()
    assert slow["marker"]["size"][-1] > slow["marker"]["size"][0]
