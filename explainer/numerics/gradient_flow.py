"""The flow: what a backward pass says about how far a gradient reaches, and over which way."""

import numpy as np

from explainer.cells.memory import carried
from explainer.cells.primitives import Array
from explainer.numerics import measures
from explainer.numerics.backward import Gradients, LayerGradients, arriving
from explainer.numerics.jacobians import all_jacobians, step_jacobian
from explainer.numerics.trace import LayerTrace

BANDS = {"gone": 1e-6, "shrinking": 0.1, "alive": 10.0, "exploding": np.inf}
"""Each band's upper end, as a share of what there is where the loss is read last; a millionth is lost in float32."""


def norms(values: Array) -> Array:
    """Return the length of each step's vector (T, m), or the Frobenius norm of each matrix (T, m, m), as (T,)."""
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(np.sqrt((values * values).sum(axis=tuple(range(1, values.ndim)))))


def spectral(matrices: Array) -> Array:
    """Return the largest stretch that each matrix (T, m, m) can do, (T,); not finite where the matrix is not."""
    found = np.full(len(matrices), np.nan)
    whole = np.isfinite(matrices).all(axis=(1, 2))
    found[whole] = np.linalg.norm(matrices[whole], ord=2, axis=(1, 2))
    return found


def reached(run: LayerTrace, stretch: bool = False) -> dict[str, Array]:
    """Return the size of d state_T / d state_t for each state and all t, (T,), as a share of its size at the last step.

    Frobenius by default, which is √m for what changes nothing; spectral, 1 for that, with `stretch`.
    """
    found = all_jacobians(run, run.program.cell.state)
    return {state: spectral(one) if stretch else norms(one) / np.sqrt(run.layer.m) for state, one in found.items()}


def kept(run: LayerTrace, state: str) -> Array:
    """Return the product of the keep gate from each step on to the last, (T, m): what the belt alone lets through."""
    factor = measures.keep_factor(run, state)
    if factor is None:
        factor = np.zeros_like(run.values[state])
    left = np.ones_like(factor)
    with np.errstate(over="ignore", invalid="ignore"):
        left[:-1] = np.cumprod(factor[:0:-1], axis=0)[::-1]
    return left


def belt(gradients: LayerGradients) -> Array:
    """Return what arrives at each step of the carried state over the memory belt alone, (T, m).

    It enters where the loss is read, and from there on is only ever multiplied by the keep factor. What the
    gradient has beside it came through gates, candidate and matrices.
    """
    run = gradients.run
    state = carried(run.program) or "h"
    factor = measures.keep_factor(run, state)
    found = np.array(arriving(gradients)[state])  # what the loss feels at each step before it goes back in time
    with np.errstate(over="ignore", invalid="ignore"):
        for t in range(len(found) - 2, -1, -1):
            found[t] += 0.0 if factor is None else factor[t + 1] * found[t + 1]
    return found


def shares(gradients: LayerGradients) -> Array:
    """Return the belt's share of what arrives at each step, (T,): |belt| / (|belt| + |all else|); NaN for 0 / 0."""
    state = carried(gradients.run.program) or "h"
    over, whole = belt(gradients), gradients.values[state]
    with np.errstate(over="ignore", invalid="ignore"):
        alone, rest = norms(over), norms(whole - over)
        return np.asarray(alone / (alone + rest))


def source(lengths: Array) -> int:
    """Return the last step at which anything arrives at all, from 0."""
    alive = np.flatnonzero(lengths)
    return int(alive[-1]) if len(alive) else len(lengths) - 1


def relative(lengths: Array) -> Array:
    """Return gradient norms as shares of what there is where the loss is read last, (T,): 1 there."""
    most = lengths[source(lengths)]
    with np.errstate(invalid="ignore", over="ignore"):
        return lengths / most if most > 0 else np.zeros_like(lengths)


def lost_at(values: Array) -> int | None:
    """Return the last step, from 0, at which a gradient (T, m) is too large for a number; None where none is."""
    broken = np.flatnonzero(~np.isfinite(values).all(axis=1))
    return int(broken[-1]) if len(broken) else None


def band(share: float) -> str:
    """Return the band of a gradient norm, as a share of what it is where the loss is read last."""
    if np.isnan(share):
        return "exploding"
    return next(name for name, top in BANDS.items() if share < top or top == np.inf)


def per_step(lengths: Array) -> float:
    """Return the factor by which a gradient changes per step back, the geometric mean; NaN for less than two steps."""
    last = source(lengths)
    if last == 0 or not lengths[last] > 0:
        return float("nan")
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        return float(np.exp((np.log(lengths[0]) - np.log(lengths[last])) / last))


def half_life(lengths: Array) -> float:
    """Return after how many steps back half of a gradient is lost, at its mean rate: ln 0.5 / ln(rate)."""
    rate = per_step(lengths)
    return float("nan") if np.isnan(rate) else float(measures.half_life(np.array([rate]))[0])


def connectivity(gradients: Gradients) -> Array:
    """Return how strongly each input moves the loss, (T,): the length of dL/dx_k (Madsen 2019, Distill)."""
    return norms(gradients.x)


def radius(matrix: Array) -> float:
    """Return the spectral radius: the largest size of an eigenvalue; NaN where the matrix is not finite."""
    return float(np.abs(np.linalg.eigvals(matrix)).max()) if np.isfinite(matrix).all() else float("nan")


def radii(run: LayerTrace, t: int) -> dict[str, float]:
    """Return the spectral radius of each recurrent matrix, and of the whole step t, counted from 0."""
    found = {name: radius(run.layer.params[name]) for name, shape in run.program.params.items() if shape == ("m", "m")}
    return found | {f"the whole step {t + 1}": step_radius(run, t)}


def step_radius(run: LayerTrace, t: int) -> float:
    """Return the spectral radius of d (all states at step t) / d (all states before it)."""
    return radius(step_jacobian(run, t))
