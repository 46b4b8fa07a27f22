"""The steps of a pair that was written, as they are drawn and as a table."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from explainer.cells.primitives import Array
from explainer.figures.number_format import digits
from explainer.figures.written_pair import LABELS, Half, Step
from explainer.figures.written_text import Colouring
from explainer.inputs.sequence import VISIBLE
from explainer.runs.written_pair import WrittenPair
from explainer.tasks.pair_source import is_answer_known, target_of
from explainer.tasks.pair_writing import DecoderRun
from explainer.tasks.probe import source_sequence
from explainer.tasks.problem import Problem

FREE, FORCED = "writing freely", "teacher forcing"
BEST = 3
Links = Sequence[Sequence[str]]
"""The links of the encoder's steps, and of each decoder run's."""


def probability_values(pair: WrittenPair) -> Array:
    """Return the probability of each symbol that was written, run after run; NaN for those of the source."""
    written = [run.probabilities.max(axis=1) for run in pair.decoders]
    return np.concatenate([np.full(len(pair.encoder.x), np.nan), *written])


def halves(pair: WrittenPair, colouring: Colouring, links: Links) -> list[Half]:
    """Return the source, and what was written in each way; the colouring has a value for each step of all of them."""
    problem = pair.weights.problem
    cuts = np.cumsum([len(pair.encoder.x), *(len(run.read) for run in pair.decoders)])[:-1]
    values, shades = np.split(colouring.values, cuts), np.split(colouring.shades, cuts)
    source = source_sequence(problem)
    assert source is not None
    read = [
        Step(symbol, links[0][t], f"“{_visible(symbol)}”{_value(colouring, values[0][t])}", float(shades[0][t]))
        for t, symbol in enumerate(source.labels)
    ]
    found = [Half("The encoder reads", read, colouring.role)]
    for k, (name, run) in enumerate(zip((FREE, FORCED), pair.decoders, strict=False), 1):
        texts = [_value(colouring, value) for value in values[k]]
        steps = [_step(problem, run, t, links[k][t], texts[t], float(shades[k][t])) for t in range(len(run.read))]
        heading = "The decoder writes freely" if name == FREE else f"Teacher forcing on “{target_of(problem)}”"
        found.append(Half(heading, steps, colouring.role, LABELS))
    return found


def _step(problem: Problem, run: DecoderRun, t: int, link: str, value: str, shade: float) -> Step:
    symbols, token = problem.outputs, int(run.written[t])
    is_right = not is_answer_known(problem) or _is_right(problem, token, t)
    share = run.probabilities[t, token]
    about = (
        f"“{_visible(symbols[token])}”{'' if is_right else ', wrong'}: step {t + 1} reads "
        f"“{_visible(symbols[run.read[t]])}”; best guesses {', '.join(guesses(problem, run, t))}{value}"
    )
    return Step(symbols[token], link, about, shade, symbols[run.read[t]], f"{share:.0%}", is_right)


def _is_right(problem: Problem, token: int, t: int) -> bool:
    target = problem.probe.target[:, 0]
    return t < len(target) and token == int(target[t])


def guesses(problem: Problem, run: DecoderRun, t: int) -> list[str]:
    """Return the most likely symbols of a step, each with its probability: “5” 61.2%."""
    best = np.argsort(-run.probabilities[t], kind="stable")[:BEST]
    return [f"“{_visible(problem.outputs[k])}” {run.probabilities[t, k]:.1%}" for k in best]


def _value(colouring: Colouring, value: float) -> str:
    """Return what colours a symbol, after a semicolon."""
    return "" if np.isnan(value) else f"; {colouring.name} {digits(float(value))}"


def table(pair: WrittenPair) -> list[dict[str, Any]]:
    """Return a row for each step of the decoder: what is right, and for each run what it read, and its best guesses."""
    problem = pair.weights.problem
    steps = max(len(run.read) for run in pair.decoders)
    return [_row(problem, pair, t) for t in range(steps)]


def _row(problem: Problem, pair: WrittenPair, t: int) -> dict[str, Any]:
    target = problem.probe.target[:, 0]
    is_known = is_answer_known(problem) and t < len(target)
    row: dict[str, Any] = {"step": t + 1, "right symbol": _visible(problem.outputs[target[t]]) if is_known else ""}
    for name, run in zip((FREE, FORCED), pair.decoders, strict=False):
        goes_on = t < len(run.read)
        row[f"{name}: reads"] = _visible(problem.outputs[run.read[t]]) if goes_on else ""
        row[f"{name}: best guesses"] = ", ".join(guesses(problem, run, t)) if goes_on else ""
    return row


def _visible(symbol: str) -> str:
    return VISIBLE.get(symbol, symbol)
