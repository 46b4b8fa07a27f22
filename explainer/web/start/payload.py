"""What the first page receives: the states of three networks, how well they hold the first symbol, and all texts."""

from collections.abc import Callable
from typing import Any

import numpy as np

from explainer.cells import palette
from explainer.lessons import first_symbol_sentences as sentences
from explainer.lessons.course.catalogue import IN_ORDER
from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.course.step_link import step_link
from explainer.lessons.first_symbol import FirstSymbol, Network, first_symbol
from explainer.web.board.packing import pack
from explainer.web.colours import component_colours

Translate = Callable[[str], str]
TEXTS = {
    "title": gettext_noop("Which network still knows how it began?"),
    "about": gettext_noop(
        "Three trained networks read the same {steps} symbols. "
        "Only the first one matters: at the “?” they must say it again."
    ),
    "figure": gettext_noop("States of three networks over time, and how well the first symbol can be read from them"),
    "cursor": gettext_noop("Symbols read after the first one"),
    "play": gettext_noop("Play"),
    "pause": gettext_noop("Pause"),
    "read": gettext_noop("can be read from its state"),
    "guess": gettext_noop("dotted: a guess (1 of {symbols})"),
    "numbers": gettext_noop("The numbers, and how they are measured"),
    "step": gettext_noop("further symbols"),
    "symbol": gettext_noop("symbol"),
    "measured": sentences.MEASURED,
    "doors": gettext_noop("Where to go from here"),
}  # fmt: skip
LESSON = step_link(IN_ORDER[0], IN_ORDER[0].steps[0])
DOORS = (
    ("learn", LESSON, gettext_noop("Learn"), gettext_noop("Short lessons, beginning with a loop with a memory")),
    ("explore", "/cell", gettext_noop("Explore"), gettext_noop("Open a cell, one operation at a time")),
    ("train", "", gettext_noop("Train one now"), gettext_noop("Watch a fresh LSTM learn this very task")),
)  # fmt: skip
"""The doors: the name that is reported, the address, a title, and what is behind it."""
IN_RANGE = 0.9  # of the numbers of a map; larger ones, as those of a unit that counts, have the strongest colour
REPORTED = ("explore", "train")
"""The doors through which Python leads; the others are plain links."""


def payload(translate: Translate = str) -> bytes:
    """Return everything the first page draws and says; `translate` turns a text into the visitor's language."""
    first = first_symbol()
    steps = len(first.symbols)
    values = {"steps": steps, "symbols": round(1 / first.guess), **sentences.measured().values}
    header = {
        "symbols": first.symbols, "guess": first.guess,
        "networks": [_network(one, first, translate) for one in first.networks],
        "sentences": [[written(one, translate) for one in sentences.of_step(first, t)] for t in range(steps)],
        "captions": [written(sentences.caption(t), translate) for t in range(steps)],
        "texts": {key: translate(text).format(**values) for key, text in TEXTS.items()},
        "doors": [_door(translate, *door) for door in DOORS],
        "signed": palette.diverging(), **component_colours(),
    }  # fmt: skip
    numbers = {one.cell: one.values.T for one in first.networks}  # (m, T)
    return pack(header, numbers | {"right": np.array([one.right for one in first.networks])})


def _door(translate: Translate, name: str, link: str, title: str, about: str) -> dict[str, Any]:
    return {"name": name, "link": link, "title": translate(title), "about": translate(about),
            "reported": name in REPORTED}  # fmt: skip


def _network(network: Network, first: FirstSymbol, translate: Translate) -> dict[str, Any]:
    """Return a network's names, the limit of its colours, and for each step its percentage and if that is a guess."""
    steps, sizes = range(len(first.symbols)), np.abs(network.values)
    limit = float(np.quantile(sizes, IN_RANGE))
    about = translate(sentences.STATES[network.state]).format(units=network.values.shape[1])
    return {
        "cell": network.cell, "name": translate(sentences.NAMES[network.cell]), "about": about,
        "limit": limit, "has_larger": bool(sizes.max() > 1.005 * limit),
        "hue": "memory" if network.state == "c" else "hidden",
        "percents": [sentences.percent(float(network.right[t])) for t in steps],
        "lost": [sentences.is_lost(first, network, t) for t in steps],
    }  # fmt: skip


def written(message: Message, translate: Translate) -> str:
    """Return a message in the visitor's language, and the messages in it too."""
    values = {
        key: written(value, translate) if isinstance(value, Message) else value for key, value in message.values.items()
    }
    return translate(message.text).format(**values)
