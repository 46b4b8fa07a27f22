"""The sentences about a claim: its rule in plain words, what its numbers show, and where two results differ."""

from collections.abc import Mapping, Sequence

import numpy as np

from explainer.inputs.sequence import counted
from explainer.lessons.claims.claim import Claim, Comparison, Rule
from explainer.lessons.claims.shipped import Result
from explainer.lessons.claims.verdict import Outcome, Verdict
from explainer.lessons.claims.words import VERDICTS

DECIDED = "This was decided before its run."
MOST_NAMED = 6


def short(value: float) -> str:
    """Write a number with three significant digits."""
    if not np.isfinite(value):
        return "no number" if np.isnan(value) else "∞" if value > 0 else "−∞"
    return f"{value:.3g}".replace("-", "−")


def of_rule(claim: Claim) -> str:
    """Say when the claim holds."""
    if not claim.comparisons:
        return ""
    what = "difference" if _subtracts(claim) else "number"
    decided = claim.changed or DECIDED
    each = ", in each comparison" if len(claim.comparisons) > 1 else ""
    if claim.rule.exact:
        return f"Holds if the {what} is {of_bound(claim.rule)} in every seed{each}. One seed refutes it. {decided}"
    if claim.rule.combine == "flips":
        bound = short(claim.rule.bound)
        side, each = f"above {bound} in one comparison and below it in another", ""
    else:
        side = of_bound(claim.rule)
    mean = f"the mean {what} over seeds"
    return f"Holds if {mean} is {side}{each}. Its 95 % interval and a sign test have to agree. {decided}"


def _subtracts(claim: Claim) -> bool:
    return any(one.second for one in claim.comparisons)


def of_comparisons(claim: Claim) -> str:
    """Name what is compared with the bound: “gap 5” minus “gap 40”."""
    names = [of_comparison(one) for one in claim.comparisons[:MOST_NAMED]]
    rest = len(claim.comparisons) - len(names)
    return ", ".join(names) + (f", and {rest} more" if rest else "")


def of_bound(rule: Rule) -> str:
    """Name the side of the bound: “above 0.2”, “between −0.1 and 0.1”."""
    if rule.relation == "within":
        return f"between {short(-rule.bound)} and {short(rule.bound)}"
    return f"{rule.relation} {short(rule.bound)}"


def of_comparison(comparison: Comparison) -> str:
    """Name what a comparison subtracts."""
    return f"“{comparison.first}” minus “{comparison.second}”" if comparison.second else f"“{comparison.first}”"


def of_outcome(outcome: Outcome) -> str:
    """Say what one comparison shows: mean, interval and p value."""
    found = outcome.interval
    shown = f"{outcome.comparison.name}: {short(found.mean)} [{short(found.low)}, {short(found.high)}]"
    return f"{shown}, {_p(outcome.p)}" if outcome.p else shown


def _p(p: float) -> str:
    return "p < 0.0001" if p < 1e-4 else f"p = {p:.2g}"


def of_verdict(claim: Claim, verdict: Verdict) -> str:
    """Say what the verdict is and what it depends on."""
    seeds = counted(verdict.seeds, "seed")
    if verdict.kind == "depends":
        holding, failing = (_joined(verdict.names(side)) for side in ("holds", "fails"))
        return f"It depends: it holds for {holding}, and not for {failing}."
    if verdict.kind == "undecided":
        return f"{seeds} do not decide it{_needed(verdict)}." if verdict.outcomes else ""
    if claim.rule.exact:
        failing = _joined(verdict.names("fails"))
        return f"It holds in all of {seeds}." if verdict.kind == "holds" else f"It fails for {failing}."
    word = VERDICTS[verdict.kind].title
    return f"By {seeds}, it {word}{' as worded' if verdict.kind == 'does not hold' else ''}."


def _needed(verdict: Verdict) -> str:
    undecided = [one for one in verdict.outcomes if one.side == "undecided"]
    needed = [one.needed for one in undecided if one.needed]
    if len(needed) == len(undecided) and needed:
        return f"; about {max(needed)} would probably do"
    return "; they lie on both sides of the bound, so it cannot be said how many would" if undecided else ""


def _joined(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def of_survival(p: float | None, count: int) -> str:
    """Say whether a verdict survives the correction over all claims with statistics."""
    if p is None:
        return ""
    ending = "so it survives" if p <= 0.05 else "so alone it decides little"
    return f"Corrected by Holm for all {count} claims with statistics, {_p(p)}, {ending}."


def of_expectation(claim: Claim, outcome: str) -> str:
    """Say which verdict was expected before any run."""
    same = "as it came out" if outcome == claim.expected else "which is not what came out"
    return f"Expected before any run: “{claim.expected}”, {same}."


def of_difference(shipped: Verdict, own: Verdict) -> str:
    """Say in one sentence where an own result differs from the shipped one."""
    if own.kind != shipped.kind:
        more = f"; yours has {counted(own.seeds, 'seed')} and the shipped one {shipped.seeds}"
        return f"Your result says “{own.kind}”, the shipped one “{shipped.kind}”{more}."
    apart = [
        mine.comparison.name
        for mine, theirs in zip(own.outcomes, shipped.outcomes, strict=True)
        if mine.interval.low > theirs.interval.high or mine.interval.high < theirs.interval.low
    ]
    if apart:
        return f"Both say “{own.kind}”, but the intervals do not overlap for {_joined(apart)}."
    return f"Both say “{own.kind}”, and their intervals overlap in every comparison."


def of_answer(answer: str, truth: str) -> str:
    """Say what the experiment says to somebody's prediction."""
    same = f"You said “{answer}”, and so does the experiment."
    return same if answer == truth else f"You said “{answer}”; the experiment says “{truth}”."


def of_making(result: Result) -> str:
    """Say when, on what and with what a result was measured."""
    programs = ", ".join(f"{name} {version}" for name, version in result.versions.items())
    most = max(len(one) for one in result.numbers.values())
    return (
        f"Measured on {result.date} ({result.machine}; {programs}) in {result.seconds:.3g} CPU seconds, with seeds "
        f"{result.first_seed} to {result.first_seed + most - 1}."
    )


def of_seeds(numbers: Mapping[str, np.ndarray], first_seed: int) -> str:
    """Say which seeds are done in every condition."""
    done = min((len(one) for one in numbers.values()), default=0)
    return f"{counted(done, 'seed')} done: {first_seed} to {first_seed + done - 1}." if done else "No seed is done yet."
