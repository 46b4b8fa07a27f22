"""Sentences about what a network does with reviews: its accuracy by kind, and its gates on opinions and at “but”."""

from explainer.cells.memory import carried_state, write_gate
from explainer.cells.primitives import Array
from explainer.cells.program import Program
from explainer.figures.gender_sentences import written
from explainer.figures.number_format import decimals
from explainer.figures.trace_sentences import overwritten
from explainer.tasks.review_findings import BAG, LAST, NETWORK, ReviewFindings
from explainer.tasks.review_gates import GateOnWords
from explainer.tasks.review_text import KINDS
from explainer.tasks.review_words import ALL, AT, BEFORE, FILLER, OPINION, OTHER

DIFFERENT = 0.05  # between two means of a gate, before a sentence calls it a difference

METHOD = (
    "Means of the gates are over the second half of the test reviews, with nothing held. Single units are chosen on "
    "the first half. "
    "“All words” is what a gate would do on each kind if it did not look at the word."
)


def of_accuracy(found: ReviewFindings) -> str:
    """Say how many reviews of each kind are right, by the network and by both simple answers."""
    network, bag, last = (_listed(found, answer) for answer in (NETWORK, BAG, LAST))
    return (
        f"Of {found.reviews:,} test reviews the network is right on {network}. A bag of words is right on {bag}. "
        f"The last opinion word alone is right on {last}."
    )


def _listed(found: ReviewFindings, answer: str) -> str:
    shares = [f"{found.accuracy[answer][kind]:.1%} of the {kind}" for kind in KINDS if kind in found.accuracy[answer]]
    return " and ".join([", ".join(shares[:-1]), shares[-1]] if len(shares) > 1 else shares)


def of_moves(found: ReviewFindings, good: str) -> str:
    """Say by how much words of each kind move the verdict."""
    opinion, filler, but = (decimals(found.moves[kind]) for kind in (OPINION, FILLER, AT))
    return (
        f"An opinion word moves the probability of “{good}” by {opinion} on average, a filler by {filler}, "
        f"“but” by {but}."
    )


def of_write_gate(found: ReviewFindings, program: Program) -> str:
    """Say whether the write gate opens further on opinion words than on fillers, and in which unit most."""
    name = write_gate(program)
    gate = next((one for one in found.gates if one.name == name), None)
    if gate is None:
        return overwritten(program) if carried_state(program) is None else f"{program.cell.name} has no write gate."
    opinion, filler, everywhere = (_mean(gate.means[kind]) for kind in (OPINION, FILLER, ALL))
    if abs(opinion - filler) < DIFFERENT:
        does = "hardly differs between opinion words and fillers"
    else:
        does = f"opens {'further' if opinion > filler else 'less'} on opinion words than on fillers"
    unit = gate.opinion_unit
    return (
        f"The write gate {written(gate.name)} {does}: {decimals(opinion)} against {decimals(filler)}, over all words "
        f"{decimals(everywhere)} ({found.counts[OPINION]:,} opinion words, {found.counts[FILLER]:,} fillers). "
        f"Unit {unit + 1} differs most: {_of_unit(gate, unit, OPINION)} against {_of_unit(gate, unit, FILLER)}."
    )


def of_but(found: ReviewFindings, program: Program) -> list[str]:
    """Say what “but” does to each gate, in the mean of all units and in the unit that changes most."""
    letters = {line.name for line in program.cell.equations}
    gates = [gate for gate in found.gates if gate.name in letters]  # what z does, 1 - z does the other way round
    return [_at_but(gate, found.counts[AT]) for gate in gates]


def _at_but(gate: GateOnWords, count: int) -> str:
    at, before, other = (_mean(gate.means[kind]) for kind in (AT, BEFORE, OTHER))
    change = at - before
    does = "stays near" if abs(change) < DIFFERENT else "rises to" if change > 0 else "falls to"
    unit = gate.but_unit
    return (
        f"At “but” ({count:,} times) {gate.name} {does} {decimals(at)}, from {decimals(before)} at the word before; "
        f"elsewhere it is {decimals(other)}. "
        f"Unit {unit + 1} of {gate.name} changes most: {_of_unit(gate, unit, AT)} at “but”, "
        f"{_of_unit(gate, unit, BEFORE)} before, {_of_unit(gate, unit, OTHER)} elsewhere."
    )


def _of_unit(gate: GateOnWords, unit: int, kind: str) -> str:
    return decimals(float(gate.means[kind][unit]))


def _mean(values: Array) -> float:
    return float(values.mean())
