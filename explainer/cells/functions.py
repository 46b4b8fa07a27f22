"""The functions that primitives compute in numpy, where numpy has none of its own."""

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
NORM_EPSILON = 1e-5  # added to a variance before its root, as in PyTorch


def sigmoid(a: Array, out: Array | None = None) -> Array:
    """Return 1 / (1 + exp(-a)), written with tanh so that no a overflows."""
    out = np.multiply(a, 0.5, out=out)
    np.tanh(out, out=out)
    out += 1.0
    out *= 0.5
    return out


def relu(a: Array, out: Array | None = None) -> Array:
    """Return a where it is positive, else 0."""
    return np.asarray(np.maximum(a, 0.0, out=out))


def erf(a: Array, out: Array | None = None) -> Array:
    """Return the error function, 2 / √π times the integral of exp(-t²) from 0 to a, exact to the last digits."""
    out = np.empty(np.shape(a), dtype=np.result_type(a, np.float32)) if out is None else out
    out[...] = np.reshape([math.erf(one) for one in np.ravel(a).tolist()], np.shape(a))
    return out


def matvec(matrix: Array, vector: Array, out: Array | None = None) -> Array:
    """Return matrix (m, n) times vector (n,), or times each row of (T, n)."""
    return np.asarray(np.matmul(vector, matrix.mT, out=out))


def mean(a: Array) -> Array:
    """Return the mean over the units, the last axis, (..., m) to (..., 1); np.mean takes twice the time."""
    return np.asarray(np.add.reduce(a, axis=-1, keepdims=True) / a.shape[-1])


def spread(a: Array) -> Array:
    """Return the root of the mean squared distance to the mean plus NORM_EPSILON, (..., m) to (..., 1)."""
    centred = a - mean(a)
    return np.asarray(np.sqrt(mean(centred * centred) + NORM_EPSILON))


def norm(a: Array, out: Array | None = None) -> Array:
    """Return (a - mean) / spread over the units, the last axis (Ba, Kiros & Hinton 2016, equation 4).

    It is torch.nn.LayerNorm without gain and bias, which a cell has as parameters of its own; equal units give 0.
    """
    centred = np.subtract(a, mean(a), out=out)
    centred /= np.sqrt(mean(centred * centred) + NORM_EPSILON)
    return np.asarray(centred)


def norm_vjp(grad: Array, r: Array, a: Array, out: Array | None = None) -> Array:
    """Return the gradient of a from that of r = norm(a): without its mean, and without the part along r."""
    return np.asarray(np.divide(grad - mean(grad) - r * mean(grad * r), spread(a), out=out))
