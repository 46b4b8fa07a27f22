"""The functions that an emitted Triton kernel calls, as text; a kernel's source holds those that it uses."""

import re

FUNCTIONS = {
    "sigmoid": '''
@triton.jit
def sigmoid(a):
    """1 / (1 + exp(-a)), written so that no exponential overflows."""
    e = tl.exp(-tl.abs(a))
    return tl.where(a < 0.0, e, 1.0) / (1.0 + e)
''',
    "tanh": '''
@triton.jit
def tanh(a):
    """tanh from an exponential that cannot overflow."""
    e = tl.exp(-2.0 * tl.abs(a))
    r = (1.0 - e) / (1.0 + e)
    return tl.where(a < 0.0, -r, r)
''',
    "relu": '''
@triton.jit
def relu(a):
    """a where it is positive, else 0."""
    return tl.where(a <= 0.0, 0.0, a)
''',
    "smaller": '''
@triton.jit
def smaller(a, b):
    """The smaller of two numbers; NaN where one of them is NaN."""
    return tl.where((a < b) | (a != a), a, b)
''',
    "larger": '''
@triton.jit
def larger(a, b):
    """The larger of two numbers; NaN where one of them is NaN."""
    return tl.where((a > b) | (a != a), a, b)
''',
    "share": '''
@triton.jit
def share(distance):
    """1 where the distance is positive, 0 where it is negative, 0.5 of equal numbers."""
    return tl.where(distance > 0.0, 1.0, tl.where(distance < 0.0, 0.0, 0.5))
''',
    "mean": '''
@triton.jit
def mean(a, is_unit, M: tl.constexpr):
    """The mean over the M units, (1, COLUMNS); what lies beyond them does not count."""
    return tl.sum(tl.where(is_unit, a, 0.0), axis=0)[None, :] / M
''',
    "norm": '''
@triton.jit
def norm(a, is_unit, M: tl.constexpr):
    """(a - mean) / spread over the M units."""
    away = a - mean(a, is_unit, M)
    return away / tl.sqrt(mean(away * away, is_unit, M) + 1e-5)
''',
    "norm_backward": '''
@triton.jit
def norm_backward(grad, r, a, is_unit, M: tl.constexpr):
    """The gradient of a from that of r = norm(a)."""
    away = a - mean(a, is_unit, M)
    spread = tl.sqrt(mean(away * away, is_unit, M) + 1e-5)
    return (grad - mean(grad, is_unit, M) - r * mean(grad * r, is_unit, M)) / spread
''',
    "multiply": '''
@triton.jit
def multiply(matrix, vectors, PRECISION: tl.constexpr):
    """A product of tiles: float32 exact ("ieee"), of three TF32 products ("tf32x3"), or of rounded numbers ("bf16")."""
    if PRECISION == "bf16":
        found = tl.dot(matrix.to(tl.bfloat16), vectors.to(tl.bfloat16))
    elif PRECISION == "bf16 in float32":  # the same numbers, where no hardware multiplies bfloat16
        found = tl.dot(matrix.to(tl.bfloat16).to(tl.float32), vectors.to(tl.bfloat16).to(tl.float32))
    else:
        found = tl.dot(matrix, vectors, input_precision=PRECISION)
    return found
''',
    "read_matrix": '''
@triton.jit
def read_matrix(
    pointer, ROW: tl.constexpr, COLUMN: tl.constexpr, M: tl.constexpr, UNITS: tl.constexpr, PRECISION: tl.constexpr
):
    """Read a matrix (M, M), padded with 0; where ROW is 1, it is read transposed."""
    row, column = tl.arange(0, UNITS)[:, None], tl.arange(0, UNITS)[None, :]
    found = tl.load(pointer + row * ROW + column * COLUMN, mask=(row < M) & (column < M), other=0.0)
    return found.to(tl.bfloat16) if PRECISION == "bf16" else found
''',
    "product": '''
@triton.jit
def product(matrix, vectors, is_unit, PRECISION: tl.constexpr):
    """matrix @ vectors, both held on the chip; what lies beyond the units counts as 0."""
    return multiply(matrix, tl.where(is_unit, vectors, 0.0), PRECISION)
''',
    "product_in_pieces": '''
@triton.jit
def product_in_pieces(
    matrix, vectors, column, B, ROW: tl.constexpr, COLUMN: tl.constexpr, M: tl.constexpr, UNITS: tl.constexpr,
    COLUMNS: tl.constexpr, PIECE: tl.constexpr, PRECISION: tl.constexpr,
):
    """matrix @ vectors, both read from memory, PIECE units at a time."""
    row, found = tl.arange(0, UNITS)[:, None], tl.zeros((UNITS, COLUMNS), vectors.dtype.element_ty)
    for first in range(0, UNITS, PIECE):
        across, down = first + tl.arange(0, PIECE)[None, :], first + tl.arange(0, PIECE)[:, None]
        piece = tl.load(matrix + row * ROW + across * COLUMN, mask=(row < M) & (across < M), other=0.0)
        part = tl.load(vectors + down * B + column, mask=(down < M) & (column < B), other=0.0)
        found += multiply(piece, part, PRECISION)
    return found
''',
}  # fmt: skip
"""By name, the source of each function, in an order in which each follows those that it calls."""


def functions_used(source: str) -> str:
    """Return the sources of the functions that a source calls, and of those that they call."""
    used = {name for name in FUNCTIONS if _calls(source, name)}
    for name in reversed(FUNCTIONS):
        if any(_calls(FUNCTIONS[user], name) for user in used - {name}):
            used.add(name)
    return "\n".join(FUNCTIONS[name] for name in FUNCTIONS if name in used)


def _calls(source: str, name: str) -> bool:
    return re.search(rf"(?<![\w.]){name}\(", source) is not None
