"""How well a model of language predicts a text: perplexity and bits per character."""

import math


def perplexity(nats: float) -> float:
    """Return exp(nats), where nats is the mean negative natural log-likelihood per token.

    1 is a perfect prediction, and the size of the vocabulary that of a uniform guess. Tokens of different kinds, or of
    different vocabularies, are not comparable. Sources: Jelinek, Mercer, Bahl & Baker 1977; Zhang et al.,
    Dive into Deep Learning, chapter on language models.
    """
    return math.inf if nats > 700 else math.exp(nats)


def bits_per_character(total_nats: float, characters: float) -> float:
    """Return the negative log-likelihood of a whole text, in bits, divided by its number of characters.

    `total_nats` is summed over the tokens. For words, the characters of the words and of what joins them count, so
    that models by character and by word can be compared, as long as no token is <unk>.
    """
    return total_nats / math.log(2) / characters
