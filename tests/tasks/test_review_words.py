import numpy as np

from explainer.tasks.review_text import INDEX, WORDS
from explainer.tasks.review_words import ALL, AT, BEFORE, FILLER, OPINION, OTHER, words_of_kinds
from tests.tasks.hand_set_reviews import PROBLEM


def test_the_kinds_by_hand():
    text = "the lid is not very good but i find the lamp superb"
    words = text.split()
    x = np.zeros((14, 1), np.int64)
    x[: len(words), 0] = [INDEX[word] for word in words]
    found = words_of_kinds(x, np.array([len(words)]))
    named = {kind: [WORDS[token] for token in x[where]] for kind, where in found.items()}
    assert named[OPINION] == ["good", "superb"] and named[AT] == ["but"] and named[BEFORE] == ["good"]
    assert named[FILLER] == ["the", "lid", "is", "i", "find", "the", "lamp"]
    assert named[ALL] == words and named[OTHER] == [word for word in words if word != "but"]


def test_padding_is_no_word():
    test = PROBLEM.test
    found = words_of_kinds(test.x, test.lengths)
    assert found[ALL].sum() == test.lengths.sum() == (test.x > 0).sum()
    assert all(not (where & ~found[ALL]).any() for where in found.values())
    assert found[AT].sum() == found[BEFORE].sum() and not (found[FILLER] & found[OPINION]).any()
