import numpy as np
import plotly.graph_objects as go

from explainer.lessons import gradient_descent, gradient_descent_figures


def test_both_balls_are_drawn_on_the_curve_and_at_its_edge_where_they_are_outside():
    curve = gradient_descent.CURVES["bowl"]
    balls = gradient_descent.roll(curve, 1.8, (0.1, 2.5), 6)
    picture = gradient_descent_figures.slope_with_balls(curve, balls)
    assert len(go.Figure(picture).data) == 3
    slow, fast = picture["data"][1:]
    np.testing.assert_allclose(slow["x"], balls[0].places)
    np.testing.assert_allclose(slow["y"], balls[0].losses)
    assert np.abs(balls[1].places).max() > 2.2 == np.abs(fast["x"]).max()
    assert slow["marker"]["size"][-1] > slow["marker"]["size"][0]
