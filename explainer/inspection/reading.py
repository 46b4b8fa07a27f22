"""The reading: a visitor's own input, read as the task of a run reads its own."""

import re

import numpy as np

from explainer.inputs.scaling import Scaling
from explainer.inputs.sequence import MOST_STEPS, InputError, Sequence, check_steps
from explainer.inputs.text import MOST_TYPED
from explainer.losses import is_one_hot
from explainer.ops import Array
from explainer.tasks.problem import Problem
from explainer.tasks.symbols import BLANK

STANDS_FOR = {" ": BLANK, ".": BLANK, "_": BLANK}  # what is easier to type than a dot at half height


def reads_symbols(problem: Problem) -> bool:
    """Tell whether a task reads one symbol of several at each step."""
    return not problem.scalings and is_one_hot(np.asarray(problem.probe.x[:, :, 0], dtype=np.float64))


def read_symbols(problem: Problem, text: str) -> Sequence:
    """Read a text in a task's symbols; raises InputError that quotes what is none of them.

    Symbols of one letter stand side by side; where the task has longer ones they are parted by spaces.
    """
    if len(text) > MOST_TYPED:
        raise InputError(f"The text has {len(text):,} characters; {MOST_TYPED:,} is the most that is looked at.")
    long = any(len(symbol) > 1 for symbol in problem.inputs)
    words = re.findall(r"\S+", text) if long else [one for one in text if one not in "\r\n"]
    codes = [_code(problem, word, k) for k, word in enumerate(words)]
    check_steps(len(codes), "symbol")
    x = np.eye(problem.n)[codes]  # (T, n)
    labels = tuple(problem.inputs[code] for code in codes)
    return Sequence(x, labels, problem.inputs, (Scaling(),) * problem.n, "text")


def fitting(problem: Problem, sequence: Sequence) -> Sequence:
    """Return an input as a run's task reads it: a text in its symbols, numbers in its scaling; raises InputError."""
    if reads_symbols(problem):
        if sequence.kind != "text":
            raise InputError(f"This run reads one of {_shown(problem.inputs)} at each step, not numbers; type a text.")
        return read_symbols(problem, _text(problem, sequence))
    if sequence.kind == "text":
        raise InputError(f"This run reads numbers ({', '.join(problem.inputs)}), not text; type numbers.")
    return _numbers(problem, sequence)


def _numbers(problem: Problem, sequence: Sequence) -> Sequence:
    raw = sequence.raw  # (T, n)
    if raw.shape[1] != problem.n:
        raise InputError(
            f"The input has {raw.shape[1]} channel{'' if raw.shape[1] == 1 else 's'}, and this run reads {problem.n} "
            f"({', '.join(problem.inputs)}); give {problem.n} on each line."
        )
    scalings = problem.scalings or (Scaling(),) * problem.n
    x: Array = np.column_stack([one.apply(column) for one, column in zip(scalings, raw.T, strict=True)])
    return Sequence(x, sequence.labels, problem.inputs, scalings, "numbers")


def _text(problem: Problem, sequence: Sequence) -> str:
    long = any(len(symbol) > 1 for symbol in problem.inputs)
    return (" " if long else "").join(sequence.labels)


def _code(problem: Problem, word: str, place: int) -> int:
    symbol = word if word in problem.inputs else STANDS_FOR.get(word, word)
    symbol = symbol if symbol in problem.inputs else symbol.upper() if symbol.upper() in problem.inputs else symbol
    if symbol not in problem.inputs:
        shown = word if len(word) <= 20 else f"{word[:17]}…"
        raise InputError(
            f"“{shown}”, symbol {place + 1}, is none that this run reads; there are {_shown(problem.inputs)}."
        )
    if place >= MOST_STEPS:
        raise InputError(f"There are more than {MOST_STEPS} symbols; leave some out.")
    return problem.inputs.index(symbol)


def _shown(names: tuple[str, ...]) -> str:
    return " ".join(f"“{name}”" for name in names)
