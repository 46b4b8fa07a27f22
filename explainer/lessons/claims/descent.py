"""Numbers about gradients and descent: what clipping does to a direction, length to a norm, and a zero to a loss."""

import numpy as np
from numpy.typing import NDArray

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.lessons.claims.claim import Condition
from explainer.lessons.clipping import CLIPS
from explainer.numerics.backward import backward
from explainer.numerics.initialisation import init_params
from explainer.numerics.layer import Layer
from explainer.numerics.trace import trace

INPUTS, UNITS = 4, 16
STEP = 1e-3  # between two points of a second difference


def clipped_angle(condition: Condition, seed: int) -> float:
    """Return the angle in degrees between a gradient and the same, clipped to a tenth of its norm in the way `clip`."""
    gradient = parameter_gradient("LSTM", 20, seed, mean=True)
    limit = 0.1 * float(np.linalg.norm(gradient))
    if condition["clip"] == "value":
        limit = 0.1 * float(abs(gradient).max())
    clipped = CLIPS[condition["clip"]](gradient, limit)
    cosine = gradient @ clipped / (np.linalg.norm(gradient) * np.linalg.norm(clipped))
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


def growth_with_length(condition: Condition, seed: int) -> float:
    """Return log10 of how many times larger the gradient of a loss of 160 steps is than that of one of 20.

    The squared errors of all steps are summed, or averaged where the condition's `mean` is true.
    """
    long, short = (
        float(np.linalg.norm(parameter_gradient("LSTM", steps, seed, condition["mean"]))) for steps in (160, 20)
    )
    return float(np.log10(long / short))


def parameter_gradient(cell: str, steps: int, seed: int, mean: bool) -> NDArray[np.float64]:
    """Return the gradient of the squared errors of h against random targets for all parameters, (P,)."""
    rng, program = np.random.default_rng([seed, 82]), lower(CELLS[cell])
    x, target = rng.standard_normal((steps, INPUTS)), rng.uniform(0.0, 1.0, (steps, UNITS))
    run = trace([Layer(program, init_params(program, INPUTS, UNITS, seed))], x)
    errors = 2 * (run.output - target) / (steps if mean else 1)  # (T, m)
    gradients = backward(run, {"h": errors}).layers[0].params
    return np.concatenate([value.ravel() for value in gradients.values()])


def smallest_curvature(condition: Condition, seed: int) -> float:
    """Return the smallest eigenvalue of a loss's Hessian as a share of the largest in size, where all weights are 0.

    The network is y = v h at the last of the steps, h = tanh(w x + u h_prev); its gradient for (w, u, v) is 0 there,
    which is checked: NaN where it is not. Second derivatives are central differences.
    """
    rng = np.random.default_rng([seed, 83])
    x, target = rng.standard_normal((condition["steps"], 64)), rng.standard_normal(64)  # (T, B), (B,)
    offsets = STEP * np.eye(3)

    def loss(weights: NDArray[np.float64]) -> float:
        w, u, v = weights
        h = np.zeros(64)
        for row in x:
            h = np.tanh(w * row + u * h)
        return float(np.mean((v * h - target) ** 2))

    gradient = [(loss(one) - loss(-one)) / (2 * STEP) for one in offsets]
    if max(map(abs, gradient)) > 1e-9:
        return float("nan")
    hessian = np.array([
        [(loss(a + b) - loss(a - b) - loss(b - a) + loss(-a - b)) / (4 * STEP**2) for b in offsets] for a in offsets
    ])  # fmt: skip
    values = np.linalg.eigvalsh(hessian)
    return float(values[0] / abs(values).max())
