"""Pairs as batches, and any source as the probe of a problem, with its right target where that is known."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from explainer.tasks.batch import Batch, Source
from explainer.tasks.pairs import Pair, PairData, encode, read_source
from explainer.tasks.problem import Problem


def pair_batch(data: PairData, pairs: Sequence[Pair], backwards: bool) -> Batch:
    """Return pairs as a batch: the source for the encoder, and the target, one step behind, for the decoder."""
    coded = encode(data, pairs, backwards)
    lengths = coded.mask.sum(axis=0).astype(np.int64)
    source = Source(coded.source, coded.source_lengths)
    return Batch(coded.target_in, coded.target_out, coded.mask, lengths, source)


def with_source(problem: Problem, text: str) -> Problem:
    """Return a problem with pairs, its probe replaced by a typed source and the right target.

    Where the right target is not known, that of the old probe stays, and none of its steps counts. Raises InputError
    for a source that the network cannot read.
    """
    data = _pairs(problem)
    source = read_source(data, text)
    answer = data.answer(source)
    target = target_of(problem) if answer is None else answer.target
    longer = replace(data, target_steps=max(data.target_steps, len(target) + 1))  # a sum may have more digits than any
    probe = pair_batch(longer, [(source, target)], data.backwards).select(0)
    assert probe.mask is not None
    return replace(problem, probe=probe if answer else replace(probe, mask=np.zeros_like(probe.mask)))


def source_of(problem: Problem) -> str:
    """Return the source of the probe, as it is written."""
    assert problem.probe.source is not None
    symbols = "".join(_pairs(problem).source_symbols[token] for token in problem.probe.source.x[:, 0])
    return symbols[::-1] if _pairs(problem).backwards else symbols


def target_of(problem: Problem) -> str:
    """Return the target of the probe, without its END."""
    return "".join(problem.outputs[token] for token in problem.probe.target[:-1, 0])


def is_answer_known(problem: Problem) -> bool:
    """Tell whether the target of the probe is known to be right."""
    return problem.probe.mask is not None and bool(problem.probe.mask.any())


def _pairs(problem: Problem) -> PairData:
    assert problem.pairs is not None
    return problem.pairs
