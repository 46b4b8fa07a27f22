"""The source code of a network that reads tokens: that of its cell, and a table with a row for each token."""

from collections.abc import Sequence

from explainer.cells.export import Weights, numpy_source, torch_source
from explainer.cells.primitives import Array
from explainer.cells.program import Program


def numpy_token_source(program: Program, weights: Weights | None, matrix: Array, tokens: Sequence[str]) -> str:
    """Return a numpy module with `embed` for tokens, whose rows `run` reads; `matrix` is E (V, e), `tokens` names V.

    With `weights` it has the rows as `EMBEDDING`.
    """
    table = "" if weights is None else f"EMBEDDING = np.array({matrix.tolist()!r})  # (V, e)\n"
    return f'''{numpy_source(program, weights)}

TOKENS = {list(tokens)!r}
{table}

def embed(tokens, table):
    """Return the row of each token, what `run` reads as x, (T, e); tokens are numbers (T,), places in TOKENS from 0."""
    return table[tokens]
'''


def torch_token_source(program: Program, weights: Weights | None, matrix: Array, tokens: Sequence[str]) -> str:
    """Return a PyTorch module with `Embedded`, an nn.Embedding before the stack; `matrix` is E (V, e).

    With `weights` it also has `embedded()`, which returns one with them in float64.
    """
    return f'''{torch_source(program, weights)}

TOKENS = {list(tokens)!r}


class Embedded(nn.Module):
    """A stack that reads tokens, (T) or (T, B): numbers, places in TOKENS from 0. Each becomes `size` numbers."""

    def __init__(self, tokens, size, m, layers=1):
        super().__init__()
        self.embedding = nn.Embedding(tokens, size)
        self.stack = Stack(size, m, layers)

    def forward(self, tokens):
        return self.stack(self.embedding(tokens))
{_embedded(program, weights, matrix)}'''


def _embedded(program: Program, weights: Weights | None, matrix: Array) -> str:
    if weights is None:
        return ""
    m = len(weights[0][next(iter(program.params))])
    return f'''

EMBEDDING = {matrix.tolist()!r}


def embedded():
    """Return the stack with its embedding, with the weights above, in float64."""
    network = Embedded({matrix.shape[0]}, {matrix.shape[1]}, {m}, {len(weights)}).double()
    network.stack.load_state_dict(trained().state_dict())
    with torch.no_grad():
        network.embedding.weight.copy_(torch.tensor(EMBEDDING, dtype=torch.float64))
    return network
'''
