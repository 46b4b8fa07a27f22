"""Parameter initialisation, drawn from an explicit seed."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from explainer.cells.memory import keep_biases, write_biases
from explainer.cells.primitives import Array
from explainer.cells.program import Program

Params = dict[str, Array]


def init_params(
    program: Program, n: int, m: int, seed: int,
    init: str = "uniform", scale: float = 1.0, keep_bias: float | None = None, layer: int = 0,
) -> Params:  # fmt: skip
    """Draw the parameters of one layer, by name, from (seed, layer).

    `init` is a key of INITIALISATIONS, `scale` multiplies the drawn numbers, and `keep_bias` then sets the bias of the
    keep gate (whatever its letter and sign) so that it opens by that much. A gain, which multiplies a normalised
    value, is 1 in any initialisation and at any scale (Ba, Kiros & Hinton 2016).
    """
    rng = np.random.default_rng([seed, layer])
    sizes = {"n": n, "m": m}
    params = {}
    for name, letters in program.params.items():
        shape = tuple(sizes[letter] for letter in letters)
        drawn = INITIALISATIONS[init][0](rng, name, shape, m)
        params[name] = np.ones(shape) if name in gains(program) else scale * drawn
    return params if keep_bias is None else params | _gate_biases(keep_biases(program), np.full(m, float(keep_bias)))


@lru_cache(maxsize=128)
def gains(program: Program) -> frozenset[str]:
    """Return the parameters that multiply a normalised value, and nothing else."""
    normed = {step.name for step in program.steps if step.op == "norm"}
    uses = [(arg, step.op == "mul" and bool(normed & set(step.args))) for step in program.steps for arg in step.args]
    return frozenset(name for name in program.params if all(gain for arg, gain in uses if arg == name))


def chrono_biases(program: Program, m: int, seed: int, steps: int, layer: int = 0) -> Params:
    """Draw keep biases with which units remember for 1 to `steps` - 1 steps: ln U[1, steps - 1].

    A separate write gate gets the negative (Tallec & Ollivier 2018, eq. 16). A cell without a keep gate gets nothing.
    """
    keeping = keep_biases(program)
    spans = np.log(np.random.default_rng([seed, layer, 1]).uniform(1.0, max(2.0, steps - 1.0), m))
    return _gate_biases(keeping, spans) | (_gate_biases(write_biases(program), -spans) if keeping else {})


def _gate_biases(biases: tuple[tuple[str, int], ...], value: Array) -> Params:
    """Return the biases of a gate: the first one is the whole value, a second one is 0."""
    return {name: sign * value if k == 0 else np.zeros(len(value)) for k, (name, sign) in enumerate(biases)}


def _uniform(rng: np.random.Generator, name: str, shape: tuple[int, ...], m: int) -> Array:
    return np.asarray(rng.uniform(-1.0, 1.0, shape) / np.sqrt(m))


def _orthogonal(rng: np.random.Generator, name: str, shape: tuple[int, ...], m: int) -> Array:
    if name[0] != "U":
        return _uniform(rng, name, shape, m)
    q, r = np.linalg.qr(rng.standard_normal(shape))
    return np.asarray(q * np.sign(np.diag(r)))  # the sign makes the draw uniform over rotations


def _identity(rng: np.random.Generator, name: str, shape: tuple[int, ...], m: int) -> Array:
    if name[0] == "U":
        return np.eye(m)
    return _uniform(rng, name, shape, m) if name[0] == "W" else np.zeros(shape)


INITIALISATIONS: dict[str, tuple[Callable[[np.random.Generator, str, tuple[int, ...], int], Array], str]] = {
    "uniform": (_uniform, "PyTorch's default: every number uniform between −1/√m and 1/√m"),
    "orthogonal": (
        _orthogonal,
        "recurrent matrices are random rotations or reflections (Saxe et al. 2013), the rest uniform",
    ),
    "identity": (_identity, "recurrent matrices are the identity (Le et al. 2015), biases 0, the rest uniform"),
}
