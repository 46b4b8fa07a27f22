"""What a cell carries over: the part of the old state that reaches the new one unit by unit."""

from functools import lru_cache

from explainer.cells.program import Program, Step, is_number

Path = tuple[str, ...]
"""Names of values multiplied together; "-1" turns the sign. The empty path is the factor 1."""


@lru_cache(maxsize=128)
def keep_paths(program: Program, state: str) -> tuple[Path, ...]:
    """Return the ways from `state`'s past to its present that pass only + - and unit-wise *.

    Their sum is the keep factor: f for the LSTM's c, z for the GRU's h, 1 for the LSTM of 1997. No
    path at all means that the state is rewritten whole, as in the plain network.
    """
    return tuple(_ways(program, state, f"{state}_prev"))


def carried(program: Program) -> str | None:
    """Return the state that crosses time unit by unit ("c", or "h" in a GRU), or None."""
    return next((state for state in reversed(program.cell.state) if keep_paths(program, state)), None)


def keep_biases(program: Program) -> tuple[tuple[str, int], ...]:
    """Return the biases that open the keep gate, each with its sign: b_f +1, b_i -1 for coupled gates.

    Followed from the keep factor back through 1 - gate and the sigmoid; empty where no bias keeps.
    """
    state = carried(program)
    paths = keep_paths(program, state) if state else ()
    return tuple(_biases(program, paths[0][0], 1)) if len(paths) == 1 and len(paths[0]) == 1 else ()


def write_biases(program: Program) -> tuple[tuple[str, int], ...]:
    """Return the biases that open the gate that writes, each with its sign, where they are not those that keep."""
    keeping = {name for name, _ in keep_biases(program)}
    writing = [line.name for line in program.cell.equations if line.role == "write"]
    found = [bias for name in writing for bias in _biases(program, name, 1)]
    return tuple((name, sign) for name, sign in found if name not in keeping)


@lru_cache(maxsize=128)
def recurrent(program: Program) -> frozenset[str]:
    """Name what depends on the past, and the past itself: only that must be walked from step to step."""
    names = {f"{state}_prev" for state in program.cell.state}
    for step in program.steps:
        if names & set(step.args):
            names.add(step.name)
    return frozenset(names)


def _ways(program: Program, name: str, past: str) -> list[Path]:
    if name == past:
        return [()]
    step = program.step(name)
    if step is None:
        return []
    ways = [_ways(program, arg, past) for arg in step.args]
    match step.op:
        case "same" | "neg":
            return [(*way, *_sign(step.op)) for way in ways[0]]
        case "add" | "sub":
            return ways[0] + [(*way, *_sign(step.op)) for way in ways[1]]
        case "mul":
            left, right = step.args
            return [(*way, right) for way in ways[0]] + [(*way, left) for way in ways[1]]
    return []


def _sign(op: str) -> Path:
    return ("-1",) if op in ("neg", "sub") else ()


def _biases(program: Program, name: str, sign: int) -> list[tuple[str, int]]:
    if name[:2] in ("b_", "d_"):
        return [(name, sign)]
    step = program.step(name)
    return [bias for arg, turn in _followed(step) for bias in _biases(program, arg, sign * turn)] if step else []


def _followed(step: Step) -> list[tuple[str, int]]:
    """Return the arguments in which the step is rising (+1) or falling (-1)."""
    signs = {"sigmoid": (1,), "same": (1,), "neg": (-1,), "add": (1, 1), "sub": (1, -1)}.get(step.op, ())
    return [(arg, sign) for arg, sign in zip(step.args, signs, strict=False) if not is_number(arg)]
