"""Features of a product review, one number per word."""

from itertools import accumulate

from explainer.tasks.review_text import BUT, NOT, OPINIONS, score
from explainer.tasks.token_features import Numbers, Tokens


def opinion_word(words: Tokens) -> Numbers:
    """Return 1 at each opinion word."""
    return [float(word in OPINIONS) for word in words]


def strength(words: Tokens) -> Numbers:
    """Return the strength of each opinion word, 0 at the others."""
    return [float(OPINIONS.get(word, 0)) for word in words]


def opinion_so_far(words: Tokens) -> Numbers:
    """Return the score of the review up to each word, by its rule."""
    return [score(words[: k + 1]) for k in range(len(words))]


def negation(words: Tokens) -> Numbers:
    """Return 1 from each “not” until before the next opinion word."""
    return list(accumulate(words, lambda on, word: float(word == NOT or (on > 0 and word not in OPINIONS)),
                           initial=0.0))[1:]  # fmt: skip


def contrast(words: Tokens) -> Numbers:
    """Return 1 from the first “but” on."""
    return list(accumulate(words, lambda on, word: float(word == BUT or on > 0), initial=0.0))[1:]
