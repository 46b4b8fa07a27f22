"""Sentences about what a network does with the subject's gender, and whether the textbook story holds for it."""

from explainer.cells.memory import carried_state, keep_gate
from explainer.cells.program import Program
from explainer.figures.number_format import decimals
from explainer.figures.trace_sentences import overwritten
from explainer.tasks.gender_findings import CARRIES, CLEARS, RETAINS, GenderFindings, Verdict, verdict
from explainer.tasks.pronoun_distance import DistanceScore

BY_WORD = 0.05  # by how much probes for each word are right more often before it is worth a sentence
PARTLY = 0.75  # of what a gate keeps elsewhere: where it keeps no more at a new subject, it clears a part
NEITHER = "neither clears it at a new subject nor keeps it elsewhere"
THRESHOLDS = (
    f"A unit carries the gender where it alone is right at {CARRIES:.0%} of the steps. A gate clears it with a mean of "
    f"at most {CLEARS:g} at new subjects, and keeps it with at least {RETAINS:g} elsewhere."
)
METHOD = (
    "Probes (least squares) and thresholds are fitted on the first half of the test sequences and scored on the "
    "second, with nothing held."
)


def of_distances(scores: tuple[DistanceScore, ...]) -> str:
    """Say how often the pronoun is right, and at what distance least often, beside both simple answers."""
    total = sum(one.count for one in scores)
    network, frequent, first = (
        sum(getattr(one, name) * one.count for one in scores) / total
        for name in ("network", "frequent", "first_person")
    )
    least = min(scores, key=lambda one: one.network)
    worst = f"{least.network:.1%}"
    if worst == f"{network:.1%}":
        where = "It is right as often at every distance"
    else:
        where = f"It is right least often {least.first} to {least.last} steps after the subject: {worst}"
    return (
        f"The pronoun is right at {network:.1%} of {total:,} question marks; the more frequent pronoun at "
        f"{frequent:.1%}, that of the first person at {first:.1%}. {where}."
    )


def of_probes(found: GenderFindings) -> str:
    """Say how well a probe reads the gender from each state, and from each word's own direction where that helps."""
    read = [f"{one.state} at {one.accuracy:.1%}" for one in found.probes]
    states = " and ".join(filter(None, (", ".join(read[:-1]), read[-1])))
    sentence = (
        f"A linear probe reads the gender from {states} of {found.steps:,} steps. A constant answer is right at "
        f"{found.chance:.1%}."
    )
    for one in found.probes:
        if one.word_accuracy - one.accuracy >= BY_WORD:
            sentence += (
                f" A probe for each word just read is right at {one.word_accuracy:.1%}: the direction of "
                f"{one.state} that has the gender changes with the word."
            )
    return sentence


def of_units(found: GenderFindings) -> str:
    """Say how well the best unit reads the gender alone, and which units carry it."""
    probe, unit = found.probes[0], found.probes[0].best
    carrying = int((probe.units >= CARRIES).sum())
    count = f"{carrying or 'none'} of {len(probe.units)} units {'reaches' if carrying < 2 else 'reach'}"
    return (
        f"Unit {unit + 1} of {probe.state} alone, by a threshold, is right at {probe.units[unit]:.1%}; "
        f"{count} {CARRIES:.0%}."
    )


def of_gate(found: GenderFindings, program: Program) -> str:
    """Say what the keep gate of the unit in question does at a new subject and at all other steps."""
    gate, unit = found.gate, verdict(found).unit
    if gate is None:
        return _without_gate(found, program)
    return (
        f"At a new subject {written(gate.name)} keeps {decimals(float(gate.at_new[unit]))} of unit {unit + 1} on "
        f"average ({gate.new:,} times), elsewhere {decimals(float(gate.elsewhere[unit]))} ({gate.others:,} times)."
    )


def of_verdict(found: GenderFindings, program: Program) -> str:
    """Say whether the textbook story holds: a unit carries the gender, and a new subject clears it."""
    one, state = verdict(found), found.probes[0].state
    if not one.carries:
        return f"The textbook story does not hold: {_without_unit(found)}."
    carries = f"unit {one.unit + 1} of {state} carries the gender"
    if one.holds and found.gate:
        return f"The textbook story holds: {carries}, and {written(found.gate.name)} clears it at a new subject."
    return f"The textbook story holds in part: {carries}. But {_what_gate_does(found, one)}."


def written(name: str) -> str:
    """Return the name of a value as a sentence has it: 1 − z."""
    return name.replace("-", "−")


def _without_unit(found: GenderFindings) -> str:
    probe = found.probes[0]
    if probe.accuracy >= CARRIES:
        return f"no unit of {probe.state} alone carries the gender; one direction of several units does"
    if probe.word_accuracy >= CARRIES:
        return f"no unit of {probe.state} carries the gender; it lies in a direction that changes with the word"
    if max(probe.accuracy, probe.word_accuracy) < found.chance + BY_WORD:
        return f"{probe.state} does not carry the gender; a probe is right about as often as a constant answer"
    return f"no unit of {probe.state} carries the gender, and a probe finds it at some of the steps alone"


def _what_gate_does(found: GenderFindings, one: Verdict) -> str:
    if found.gate is None:
        return "no gate clears it at a new subject"
    name = written(found.gate.name)
    if not one.retains:
        return f"{name} {'clears it elsewhere too' if one.clears else NEITHER}"
    left = float(found.gate.at_new[one.unit] / found.gate.elsewhere[one.unit])
    return f"{name} {'clears only a part of it' if left <= PARTLY else 'does not clear it'} at a new subject"


def _without_gate(found: GenderFindings, program: Program) -> str:
    if keep_gate(program):
        return "No scored sequence has a second subject, so nothing could be cleared."
    if carried_state(program) is None:
        return overwritten(program)
    return f"{program.cell.name} has no single gate that multiplies its old {found.carried}."
