"""The text of product reviews: words, the rule that makes a review good or bad, and a generator."""

from collections.abc import Iterable
from random import Random

from explainer.inputs.symbols import BLANK

KINDS = PLAIN, NEGATED, CONTRASTED = ("plain", "negated", "contrasted")
NOT, BUT = "not", "but"
OPINIONS = {
    "superb": 3, "wonderful": 3, "brilliant": 3, "great": 2, "lovely": 2, "reliable": 2, "good": 1, "nice": 1,
    "decent": 1, "bad": -1, "dull": -1, "clumsy": -1, "poor": -2, "ugly": -2, "noisy": -2, "awful": -3,
    "terrible": -3, "useless": -3,
}  # fmt: skip
"""The opinion words and their strengths, as many above zero as below."""
INTENSIFIERS = {"slightly": 0.5, "really": 1.5, "very": 1.5, "extremely": 2.0}
"""What the strength of the next opinion word is multiplied by."""
THINGS = (
    "battery", "button", "cable", "case", "chair", "colour", "delivery", "handle", "kettle", "lamp", "lid", "manual",
    "price", "screen", "sound", "strap",
)  # fmt: skip
OPENINGS = (
    "honestly",
    "overall",
    "so far",
    "for me",
    "after two weeks",
    "at this price",
    "to be fair",
    "in my kitchen",
)
CLAUSES = {
    "the THING is OPINION": "the THING is not OPINION",
    "the THING in the box was OPINION": "the THING in the box was not OPINION",
    "the THING that they sent looks OPINION": "the THING that they sent does not look OPINION",
    "i find the THING OPINION": "i do not find the THING OPINION",
    "i think the THING is OPINION": "i do not think the THING is OPINION",
    "my sister called the THING OPINION": "my sister would not call the THING OPINION",
}
"""The clauses of a review, each with its negation."""
JOINTS = ("and", ",", ".")
WORDS = (BLANK, *sorted(
    {*OPINIONS, *INTENSIFIERS, *THINGS, *JOINTS, BUT, *" ".join((*OPENINGS, *CLAUSES, *CLAUSES.values())).split()}
    - {"THING", "OPINION"}
))  # fmt: skip
"""The vocabulary; the first is padding."""
INDEX = {word: k for k, word in enumerate(WORDS)}


def score(words: Iterable[str]) -> float:
    """Return the sum of the opinion words after the last "but": a review is good above zero, bad below.

    "not" turns the sign of the next opinion word, and an intensifier multiplies its strength.
    """
    total, factor = 0.0, 1.0
    for word in words:
        if word == BUT:
            total, factor = 0.0, 1.0
        elif word in OPINIONS:
            total, factor = total + factor * OPINIONS[word], 1.0
        else:
            factor *= -1.0 if word == NOT else INTENSIFIERS.get(word, 1.0)
    return total


def write_review(source: Random, kind: str, longest: int) -> list[str]:
    """Write a review of one of the kinds, of at most `longest` words, written again until its score is not zero."""
    most = max(1, longest // (20 if kind == CONTRASTED else 10))  # clauses of a part
    while True:
        words = _part(source, most, {PLAIN: 0.0, NEGATED: 0.5, CONTRASTED: 0.25}[kind])
        if kind == CONTRASTED:
            words = [*words, BUT, *_part(source, most, 0.25)]
        if len(words) <= longest and _is_of_kind(words, kind):
            return words


def _is_of_kind(words: list[str], kind: str) -> bool:
    """Tell whether a review has a class, and its kind's "not", or two parts of opposite signs around its "but"."""
    if kind == CONTRASTED:
        return score(words[: words.index(BUT)]) * score(words) < 0
    return score(words) != 0 and (kind == PLAIN or NOT in words)


def _part(source: Random, most: int, negated: float) -> list[str]:
    """Write 1 to `most` clauses, each negated with a probability."""
    words = _clause(source, negated)
    for _ in range(int(source.random() * most)):
        words += [_choose(source, JOINTS), *_clause(source, negated)]
    return words


def _clause(source: Random, negated: float) -> list[str]:
    opening = _choose(source, OPENINGS).split() if source.random() < 0.3 else []
    form = _choose(source, tuple(CLAUSES))
    words = (CLAUSES[form] if source.random() < negated else form).split()
    words[words.index("THING")] = _choose(source, THINGS)
    opinion = [_choose(source, tuple(OPINIONS))]
    if source.random() < 0.3:
        opinion.insert(0, _choose(source, tuple(INTENSIFIERS)))
    return [*opening, *words[:-1], *opinion]


def _choose(source: Random, options: tuple[str, ...]) -> str:
    return options[int(source.random() * len(options))]
