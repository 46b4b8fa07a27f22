"""Sentences about units: the text that they read, how well one follows a feature, and what a brushed span finds."""

from explainer.inputs.sequence import VISIBLE, counted
from explainer.numerics.unit_scores import CHANCE, SHIFTS, UnitScores
from explainer.numerics.unit_spans import MOST_SPANS
from explainer.tasks.brush import Brush
from explainer.tasks.held_out_text import HeldOutText
from explainer.tasks.unit_values import UnitValues

MOST_NAMED = 5  # units that a sentence names
MOST_QUOTED = 40  # characters of a span
ABOUT_SCORE = (
    "The score is the area under the ROC curve. Of two places, one with the feature and one without: how often "
    "does the unit tell which is which? For a feature of many values it is the rank correlation, on the same scale. "
    "A unit that is low where the feature is high counts as well."
)
ABOUT_CHANCE = (
    f"The line of chance: the feature is moved along the text in a circle, {SHIFTS} times by another distance. So it "
    "stays on as long as before, but no longer where it was. A plain shuffle would put the line too low. "
    f"The best of all units passes the line in {CHANCE:.0%} of such cases."
)

ABOUT_FEATURES = (
    "Each unit is chosen on the first half of the text; its score and the line of chance are the second's. "
    "A network with random weights reads the same text, so some of its units follow a feature as well: "
    "compare the score before training."
)
ABOUT_BRUSH = (
    "Drag over the text to choose a span, or press the arrow keys with shift. It finds the units that are on over all "
    "of it and off at the token before and after, as LSTMVis does (Strobelt et al. 2018). The stage reads up to 300 "
    "tokens before the chosen one from its initial state, so its numbers can differ a little."
)


def of_text(text: HeldOutText) -> str:
    """Say what the units read, and that a unit is not scored where it was chosen."""
    count, total = len(text.tokens), counted(text.total, text.unit)
    if text.learned_by_heart:
        read = f"The network reads {total} of the text that it has learned by heart, so nothing is held out."
    elif len(text.starts) > 1:
        read = f"The network reads {counted(len(text.starts), 'test sequence')}, {counted(count, text.unit)} in all."
    else:
        part = total if count == text.total else f"the first {count:,} of {total}"
        read = f"The network reads {part} that were held out while it was trained."
    return f"{read} Units are chosen on the first half and scored on the second."


def of_best(scores: UnitScores, read: UnitValues, feature: str, untrained: float | None = None) -> str:
    """Say which unit follows a feature best, how well, whether that is more than chance, and whether it was learned.

    `untrained` is the score of the best unit of the same network before training.
    """
    best = scores.best
    others = int((scores.second > scores.chance).sum()) - scores.is_found(best)
    count = counted(len(read.units), "unit")
    found = f"Of {count}, the one that follows {feature} best is {read.labels[best]}{_low(scores, best)}."
    score = f"On the half where it was not chosen it scores {_score(scores.second[best])}; 1 is perfect, 0.5 is chance."
    verdict = "" if scores.is_found(best) else ", so it may be a coincidence"
    more = f"; {counted(others, 'other unit')} {'is' if others == 1 else 'are'} above it" if others else ""
    chance = f"The line of chance is at {scores.chance:.3f}{verdict}{more}."
    return f"{found} {score} {chance}{_before_training(scores, untrained)}"


def _before_training(scores: UnitScores, untrained: float | None) -> str:
    """Say what the best of the units with random weights scored: these see the input too, and some follow it."""
    if untrained is None:
        return ""
    if untrained >= scores.second[scores.best]:
        return f" Before training the best unit had {_score(untrained)} already, so this was not learned."
    return f" Before training the best unit had {_score(untrained)}."


def of_unit(scores: UnitScores, read: UnitValues, unit: int, feature: str) -> str:
    """Say how well one unit follows a feature."""
    where = "above" if scores.is_found(unit) else "not above"
    return (
        f"On {feature}, the score of {read.labels[unit]} is {_score(scores.second[unit])}{_low(scores, unit)}: "
        f"{where} the line of chance, {scores.chance:.3f}."
    )


def of_brush(found: Brush, read: UnitValues, text: HeldOutText, threshold: float) -> str:
    """Say which units are on over a span and off around it, and in how many other spans they are on."""
    start, stop = found.span
    ends = f"{text.unit} {start + 1:,}" if stop == start + 1 else f"{text.unit}s {start + 1:,} to {stop:,}"
    span = f"“{quoted(text, start, stop)}” ({ends})"
    if not found.units:
        return f"No unit is on over all of {span} and off just around it; try another threshold or another span."
    named = [f"{read.labels[unit]}{'' if sign > 0 else ' (below zero)'}" for unit, sign in found.units.items()]
    more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
    is_on = "is on over all of it and off" if len(named) == 1 else "are on over all of it and off"
    listed = f"{'It is' if len(named) == 1 else 'They are'} {', '.join(named[:MOST_NAMED])}{more}."
    beyond = f"On means above {threshold:g}, for a signed value also below −{threshold:g}."
    return f"{span}: {counted(len(named), 'unit')} {is_on} just around it. {listed} {beyond} {_elsewhere(found)}"


def _elsewhere(found: Brush) -> str:
    if not found.others:
        return "Nowhere else in the text are more than half of them on together."
    whole = sum(one.on == len(found.units) for one in found.others)
    if not whole:
        return "Nowhere else are all of them on together; the nearest spans are listed below."
    if whole == MOST_SPANS:
        return f"All of them are on together in {MOST_SPANS} or more other spans; the best are listed below."
    if whole == len(found.others):
        return f"All of them are on together in {counted(whole, 'other span')}, listed below."
    return f"All of them are on together in {whole} of the {counted(len(found.others), 'span')} below."


def quoted(text: HeldOutText, start: int, stop: int) -> str:
    """Return a span as it is written, on one line and not too long."""
    written = text.joined[text.places[start, 0] : text.places[stop - 1, 1]]
    shown = "".join(VISIBLE.get(one, one) if one in "\n\t" else one for one in written)
    return shown if len(shown) <= MOST_QUOTED else f"{shown[: MOST_QUOTED - 1]}…"


def _score(value: float) -> str:
    """Write a score with three decimals; only a perfect one is written as 1."""
    return "over 0.999" if 0.9995 <= value < 1 else f"{value:.3f}"


def _low(scores: UnitScores, unit: int) -> str:
    return "" if scores.sign[unit] > 0 else ", being low where that is high"
