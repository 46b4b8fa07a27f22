"""Sentences about who still knows the first symbol, computed for a step of the sequence, which counts from 0."""

import numpy as np

from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.first_symbol import FITTED_ON, HELD_OUT, FirstSymbol, Network

NAMES = {"LSTM": gettext_noop("LSTM"), "GRU": gettext_noop("GRU"), "RNN": gettext_noop("Plain RNN")}
"""The networks as titles."""
IN_SENTENCES = {"LSTM": gettext_noop("the LSTM"), "GRU": gettext_noop("the GRU"), "RNN": gettext_noop("the plain RNN")}
LISTS = (
    "", gettext_noop("{first}"), gettext_noop("{first} and {second}"), gettext_noop("{first}, {second} and {third}"),
)  # fmt: skip
STATES = {
    "c": gettext_noop("cell state c, {units} units"),
    "h": gettext_noop("hidden state h, {units} units"),
}
KNOWN = (
    gettext_noop("Right after the first symbol, it can be read from {names} in every held-out sequence."),
    gettext_noop("After 1 further symbol, the first one can still be read from {names} in every held-out sequence."),
    gettext_noop(
        "After {count} further symbols, the first one can still be read from {names} in every held-out sequence."
    ),
)
UNKNOWN = (
    gettext_noop("Right after the first symbol, no network holds it in every held-out sequence."),
    gettext_noop("After 1 further symbol, no network holds the first one in every held-out sequence."),
    gettext_noop("After {count} further symbols, no network holds the first one in every held-out sequence."),
)
CAPTIONS = (
    gettext_noop("right after the symbol"),
    gettext_noop("after 1 further symbol"),
    gettext_noop("after {count} further symbols"),
)
PARTLY = gettext_noop("From {name}, in {share} of 100: newer symbols are overwriting it.")
LOST = gettext_noop("From {name}, in {share} of 100: no more than a guess, which is right in {guess:g} of 100.")
HELD_FOR = (
    gettext_noop("Its state had lost it in most sequences before another symbol was read."),
    gettext_noop("Its state held it in most sequences for 1 further symbol; then it was overwritten."),
    gettext_noop("Its state held it in most sequences for {count} further symbols; then it was overwritten."),
)
MEASURED = gettext_noop(
    "At each step, directions in the state are fitted by least squares on {fitted:,} sequences. "
    "The curve is the share of {others:,} others whose first symbol they read rightly."
)


def by_count(texts: tuple[str, str, str], count: int) -> Message:
    """Return the text for none, one or several, with the count."""
    return Message(texts[min(count, 2)], {"count": count} if count > 1 else {})


def percent(share: float) -> int:
    """Return a share as a whole number of 100; it is 100 or 0 only where the share is exactly that."""
    return int(round(100 * share)) if share in (0.0, 1.0) else min(99, max(1, round(100 * share)))


def is_lost(first: FirstSymbol, network: Network, t: int) -> bool:
    """Return whether the state no longer tells more of the first symbol than a guess."""
    return bool(network.right[t] <= first.most_by_chance)


def of_step(first: FirstSymbol, t: int) -> list[Message]:
    """Return sentences about who knows the first symbol after step t, and how it came to that."""
    knowing = [network for network in first.networks if network.right[t] == 1]
    others = [network for network in first.networks if network.right[t] < 1]
    return [_knowing(knowing, t), *(sentence for network in others for sentence in _other(first, network, t))]


def _knowing(networks: list[Network], t: int) -> Message:
    counted = by_count(KNOWN if networks else UNKNOWN, t)
    if not networks:
        return counted
    return Message(counted.text, {**counted.values, "names": _names(networks)})


def _names(networks: list[Network]) -> Message:
    places = dict(
        zip(("first", "second", "third"), (Message(IN_SENTENCES[one.cell]) for one in networks), strict=False)
    )
    return Message(LISTS[len(networks)], places)


def _other(first: FirstSymbol, network: Network, t: int) -> list[Message]:
    values = {"name": Message(IN_SENTENCES[network.cell]), "share": percent(float(network.right[t]))}
    if not is_lost(first, network, t):
        return [Message(PARTLY, values)]
    return [Message(LOST, {**values, "guess": 100 * first.guess}), by_count(HELD_FOR, steps_held(network))]


def steps_held(network: Network) -> int:
    """Return for how many further symbols most of the first ones could be read, without a break."""
    too_few = np.flatnonzero(network.right <= 0.5)
    return max(0, int(too_few[0]) - 1) if len(too_few) else len(network.right) - 1


def caption(t: int) -> Message:
    """Return when a network's percentage at step t can be read from its state."""
    return by_count(CAPTIONS, t)


def measured() -> Message:
    """Return how the curves are measured."""
    return Message(MEASURED, {"fitted": FITTED_ON, "others": HELD_OUT})
