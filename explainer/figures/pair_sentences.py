"""Sentences about a pair that was written, and about how well a network writes held-out pairs."""

import numpy as np

from explainer.inputs.sequence import counted
from explainer.runs.written_pair import WrittenPair
from explainer.tasks.metrics import METRICS
from explainer.tasks.pair_scores import PairScores
from explainer.tasks.pair_source import is_answer_known, source_of, target_of
from explainer.tasks.pair_writing import DecoderRun
from explainer.tasks.pairs import END_TOKEN, Tokens
from explainer.tasks.problem import Problem

SAME_EXACT = (
    "It is the same under teacher forcing and written freely: up to its first error a decoder has read the right "
    "symbols in both."
)
PARTS = {
    True: "The pair is held out: no update has read it.",
    False: "Training may draw this pair.",
    None: "It is none of the pairs that the network was trained or tested on.",
}


def of_written(pair: WrittenPair) -> str:
    """Say what was written after the source, whether it is right, and whether the pair was held out."""
    problem, free = pair.weights.problem, pair.free
    text = written_text(problem, free)
    quoted = f"“{text}”" if text else "nothing"
    ended = "" if free.ended else f", without an end after {counted(len(free.read), 'symbol')}"
    first = f"After “{source_of(problem)}” the decoder writes {quoted}{ended}"
    if not is_answer_known(problem):
        return f"{first}. The right target is not known, so nothing is compared with it."
    is_right = free.ended and text == target_of(problem)
    verdict = ", which is right." if is_right else f". The right target is “{target_of(problem)}”."
    return f"{first}{verdict} {_part(problem)}"


def written_text(problem: Problem, run: DecoderRun) -> str:
    """Return what a run wrote, without its END."""
    return "".join(problem.outputs[token] for token in run.written[: len(run.read) - run.ended])


def _part(problem: Problem) -> str:
    answer = problem.pairs.answer(source_of(problem)) if problem.pairs else None
    return PARTS[answer.held_out if answer else None]


def of_forced(pair: WrittenPair) -> str:
    """Say how many symbols are right under teacher forcing, and from where on both runs read different symbols."""
    problem, forced = pair.weights.problem, pair.forced
    if forced is None:
        return ""
    right = forced.written == _target(problem)
    if right.all():
        return "Under teacher forcing every symbol is right too: both runs have read the same symbols."
    first = int(np.flatnonzero(~right)[0])
    ends = forced.written[first] == END_TOKEN
    return (
        f"Under teacher forcing {int(right.sum())} of {counted(len(right), 'symbol')} are right. "
        f"Symbol {first + 1} is wrong in both runs; "
        f"{'writing freely ends there.' if ends else 'from there on writing freely means reading its own error.'}"
    )


def _target(problem: Problem) -> Tokens:
    return np.asarray(problem.probe.target[:, 0], np.int64)


def of_scores(problem: Problem, scores: PairScores) -> str:
    """Say the exact match and both shares of right symbols over all held-out pairs, and the gap between these."""
    exact, gap = METRICS["exact"].format, round(1000 * scores.forced) - round(1000 * scores.free)
    count = problem.test.x.shape[-1]
    apart = f"a gap of {gap / 10:.1f} points" if gap > 0 else "no gap" if not gap else f"{-gap / 10:.1f} points more"
    return (
        f"Over {counted(count, 'held-out pair')} the exact match is {exact(scores.exact)}. {SAME_EXACT} "
        f"Of the symbols {exact(scores.forced)} are right under teacher forcing and {exact(scores.free)} writing "
        f"freely, {apart}."
    )


def of_lengths(scores: PairScores) -> str:
    """Say at which length of the target the exact match is lowest."""
    exact = METRICS["exact"].format
    lowest = min(scores.by_length, key=lambda length: scores.by_length[length])
    if len(scores.by_length) == 1 or len(set(scores.by_length.values())) == 1:
        return f"It is {exact(scores.by_length[lowest])} at every length."
    highest = max(scores.by_length, key=lambda length: scores.by_length[length])
    return (
        f"It is highest for targets with {counted(highest, 'symbol')}, {exact(scores.by_length[highest])} of "
        f"{scores.counts[highest]:,}, and lowest for those with {lowest}, {exact(scores.by_length[lowest])} of "
        f"{scores.counts[lowest]:,}."
    )
