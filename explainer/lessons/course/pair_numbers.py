"""What lesson “From sequence to sequence” computes: what is handed over, and what follows a wrong letter."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from explainer.inputs.adapt import join_symbols
from explainer.lessons.course.state import State
from explainer.runs.checkpoint import Checkpoint, with_problem
from explainer.runs.loading import load_checkpoint, nearest_step
from explainer.runs.pair_scores import score_held_out_pairs
from explainer.runs.shipped import shipped_run
from explainer.runs.written_pair import WrittenPair, write_pair
from explainer.tasks.number_words import COUNT
from explainer.tasks.pair_scores import PairScores
from explainer.tasks.pair_source import with_source
from explainer.tasks.pair_writing import DecoderRun, read_tokens
from explainer.tasks.pairs import END_TOKEN
from explainer.tasks.probe import reader

RUN, SOURCE, WRONG = "translate-digits", "439", "n"
STEPS = 12  # of the curve
SHORT, LONG = 11, 40  # letters of a target: at most, at least


@lru_cache(maxsize=1)
def last() -> Checkpoint:
    """Return the network at its last checkpoint."""
    return load_checkpoint(RUN, nearest_step(RUN, None))


@lru_cache(maxsize=16)
def pair(source: str = SOURCE) -> WrittenPair:
    """Return what the network does with a source."""
    return write_pair(with_problem(last(), with_source(last().problem, source)))


@lru_cache(maxsize=16)
def disturbed(wrong: str = WRONG, source: str = SOURCE) -> DecoderRun:
    """Return the decoder's run where its first letter is fed back as a wrong one, and it goes on freely."""
    found = pair(source)
    one, outputs = found.weights, found.weights.problem.outputs
    tokens = [int(found.free.read[0]), outputs.index(wrong)]
    for _ in range(len(found.free.read) + STEPS):
        run = read_tokens(one.layers, one.readout, np.array(tokens))
        if run.written[-1] == END_TOKEN:
            break
        tokens.append(int(run.written[-1]))
    return run


def written(run: DecoderRun) -> str:
    """Return what a run has read after its start: what it wrote, with the wrong letter where it was fed."""
    return "".join(last().problem.outputs[token] for token in run.read[1:])


def distances(wrong: str = WRONG) -> tuple[float, ...]:
    """Return how far c is from that of the undisturbed run after each of 0 to STEPS steps."""
    runs = [one.trace.layers[-1].values["c"][: STEPS + 1] for one in (pair().free, disturbed(wrong))]
    return tuple(np.linalg.norm(runs[0] - runs[1], axis=1).tolist())


def survivors(state: State) -> int:
    """Return which option is right: all other letters survive, the later words do, or nothing does."""
    right, found = written(pair().free), written(disturbed())
    if found[1:] == right[1:]:
        return 0
    return 1 if found.split()[1:] == right.split()[1:] else 2


def of_disturbance(state: State) -> Mapping[str, object]:
    """Return what is written with and without the wrong letter, and the distances of c."""
    each = distances()
    right, found = written(pair().free), written(disturbed())
    return {
        "source": SOURCE, "right": right, "found": found, "wrong": WRONG, "first": each[1], "most": max(each),
        "last": each[-1], "steps": STEPS, "expected": right[1], "instead": found[1],
    }  # fmt: skip


def handed_over() -> int:
    """Return how many numbers the encoder hands over."""
    return sum(len(values) for values in pair().handed_over().values())


def seen_option(state: State) -> int:
    """Return which option is right: the decoder gets a number per digit, all states, or the last states only."""
    found, m = pair(), last().m
    counts = (len(SOURCE), len(found.encoder.x) * 2 * m, 2 * m)
    return counts.index(handed_over())


def scores() -> PairScores:
    """Return the scores over all held-out pairs."""
    return score_held_out_pairs(last())


def of_hand_over(state: State) -> Mapping[str, object]:
    """Return what is known without scoring all pairs: exact match, numbers that are handed over, sizes, the numbers."""
    run = shipped_run(RUN)
    return {
        "source": SOURCE, "exact": run.metric[run.steps[-1]], "numbers": handed_over(), "units": last().m,
        "top": COUNT - 1, "count": COUNT, "single": sum(len(str(k)) == 1 for k in range(COUNT)),
    }  # fmt: skip


def of_scores(state: State) -> Mapping[str, object]:
    """Return what is right of symbols in both ways, and of whole targets by length."""
    found = scores()
    return {
        **of_hand_over(state), "forced": found.forced, "free": found.free, "short": exact_of(0, SHORT),
        "long": exact_of(LONG, COUNT), "most": SHORT, "least": LONG,
    }  # fmt: skip


def forced_option(state: State) -> int:
    """Return which option is right: more symbols are right under teacher forcing, fewer, or as many."""
    found = scores()
    return 0 if found.forced > found.free else 1 if found.forced < found.free else 2


def exact_of(least: int, most: int) -> float:
    """Return the share of targets without an error among those of so many letters."""
    found = scores()
    lengths = [length for length in found.counts if least <= length <= most]
    right = sum(found.by_length[length] * found.counts[length] for length in lengths)
    return right / sum(found.counts[length] for length in lengths)


def length_option(state: State) -> int:
    """Return which option is right: the longest targets fail most, the shortest do, or all alike."""
    short, long = exact_of(0, SHORT), exact_of(LONG, COUNT)
    return 2 if abs(short - long) < 0.02 else int(short < long)


def symbols_of_target() -> str:
    """Return what the decoder reads under teacher forcing, as it is typed into the page."""
    problem = pair().weights.problem
    return join_symbols(reader(problem), tuple(problem.outputs[token] for token in pair().free.read))
