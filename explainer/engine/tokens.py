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


def fill_columns(into: Tensor, x: Tensor, weights: Tensor, biases: Tensor) -> None:
    """Write into a tensor (T, S, K, B) biases (S, K, 1) and products of matrices (S, K, V) with one-hot vectors."""
    few = weights.shape[-1] <= x[:, 0].numel()  # then biases are added to the columns rather than to each product
    for seed, one in enumerate(weights + biases if few else weights):
        into[:, seed].copy_(_columns(one, tokens_of(x, seed)))
    if not few:
        into.add_(biases)


def _columns(weights: Tensor, tokens: Tensor) -> Tensor:
    return weights.index_select(1, tokens.flatten()).view(-1, *tokens.shape).movedim(0, 1)  # (T, K, B)


def column_gradients(grads: Tensor, x: Tensor, size: int) -> Tensor:
    """Return the gradients of matrices (S, K, V), V = size, from those of their products (S, K, T B)."""
    tokens = x.movedim(1, 0).flatten(1)[:, None]  # (S, 1, T B), or (1, 1, T B)
    return grads.new_zeros(*grads.shape[:2], size).scatter_add_(2, tokens.expand_as(grads), grads)


def embed(matrix: Tensor, x: Tensor) -> Tensor:
    """Return the rows of embedding matrices (S, V, e) for tokens, (T, S, e, B), as torch.nn.Embedding does."""
    found = [embedding(tokens_of(x, seed), one) for seed, one in enumerate(matrix)]  # (T, B, e) each
    return torch.stack(found, dim=1).transpose(2, 3)
