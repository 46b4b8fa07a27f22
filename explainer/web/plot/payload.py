"""What the figures receive: their cards, and the colours of both themes."""

from collections.abc import Sequence

from explainer.web.board.card import Card, card_json
from explainer.web.board.packing import pack
from explainer.web.colours import component_colours


def payload(cards: Sequence[Card], stem: str) -> bytes:
    """Return some figures, packed; the names of their files begin with `stem`."""
    return pack({"cards": [card_json(card, {}, stem) for card in cards], **component_colours()}, {})
