from random import Random

import numpy as np
import pytest

from explainer.tasks.pronoun_text import (
    GENDERS,
    INDEX,
    PEOPLE,
    PERSON_VERBS,
    PLACES,
    THING_VERBS,
    THINGS,
    WORDS,
    distance_to_subject,
    first_gender,
    gender_at_each_step,
    new_subject_at,
    pronoun_at,
    steps_since_subject,
    write_sentences,
)

PERSONS = {"he": {one.split()[-1] for one in PEOPLE["he"]}, "she": {one.split()[-1] for one in PEOPLE["she"]}}


def tokens(*texts):
    return np.array([[INDEX[word] for word in text.split()] for text in texts]).T


def parses(sentence, most):
    """Read a whole sentence, without its full stop, word by word; a slow parser of the grammar."""
    words = list(sentence)
    first = words.pop(0)
    noun = words.pop(0) if first == "the" else first
    if noun in THINGS:
        assert first == "the" and words.pop(0) in THING_VERBS
    else:
        assert noun == "?" or noun in PERSONS["he"] | PERSONS["she"]
        assert (first == "the") == noun.islower() and words.pop(0) in PERSON_VERBS
        assert words.pop(0) == "the" and words.pop(0) in THINGS
    assert len(words) % 3 == 0 and len(words) // 3 <= most
    return all(
        place in PLACES and the == "the" and thing in THINGS
        for place, the, thing in zip(words[::3], words[1::3], words[2::3], strict=True)
    )


@pytest.mark.parametrize(("length", "most"), [(20, 8), (60, 2), (300, 0)])
def test_sentences_follow_the_grammar(length, most):
    source = Random(length)
    for _ in range(40):
        words = write_sentences(source, length, most)
        assert len(words) == length and set(words) <= set(WORDS[1:]) and "?" in words
        whole = [part.split() for part in " ".join(words).split(" . ")][:-1]
        assert all(parses(sentence, most) for sentence in whole)
        assert words[0] in PERSONS["he"] | PERSONS["she"] | {"the"} and words[0] != "?"


def test_the_genders_have_as_many_words_of_each_form():
    for people in PEOPLE.values():
        assert len(people) == 7 and sum(one.startswith("the ") for one in people) == 3
    assert not PERSONS["he"] & PERSONS["she"] and not set(THINGS) & (PERSONS["he"] | PERSONS["she"])


def test_features_of_the_steps_by_hand():
    x = tokens(
        "the queen saw the lamp . ? drew the door . Karl sold ?", "Hugo saw the lamp . the king sold . ? ? ? ? ."
    )
    assert [GENDERS[k] if k >= 0 else "" for k in gender_at_each_step(x)[:, 0]] == ["", *["she"] * 10, *["he"] * 3]
    assert (gender_at_each_step(x)[:, 1] == 0).all()
    assert new_subject_at(x).nonzero()[0].tolist() == [0, 1, 6, 11]
    assert new_subject_at(x).nonzero()[1].tolist() == [1, 0, 1, 0]
    assert distance_to_subject(x)[:, 0].tolist() == [0] * 6 + [5] + [0] * 6 + [2]
    assert distance_to_subject(x)[:, 1].tolist() == [0] * 9 + [3, 4, 5, 6, 0]
    assert pronoun_at(x).sum(axis=0).tolist() == [2, 4]
    assert steps_since_subject(x)[:, 0].tolist() == [-1, *range(10), 0, 1, 2]
    assert first_gender(x).tolist() == [1, 0]


def test_features_are_those_of_a_slow_reader():
    source = Random(3)
    texts = [write_sentences(source, 50, 3) for _ in range(30)]
    x = tokens(*(" ".join(words) for words in texts))
    genders, distances = gender_at_each_step(x), distance_to_subject(x)
    for column, words in enumerate(texts):
        subject, since = "", 0
        for t, word in enumerate(words):
            for gender, people in PERSONS.items():
                if word in people:
                    subject, since = gender, t
            assert genders[t, column] == (GENDERS.index(subject) if subject else -1)
            assert distances[t, column] == (t - since if word == "?" else 0)
