import numpy as np

from explainer.tasks.catalogue import made
from explainer.tasks.forecast import closes, forecast


def doubled(x):
    return 2 * x[-1]


def test_what_is_said_is_read_again():
    seen = np.ones((3, 1, 2), np.float32)
    assert forecast(seen, doubled, 4)[:, 0].tolist() == [[2, 2], [4, 4], [8, 8], [16, 16]]


def test_the_window_moves_along_or_grows():
    lengths = []

    def count(x):
        lengths.append(x[:, 0, 0].tolist())
        return np.float32(len(lengths)) * np.ones((1, 1), np.float32)

    forecast(np.zeros((2, 1, 1)), count, 3)
    forecast(np.zeros((2, 1, 1)), count, 2, grow=True)
    assert lengths == [[0, 0], [0, 1], [1, 2], [0, 0], [0, 0, 4]]


def test_a_next_input_can_hold_more_than_what_was_said():
    seen = np.array([[[1.0], [0.0]]], np.float32)  # a value and the number of the step
    told = forecast(
        seen, lambda x: x[-1, :1] + x[-1, 1:], 4, then=lambda step, said: np.stack([said[0], np.array([step + 1.0])])
    )
    assert told[:, 0, 0].tolist() == [1, 2, 4, 7]


def test_the_law_of_a_sine_forecasts_it_exactly():
    """What knows the law of the series, 0.1 t + sin t, meets the future of the task's own probe."""
    problem = made("trend", {})
    scaling = problem.scalings[0]
    step, first = 30 / 99, 79 * 30 / 99

    t = np.array([first])

    def say(x):
        y0, y1 = (scaling.undo(x[-k, 0].astype(float)) - 0.1 * (t[-1] - (k - 1) * step) for k in (1, 2))
        t[-1] += step
        return scaling.apply(2 * np.cos(step) * y0 - y1 + 0.1 * t[-1])[None]

    assert np.allclose(forecast(problem.probe.x, say, 10)[:, :, 0], problem.future, atol=1e-3)


def test_what_closes():
    assert closes(1, 1, "numbers") and not closes(5, 1, "numbers") and not closes(2, 2, "classes")
    for key in ("trend", "windows", "sine"):
        problem = made(key, {})
        assert closes(problem.n, problem.k, problem.kind) and problem.future is not None
        assert problem.future.shape[1] == problem.k
