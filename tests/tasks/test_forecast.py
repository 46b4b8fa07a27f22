import numpy as np

from explainer.tasks.catalogue import make_problem
from explainer.tasks.forecast import can_feed_back, forecast


def doubled(x):
    return 2 * x[-1]


def test_each_prediction_is_the_next_input():
    window = np.ones((3, 1, 2), np.float32)
    assert forecast(window, doubled, 4)[:, 0].tolist() == [[2, 2], [4, 4], [8, 8], [16, 16]]


def test_the_window_slides_or_grows():
    lengths = []

    def count(x):
        lengths.append(x[:, 0, 0].tolist())
        return np.float32(len(lengths)) * np.ones((1, 1), np.float32)

    forecast(np.zeros((2, 1, 1)), count, 3)
    forecast(np.zeros((2, 1, 1)), count, 2, grow=True)
    assert lengths == [[0, 0], [0, 1], [1, 2], [0, 0], [0, 0, 4]]


def test_a_next_input_can_have_more_channels_than_the_prediction():
    window = np.array([[[1.0], [0.0]]], np.float32)  # a value and the number of the step
    predictions = forecast(
        window,
        lambda x: x[-1, :1] + x[-1, 1:],
        4,
        next_input=lambda step, prediction: np.stack([prediction[0], np.array([step + 1.0])]),
    )
    assert predictions[:, 0, 0].tolist() == [1, 2, 4, 7]


def test_the_exact_recurrence_of_a_sine_forecasts_it_exactly():
    """A predictor that knows 0.1 t + sin t forecasts the future of the task's own probe."""
    problem = make_problem("trend", {})
    scaling = problem.scalings[0]
    step, first = 30 / 99, 79 * 30 / 99

    t = np.array([first])

    def predict(x):
        y0, y1 = (scaling.undo(x[-k, 0].astype(float)) - 0.1 * (t[-1] - (k - 1) * step) for k in (1, 2))
        t[-1] += step
        return scaling.apply(2 * np.cos(step) * y0 - y1 + 0.1 * t[-1])[None]

    assert np.allclose(forecast(problem.probe.x, predict, 10)[:, :, 0], problem.future, atol=1e-3)


def test_which_problems_can_feed_predictions_back():
    assert can_feed_back(1, 1, "numbers") and not can_feed_back(5, 1, "numbers") and not can_feed_back(2, 2, "classes")
    for key in ("trend", "windows", "sine"):
        problem = make_problem(key, {})
        assert can_feed_back(problem.n, problem.k, problem.kind) and problem.future is not None
        assert problem.future.shape[1] == problem.k
