"""Measures of a backward pass: how far back a gradient reaches, and along which path."""

import numpy as np

from explainer.cells.memory import carried_state
from explainer.cells.primitives import Array
from explainer.numerics import measures
from explainer.numerics.backward import Gradients, LayerGradients, within_step_gradients
from explainer.numerics.jacobians import all_jacobians, step_jacobian
from explainer.numerics.trace import LayerTrace

BANDS = {"gone": 1e-6, "shrinking": 0.1, "alive": 10.0, "exploding": np.inf}
"""Each band's upper limit, as a share of the norm at the last step that the loss reads; 1e-6 is float32's precision."""


def norms(values: Array) -> Array:
    """Return the length of each step's vector (T, m), or the Frobenius norm of each matrix (T, m, m), as (T,)."""
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        return np.asarray(np.sqrt((values * values).sum(axis=tuple(range(1, values.ndim)))))


def spectral_norms(matrices: Array) -> Array:
    """Return the largest singular value of each matrix (T, m, m), (T,); NaN where the matrix is not finite."""
    found = np.full(len(matrices), np.nan)
    finite = np.isfinite(matrices).all(axis=(1, 2))
    found[finite] = np.linalg.norm(matrices[finite], ord=2, axis=(1, 2))
    return found


def jacobian_norms(run: LayerTrace, spectral: bool = False) -> dict[str, Array]:
    """Return the norm of d state_T / d state_t for each state and all t, (T,), as a share of its norm at the last step.

    That is the Frobenius norm over √m, or with `spectral` the spectral norm; both are 1 for the identity.
    """
    found = all_jacobians(run, run.program.cell.state)
    return {
        state: spectral_norms(one) if spectral else norms(one) / np.sqrt(run.layer.m) for state, one in found.items()
    }


def keep_products(run: LayerTrace, state: str) -> Array:
    """Return the product of the keep gate from each step to the last, (T, m): the gradient along the belt alone."""
    factor = measures.keep_factor(run, state)
    if factor is None:
        factor = np.zeros_like(run.values[state])
    products = np.ones_like(factor)
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        products[:-1] = np.cumprod(factor[:0:-1], axis=0)[::-1]
    return products


def belt_gradient(gradients: LayerGradients) -> Array:
    """Return the part of the carried state's gradient that came along the memory belt alone, (T, m).

    It enters where the loss reads the run, and from there on is only multiplied by the keep factor. The rest of the
    gradient came through gates, candidate and matrices.
    """
    run = gradients.run
    state = carried_state(run.program) or "h"
    factor = measures.keep_factor(run, state)
    belt = np.array(within_step_gradients(gradients)[state])  # before it goes back in time
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        for t in range(len(belt) - 2, -1, -1):
            belt[t] += 0.0 if factor is None else factor[t + 1] * belt[t + 1]
    return belt


def belt_shares(gradients: LayerGradients) -> Array:
    """Return the belt's share of the gradient at each step, (T,): |belt| / (|belt| + |rest|); NaN for 0 / 0."""
    state = carried_state(gradients.run.program) or "h"
    belt, whole = belt_gradient(gradients), gradients.values[state]
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        along, rest = norms(belt), norms(whole - belt)
        return np.asarray(along / (along + rest))


def last_step_with_gradient(lengths: Array) -> int:
    """Return the last step, from 0, at which the gradient is not 0; the last of all where it is 0 everywhere."""
    nonzero = np.flatnonzero(lengths)
    return int(nonzero[-1]) if len(nonzero) else len(lengths) - 1


def relative_norms(lengths: Array) -> Array:
    """Return gradient norms as shares of the norm at the last step that the loss reads, (T,): 1 there."""
    most = lengths[last_step_with_gradient(lengths)]
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        return lengths / most if most > 0 else np.zeros_like(lengths)


def last_nonfinite_step(values: Array) -> int | None:
    """Return the last step, from 0, at which a gradient (T, m) is not finite; None where all are."""
    broken = np.flatnonzero(~np.isfinite(values).all(axis=1))
    return int(broken[-1]) if len(broken) else None


def band(share: float) -> str:
    """Return the band of a gradient norm, given as a share of the norm at the last step that the loss reads."""
    if np.isnan(share):
        return "exploding"
    return next(name for name, top in BANDS.items() if share < top or top == np.inf)


def factor_per_step(lengths: Array) -> float:
    """Return the factor by which a gradient changes per step back, the geometric mean; NaN for less than two steps."""
    last = last_step_with_gradient(lengths)
    if last == 0 or not lengths[last] > 0:
        return float("nan")
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        return float(np.exp((np.log(lengths[0]) - np.log(lengths[last])) / last))


def half_life(lengths: Array) -> float:
    """Return after how many steps back half of a gradient is lost, at its mean rate: ln 0.5 / ln(rate)."""
    rate = factor_per_step(lengths)
    return float("nan") if np.isnan(rate) else float(measures.half_life(np.array([rate]))[0])


def connectivity(gradients: Gradients) -> Array:
    """Return how strongly each input affects the loss, (T,): the norm of dL/dx_k (Madsen 2019, Distill)."""
    return norms(gradients.x)


def spectral_radius(matrix: Array) -> float:
    """Return the spectral radius: the largest size of an eigenvalue; NaN where the matrix is not finite."""
    return float(np.abs(np.linalg.eigvals(matrix)).max()) if np.isfinite(matrix).all() else float("nan")


def spectral_radii(run: LayerTrace, t: int) -> dict[str, float]:
    """Return the spectral radius of each recurrent matrix, and of the whole step t, counted from 0."""
    matrices = [name for name, shape in run.program.params.items() if shape == ("m", "m")]
    found = {name: spectral_radius(run.layer.params[name]) for name in matrices}
    return found | {f"the whole step {t + 1}": step_spectral_radius(run, t)}


def step_spectral_radius(run: LayerTrace, t: int) -> float:
    """Return the spectral radius of d (all states at step t) / d (all states before it)."""
    return spectral_radius(step_jacobian(run, t))
