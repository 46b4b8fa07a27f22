"""The source of a cell's forward kernel in Triton: all time steps in one launch, one line for each equation."""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap

from explainer.engine.triton_names import offset, one_line
from explainer.engine.triton_values import Values

SIZES = "M: tl.constexpr, UNITS: tl.constexpr, COLUMNS: tl.constexpr, PIECE: tl.constexpr, PRECISION: tl.constexpr"
BARRIER = "tl.debug_barrier()  # what was stored can be read by all threads"
LONGEST = 120  # characters of a line


@dataclass(frozen=True)
class KernelSource:
    """A kernel's source, and the pointers that it takes, in their order."""

    text: str
    pointers: tuple[str, ...]


def forward_kernel(values: Values) -> KernelSource:
    """Write the forward kernel of a cell."""
    pointers = [*value_pointers(values), *(values.stack_name(*key) for key in values.plan.stacks)]
    lines = [*_head(values, pointers), *_before_loop(values), *_loop(values), ""]
    return KernelSource("\n".join(lines), tuple(pointers))


def value_pointers(values: Values) -> list[str]:
    """Name the pointers to the values that lie in memory."""
    names = [*values.states, *values.stored_others, *values.plan.hoisted_factors]
    return [*(["blocks"] if values.plan.order else []), *(f"memory_{values.name(name)}" for name in names)]


def _head(values: Values, pointers: list[str]) -> list[str]:
    cell = values.plan.sums.program.cell
    about = (
        f"{one_line(cell.name)}, forward: a tile of the batch of one seed; its states stay on the chip for all steps."
    )
    return [*signature("forward", pointers), f'    """{about}"""', *place_lines()]


def signature(name: str, pointers: list[str]) -> list[str]:
    """Return the head of a kernel that takes some pointers, and then the sizes."""
    rows = wrap(", ".join([*pointers, "T, S, B,"]), LONGEST - 4, break_long_words=False)
    heads = ['@triton.jit(do_not_specialize=["T"])', f"def {name}("]
    return [*heads, *(f"    {row}" for row in rows), f"    {SIZES},", "):"]


def place_lines() -> list[str]:
    """Return the lines in which a program finds its tile."""
    return [
        "    unit = tl.arange(0, UNITS)[:, None]  # padded to a power of two",
        "    column = tl.program_id(0) * COLUMNS + tl.arange(0, COLUMNS)[None, :]  # sequences of the batch",
        "    seed = tl.program_id(1).to(tl.int64)",
        "    is_unit, inside = unit < M, (unit < M) & (column < B)",
        "    plane, here = M * B, unit * B + column  # numbers of one value of one seed, and this tile's among them",
    ]


def _before_loop(values: Values) -> Iterator[str]:
    yield from advance_to_seed(values)
    yield from matrix_lines(values, "M, 1")
    for name in values.plan.hoisted_factors:
        if name not in values.over_time:
            yield constant_line(values, name)
    for state in values.states:
        yield f"    {values.name(f'{state}_prev')} = {load(f'memory_{values.name(state)}')}"


def advance_to_seed(values: Values) -> Iterator[str]:
    """Move each pointer to this program's seed."""
    if values.plan.order:
        yield f"    blocks += seed * {len(values.plan.order)} * plane"
    for name in [*values.states, *values.stored_others, *values.factors_over_time]:
        yield f"    memory_{values.name(name)} += seed * plane"
    for key, blocks in values.plan.stacks.items():
        yield f"    {values.stack_name(*key)} += seed * {len(blocks)} * M * M"


def matrix_lines(values: Values, strides: str) -> Iterator[str]:
    """Read the recurrent matrices, which stay on the chip; strides “1, M” read them transposed."""
    for (vector, sign), blocks in [] if values.pieces else values.plan.stacks.items():
        for k, block in enumerate(blocks):
            pointer = offset(values.stack_name(vector, sign), k, "M * M")
            name = values.matrix_names[vector, sign, block]
            yield f"    {name} = read_matrix({pointer}, {strides}, M, UNITS, PRECISION)"


def constant_line(values: Values, name: str) -> str:
    """Read a value that is the same at every step."""
    row = f"memory_{values.name(name)} + seed * M + unit"
    return f"    {values.name(name)} = tl.load({row}, mask=is_unit, other=0.0)  # (UNITS, 1)"


def load(pointer: str) -> str:
    """Write a tile's numbers as they are read from memory."""
    return f"tl.load({pointer} + here, mask=inside, other=0.0)"


def store(pointer: str, text: str) -> str:
    """Write how a tile's numbers are stored."""
    return f"tl.store({pointer} + here, {text}, mask=inside)"


def _loop(values: Values) -> Iterator[str]:
    yield "    for t in range(T):"
    yield from (f"        {line}" for line in [*_inputs(values), *_equations(values), *_next_step(values)])


def _inputs(values: Values) -> Iterator[str]:
    plan = values.plan
    with_input = [block for block in plan.order if values.has_input(block)]
    if with_input:
        yield "# what x and the biases add to each sum was computed for all steps before"
    for block in with_input:
        pointer = offset("blocks", plan.order.index(block), "plane")
        yield f"input_{values.block_name(block)} = {load(pointer)}"
    for name in values.factors_over_time:
        yield f"{values.name(name)} = {load(f'memory_{values.name(name)}')}"


def _equations(values: Values) -> Iterator[str]:
    written, fresh = "", set[str]()
    for step in filter(values.has_line, values.steps):
        if step.equation != written:
            written = step.equation
            yield f"# {written} = {values.equation_text(written)}"
        if values.pieces and fresh & values.vectors_of(step.name):
            yield BARRIER
            fresh.clear()
        yield f"{values.name(step.name)} = {values.right_side(step)}"
        if values.is_stored(step.name):
            yield store(values.memory(step.name), values.name(step.name))
            fresh.add(step.name)


def _next_step(values: Values) -> Iterator[str]:
    yield "# on to the next step"
    for state in values.states:
        yield f"{values.name(f'{state}_prev')} = {values.name(state)}"
    if values.plan.order:
        yield f"blocks += S * {len(values.plan.order)} * plane"
    for name in [*values.states, *values.stored_others, *values.factors_over_time]:
        yield f"memory_{values.name(name)} += S * plane"
    if values.pieces:
        yield BARRIER
