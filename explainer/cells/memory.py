"""The memory of a cell: the part of the old state that reaches the new one element by element."""

from functools import lru_cache

from explainer.cells.program import Program, Step, is_number

Path = tuple[str, ...]
"""Names of values that are multiplied; "-1" changes the sign. The empty path is the factor 1."""


@lru_cache(maxsize=128)
def keep_paths(program: Program, state: str) -> tuple[Path, ...]:
    """Return the paths from a state's past to its present that have only + - and element-wise *.

    Their sum is the keep factor: f for the LSTM's c, z for the GRU's h, 1 for the LSTM of 1997. Without a path the
    whole state is rewritten at every step, as in the plain RNN.
    """
    return tuple(_paths(program, state, f"{state}_prev"))


def carried_state(program: Program) -> str | None:
    """Return the first state with a keep path, the output last ("c", or "h" in a GRU); None where there is none."""
    output, *memories = program.cell.state
    return next((state for state in (*memories, output) if keep_paths(program, state)), None)


def memory_operation(program: Program) -> int:
    """Return which operation, from 0, computes what is carried on: c in an LSTM; the output where nothing is kept."""
    state = carried_state(program) or program.cell.state[0]
    return next(k for k, step in enumerate(program.steps) if step.name == state)


def keep_biases(program: Program) -> tuple[tuple[str, int], ...]:
    """Return the biases that open the keep gate, each with its sign: b_f +1, b_i -1 for coupled gates.

    They are found from the keep factor back through 1 - gate and the sigmoid; empty where there is none.
    """
    state = carried_state(program)
    paths = keep_paths(program, state) if state else ()
    return tuple(_biases(program, paths[0][0], 1)) if len(paths) == 1 and len(paths[0]) == 1 else ()


def write_biases(program: Program) -> tuple[tuple[str, int], ...]:
    """Return the biases that open the write gate, each with its sign, without those of the keep gate."""
    keep = {name for name, _ in keep_biases(program)}
    gates = [line.name for line in program.cell.equations if line.role == "write"]
    found = [bias for name in gates for bias in _biases(program, name, 1)]
    return tuple((name, sign) for name, sign in found if name not in keep)


def keep_gate(program: Program) -> str | None:
    """Return the value that multiplies the carried state's past: "f", "z" or "1 - f"; None where no single one does."""
    state = carried_state(program)
    paths = keep_paths(program, state) if state else ()
    alone = paths[0][0] if len(paths) == 1 and len(paths[0]) == 1 else ""
    return alone if program.step(alone) else None


def write_gate(program: Program) -> str | None:
    """Return the first value with the role "write", or 1 minus the keep gate: "i", "1 - z"; None where none is."""
    written = [line.name for line in program.cell.equations if line.role == "write"]
    rest = [step.name for step in program.steps if step.op == "sub" and step.args == ("1", keep_gate(program))]
    return next(iter(written + rest), None)


@lru_cache(maxsize=128)
def recurrent_values(program: Program) -> frozenset[str]:
    """Return the values that depend on the past, and the past itself: they are computed step by step in time."""
    names = {f"{state}_prev" for state in program.cell.state}
    for step in program.steps:
        if names & set(step.args):
            names.add(step.name)
    return frozenset(names)


def _paths(program: Program, name: str, past: str) -> list[Path]:
    if name == past:
        return [()]
    step = program.step(name)
    if step is None:
        return []
    paths = [_paths(program, arg, past) for arg in step.args]
    match step.op:
        case "same" | "neg":
            return [(*path, *_sign(step.op)) for path in paths[0]]
        case "add" | "sub":
            return paths[0] + [(*path, *_sign(step.op)) for path in paths[1]]
        case "mul":
            left, right = step.args
            return [(*path, right) for path in paths[0]] + [(*path, left) for path in paths[1]]
    return []


def _sign(op: str) -> Path:
    return ("-1",) if op in ("neg", "sub") else ()


def _biases(program: Program, name: str, sign: int) -> list[tuple[str, int]]:
    if name[:2] in ("b_", "d_"):
        return [(name, sign)]
    step = None if name in program.cell.state else program.step(name)
    return (
        [bias for arg, direction in _monotonic_arguments(step) for bias in _biases(program, arg, sign * direction)]
        if step
        else []
    )


def _monotonic_arguments(step: Step) -> list[tuple[str, int]]:
    """Return the arguments with which the result rises (+1) or falls (-1)."""
    signs = RISING.get(step.op, ())
    return [(arg, sign) for arg, sign in zip(step.args, signs, strict=False) if not is_number(arg)]


RISING = {
    "sigmoid": (1,), "exp": (1,), "erf": (1,), "same": (1,), "neg": (-1,), "add": (1, 1), "sub": (1, -1), "min": (1, 1),
    "max": (1, 1), "div": (1,),
}  # fmt: skip
"""By operation, whether its result rises or falls with each argument; a gate's share of two rises with that gate."""
