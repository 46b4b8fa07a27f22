"""An embedding of tokens, and the same network on one-hot tokens: a matrix on a row of E is another matrix."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from explainer.cells.primitives import Array
from explainer.cells.program import Program
from explainer.numerics.backward import LayerGradients


@dataclass(frozen=True, eq=False, repr=False)
class Embedding:
    """The matrix E (V, e), whose rows the first layer reads in place of tokens, and the matrices W (m, e) on the rows.

    `tokens` names the rows. The first layer that pages show has W Eᵀ (m, V) in place of each W, by `fold_embedding`.
    """

    matrix: Array
    weights: Mapping[str, Array]
    tokens: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many numbers a token becomes, e."""
        return int(self.matrix.shape[1])

    def __repr__(self) -> str:
        """Describe it by its shape."""
        return f"Embedding(matrix={self.matrix.dtype} {self.matrix.shape})"


def fold_embedding(program: Program, params: Mapping[str, Array], matrix: Array) -> dict[str, Array]:
    """Return a first layer's parameters for one-hot tokens: each W (m, e) on x becomes W Eᵀ (m, V), for E (V, e).

    Every gate and state stays as it is, since W E[token] is the token's column of W Eᵀ.
    """
    return {
        name: np.asarray(params[name] @ matrix.T) if letters == ("m", "n") else params[name]
        for name, letters in program.params.items()
    }


def unfold_embedding(params: Mapping[str, Array], embedding: Embedding) -> dict[str, Array] | None:
    """Return folded parameters with each W (m, e) in its place; None where a folded matrix is no longer W Eᵀ."""
    folded = {name: w @ embedding.matrix.T for name, w in embedding.weights.items()}
    unchanged = all(np.allclose(params[name], array, rtol=1e-12, atol=1e-12) for name, array in folded.items())
    return {**params, **embedding.weights} if unchanged else None


def embedding_gradient(gradients: LayerGradients, embedding: Embedding) -> Array:
    """Return dL/dE (V, e) from the gradients of a first layer with the embedding folded in.

    The row of a token is the sum of Wᵀ δ over all places where it is read and all matrices W, with δ the gradient of
    W E[token]: the gradient of W Eᵀ holds these sums already. It is what torch.nn.Embedding has as its gradient.
    """
    total: Array = np.zeros_like(embedding.matrix)
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        for name, w in embedding.weights.items():
            total += gradients.params[name].T @ w  # (V, m) @ (m, e)
    return total


def x_outside_products(program: Program) -> str:
    """Return the first value that is computed from x in another way than by a matrix, as tokens cannot be; or ""."""
    steps = (step for step in program.steps if "x" in step.args)
    return next((step.name for step in steps if step.op != "matmul" or step.args[1] != "x"), "")
