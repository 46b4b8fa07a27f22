"""Tokens as inputs: a product with a one-hot vector is a column of the matrix, and its gradient a sum over places."""

import torch
from torch import Tensor
from torch.nn.functional import embedding


def is_tokens(x: Tensor) -> bool:
    """Tell whether an input holds tokens, (T, 1, B) or (T, S, B) whole numbers, instead of numbers (T, S, n, B)."""
    return not x.is_floating_point()


def tokens_of(x: Tensor, seed: int) -> Tensor:
    """Return one seed's tokens, (T, B), where each has its own or all share them."""
    return x[:, seed % x.shape[1]]


def columns(weights: Tensor, x: Tensor) -> Tensor:
    """Return the products of matrices (S, K, V) with the one-hot vectors of tokens, (T, S, K, B)."""
    return torch.stack([_columns(one, tokens_of(x, seed)) for seed, one in enumerate(weights)], dim=1)


def add_columns(into: Tensor, x: Tensor, weights: Tensor) -> None:
    """Add the products of matrices (S, K, V) with the one-hot vectors of tokens to a tensor (T, S, K, B)."""
    for seed, one in enumerate(weights):
        into[:, seed].add_(_columns(one, tokens_of(x, seed)))


def _columns(weights: Tensor, tokens: Tensor) -> Tensor:
    return weights.index_select(1, tokens.flatten()).view(-1, *tokens.shape).movedim(0, 1)  # (T, K, B)


def column_gradients(grads: Tensor, x: Tensor, size: int) -> Tensor:
    """Return the gradients of matrices (S, K, V), V = size, from those of their products (S, K, T B)."""
    found = [_scatter_add(one, tokens_of(x, seed), size) for seed, one in enumerate(grads)]
    return torch.stack(found)


def _scatter_add(grads: Tensor, tokens: Tensor, size: int) -> Tensor:
    """Add each column (K, T B) to the column of its token, (K, V)."""
    rows = grads.t().contiguous()  # (T B, K)
    return grads.new_zeros(size, len(grads)).index_add_(0, tokens.flatten(), rows).t()


def embed(matrix: Tensor, x: Tensor) -> Tensor:
    """Return the rows of embedding matrices (S, V, e) for tokens, (T, S, e, B), as torch.nn.Embedding does."""
    found = [embedding(tokens_of(x, seed), one) for seed, one in enumerate(matrix)]  # (T, B, e) each
    return torch.stack(found, dim=1).transpose(2, 3)
