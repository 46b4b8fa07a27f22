import math
from collections import defaultdict

import numpy as np
import pytest

from explainer.tasks.ngrams import DISCOUNTS, fit_ngrams
from explainer.tasks.problem import TaskError
from tests.figures.sentence_rules import check

RNG = np.random.default_rng(5)


def text_like(length, size, seed=0):
    """Draw tokens of which each depends on the two before it."""
    rng = np.random.default_rng(seed)
    chances = rng.dirichlet(np.full(size, 0.2), (size, size))
    ids = [0, 1]
    for _ in range(length - 2):
        ids.append(int(rng.choice(size, p=chances[ids[-2], ids[-1]])))
    return np.array(ids)


class Reference:
    """The same model from its definition: dictionaries of tuples, one probability at a time."""

    def __init__(self, ids, size, orders):
        grams = [tuple(ids[k : k + n]) for n in range(1, orders + 1) for k in range(len(ids) - n + 1)]
        self.size, self.raw, before = size, defaultdict(lambda: defaultdict(int)), defaultdict(set)
        for gram in grams:
            self.raw[gram[:-1]][gram[-1]] += 1
            before[gram[1:]].add(gram[0])
        self.continued = defaultdict(dict)
        for gram, tokens in before.items():
            if gram:
                self.continued[gram[:-1]][gram[-1]] = len(tokens)

    def lower(self, context, token, discounts):
        shorter = self.lower(context[1:], token, discounts) if context else 1 / self.size
        return self.mix(self.continued.get(context, {}), token, discounts[len(context)], shorter)

    def probability(self, context, token, discounts, lower_discounts):
        shorter = self.lower(context[1:], token, lower_discounts) if context else 1 / self.size
        return self.mix(self.raw.get(context, {}), token, discounts[len(context)], shorter)

    @staticmethod
    def mix(counts, token, discount, shorter):
        total = sum(counts.values())
        if total == 0:
            return shorter
        return max(counts.get(token, 0) - discount, 0) / total + discount * len(counts) / total * shorter

    def perplexity(self, ids, order, *discounts):
        contexts = [tuple(ids[max(0, k - order + 1) : k]) for k in range(1, len(ids))]
        logs = [
            math.log(self.whole(context, order, token, *discounts))
            for context, token in zip(contexts, ids[1:], strict=True)
        ]
        return math.exp(-sum(logs) / len(logs))

    def whole(self, context, order, token, discounts, lower_discounts):
        """Near the first token the context is shorter than the order: then the lower models alone are left."""
        if len(context) == order - 1:
            return self.probability(context, token, discounts, lower_discounts)
        return self.lower(context, token, lower_discounts)


@pytest.mark.parametrize(("length", "size"), [(100, 3), (400, 6), (1500, 30)])
def test_all_orders_are_those_of_the_definition(length, size):
    ids = text_like(length + 200, size)
    training, rest = ids[:length], ids[length:].tolist()
    model, reference = fit_ngrams(training, size), Reference(training.tolist(), size, 5)
    chosen = (model.discounts, model.lower_discounts)
    expected = [reference.perplexity(rest, order, *chosen) for order in range(1, 6)]
    assert model.perplexities(np.array(rest)) == pytest.approx(expected, rel=1e-12)


def test_the_discounts_are_those_that_predict_the_last_tenth_best():
    ids, size = text_like(600, 8), 8
    model, reference = fit_ngrams(ids, size), Reference(ids[:540].tolist(), size, 5)
    part = ids[540:].tolist()
    for order in range(1, 6):
        scores = {d: reference.perplexity(part, order, {order - 1: d}, model.lower_discounts) for d in DISCOUNTS}
        assert scores[model.discounts[order - 1]] == pytest.approx(min(scores.values()), rel=1e-12)


@pytest.mark.parametrize("context", [[], [0], [1, 2], [0, 1, 2, 3, 4, 5], [19, 19, 19, 19], [3, 19, 3, 18, 0]])
def test_probabilities_add_up_to_one_after_seen_and_unseen_contexts(context):
    model = fit_ngrams(text_like(800, 18), 20)  # 18 and 19 never occur
    chances = model.next_probabilities(np.array(context, np.int64))
    assert chances.shape == (5, 20) and (chances > 0).all()
    assert chances.sum(axis=1) == pytest.approx(np.ones(5), abs=1e-12)


def test_probabilities_add_up_to_one_after_contexts_of_the_training_part():
    ids = text_like(800, 12)
    model = fit_ngrams(ids, 12)
    for k in RNG.integers(5, 800, 30):
        assert model.next_probabilities(ids[k - 5 : k]).sum(axis=1) == pytest.approx(np.ones(5), abs=1e-12)


def test_next_probabilities_are_those_of_the_whole_sequence():
    ids = text_like(300, 7)
    model = fit_ngrams(ids, 7)
    every = model.probabilities(ids)  # (5, T)
    for k in (0, 1, 4, 100):
        assert model.next_probabilities(ids[:k])[:, ids[k]] == pytest.approx(every[:, k], rel=1e-12)


def test_several_sequences_are_scored_as_each_alone():
    model, ids = fit_ngrams(text_like(500, 9), 9), RNG.integers(0, 9, (20, 3))
    together = model.probabilities(ids)  # (5, T, B)
    for column in range(3):
        assert (together[..., column] == model.probabilities(ids[:, column])).all()


def test_of_a_uniform_sequence_nothing_can_be_predicted():
    ids = np.random.default_rng(1).integers(0, 20, 22_000)
    scores = fit_ngrams(ids[:20_000], 20).perplexities(ids[20_000:])
    assert scores[0] == min(scores) == pytest.approx(20, rel=0.005) and max(scores) < 26  # longer contexts mislead


def test_a_cycle_is_predicted_by_all_orders_but_the_first():
    ids = np.arange(20_000) % 13
    scores = fit_ngrams(ids[:18_000], 13).perplexities(ids[18_000:])
    assert scores[0] == pytest.approx(13, rel=1e-3) and scores[1:] == pytest.approx([1] * 4, abs=0.01)


def test_a_longer_memory_helps_up_to_its_length():
    ids = text_like(20_000, 5)
    one, two, three, four, five = fit_ngrams(ids[:18_000], 5).perplexities(ids[18_000:])
    assert one > two > three and four == pytest.approx(three, rel=0.05) and five == pytest.approx(three, rel=0.1)


def test_the_held_out_part_has_no_influence():
    ids = text_like(2000, 10)
    model = fit_ngrams(ids[:1500], 10)
    before = model.probabilities(ids[:50]).copy()
    model.perplexities(RNG.integers(0, 10, 500))
    again = fit_ngrams(np.concatenate([ids[:1500], RNG.integers(0, 10, 500)])[:1500], 10)
    assert (again.discounts, again.lower_discounts) == (model.discounts, model.lower_discounts)
    assert (model.probabilities(ids[:50]) == before).all() and (again.probabilities(ids[:50]) == before).all()


def test_a_vocabulary_of_many_words_does_not_overflow():
    ids = RNG.integers(0, 100_000, 5000)
    scores = fit_ngrams(np.tile(ids, 2), 100_000).perplexities(ids)
    assert scores[0] > 1000 and scores[4] < 10


def test_fewer_orders():
    ids = text_like(500, 6)
    assert fit_ngrams(ids, 6, 1).perplexities(ids) == pytest.approx(fit_ngrams(ids, 6).perplexities(ids)[:1])


def test_a_short_training_part_is_refused():
    with pytest.raises(TaskError) as caught:
        fit_ngrams(np.zeros(99, np.int64), 2)
    assert str(caught.value) == "The training part has 99 tokens; 100 are the least, so use a longer text."
    check(str(caught.value))
