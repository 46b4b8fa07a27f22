"""Sentences about people: a small grammar, its words, and who is the subject at each step."""

from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.inputs.symbols import BLANK, QUERY

GENDERS = HE, SHE = ("he", "she")
PEOPLE = {
    HE: ("Peter", "Hugo", "Karl", "Simon", "the king", "the uncle", "the monk"),
    SHE: ("Anna", "Clara", "Ruth", "Maria", "the queen", "the aunt", "the nun"),
}
THINGS = ("bridge", "door", "garden", "house", "lamp", "letter", "river", "table", "train", "window")
PLACES = ("behind", "below", "near", "under", "with")
PERSON_VERBS = ("carried", "cleaned", "drew", "found", "missed", "painted", "saw", "sold")
THING_VERBS = ("appeared", "shook", "stood", "vanished")
SUBJECT, THING, PRONOUN = range(3)  # what a sentence begins with
WORDS = (BLANK, *sorted(
    {QUERY, ".", "the", *THINGS, *PLACES, *PERSON_VERBS, *THING_VERBS, *" ".join(PEOPLE[HE] + PEOPLE[SHE]).split()}
))  # fmt: skip
"""The vocabulary; the first is padding."""
INDEX = {word: k for k, word in enumerate(WORDS)}
NOBODY = -1
PERSON_GENDERS = {person.split()[-1]: GENDERS.index(gender) for gender, people in PEOPLE.items() for person in people}
GENDER = np.array([PERSON_GENDERS.get(word, NOBODY) for word in WORDS], np.int64)
"""The gender of each word, a position in GENDERS, or NOBODY."""


def write_sentences(source: Random, length: int, most: int) -> list[str]:
    """Write sentences, cut after `length` words, of which one at least begins with a question mark for a pronoun.

    The first begins with a person; each other one, at random, with a person of either gender (1 in 4), with a thing
    (1 in 4) or with the question mark. Each has 0 to `most` phrases with a place.
    """
    while True:
        words = _sentence(source, SUBJECT, most)
        while len(words) < length:
            words += _sentence(source, _choose(source, (SUBJECT, THING, PRONOUN, PRONOUN)), most)
        if QUERY in words[:length]:
            return words[:length]


def _sentence(source: Random, beginning: int, most: int) -> list[str]:
    if beginning == THING:
        words = ["the", _choose(source, THINGS), _choose(source, THING_VERBS)]
    else:
        person = _choose(source, PEOPLE[_choose(source, GENDERS)]) if beginning == SUBJECT else QUERY
        words = [*person.split(), _choose(source, PERSON_VERBS), "the", _choose(source, THINGS)]
    for _ in range(int(source.random() * (most + 1))):
        words += [_choose(source, PLACES), "the", _choose(source, THINGS)]
    return [*words, "."]


def _choose(source: Random, options: tuple[Any, ...]) -> Any:
    return options[int(source.random() * len(options))]


def pronoun_at(tokens: NDArray[Any]) -> NDArray[np.bool_]:
    """Return where the question mark for a pronoun stands in tokens (T, B), as (T, B)."""
    return np.asarray(tokens == INDEX[QUERY])


def new_subject_at(tokens: NDArray[Any]) -> NDArray[np.bool_]:
    """Return where tokens (T, B) name a person, who is the subject from that step on, as (T, B)."""
    return np.asarray(GENDER[tokens] != NOBODY)


def gender_at_each_step(tokens: NDArray[Any]) -> NDArray[np.int64]:
    """Return the gender of the current subject at each step, a position in GENDERS or NOBODY, (T, B)."""
    since = _subject_step(tokens)
    gender = np.take_along_axis(GENDER[tokens], np.maximum(since, 0), axis=0)
    return np.where(since < 0, NOBODY, gender)


def first_gender(tokens: NDArray[Any]) -> NDArray[np.int64]:
    """Return the gender of the first person in each sequence of tokens (T, B), (B,)."""
    found = new_subject_at(tokens).argmax(axis=0)
    return np.asarray(GENDER[tokens[found, np.arange(tokens.shape[1])]])


def steps_since_subject(tokens: NDArray[Any]) -> NDArray[np.int64]:
    """Return how many steps ago the current subject was named, −1 before the first, (T, B)."""
    since, steps = _subject_step(tokens), np.arange(len(tokens))[:, None]
    return np.where(since < 0, -1, steps - since)


def distance_to_subject(tokens: NDArray[Any]) -> NDArray[np.int64]:
    """Return how many steps ago the subject was named, at each pronoun; 0 at all other steps, (T, B)."""
    return np.where(pronoun_at(tokens), steps_since_subject(tokens), 0)


def _subject_step(tokens: NDArray[Any]) -> NDArray[np.int64]:
    """Return the step at which the current subject was named, or −1 before the first, (T, B)."""
    steps = np.where(new_subject_at(tokens), np.arange(len(tokens))[:, None], -1)
    return np.asarray(np.maximum.accumulate(steps, axis=0))
