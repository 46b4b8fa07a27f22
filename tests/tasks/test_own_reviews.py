import numpy as np
import pytest

from explainer.inputs.adapt import read_symbols
from explainer.tasks.catalogue import TASKS, make_problem
from explainer.tasks.labelled_texts import words_of
from explainer.tasks.own_data import LabelledTexts
from explainer.tasks.own_reviews import describe, encode
from explainer.tasks.probe import reader
from explainer.tasks.problem import TaskError
from explainer.tasks.reviews import OWN_TEXTS, REVIEWS
from explainer.training.loop import train
from explainer.training.recipe import Recipe
from explainer.training.records import Ended
from tests.figures.sentence_rules import check

FILLERS = ["the", "a", "lamp", "case", "and", "then", "so", "for", "very", "old", "new", "box"]


def first_word_decides(count: int = 600) -> LabelledTexts:
    """Texts with “yes” and “no” in any order, whose label is the one that comes first: no bag of words can tell."""
    rng = np.random.default_rng(1)
    texts, labels = [], []
    for _ in range(count):
        words = list(rng.choice(FILLERS, rng.integers(3, 9)))
        first, last = sorted(rng.choice(len(words), 2, replace=False))
        label = str(rng.choice(["yes", "no"]))
        words[first], words[last] = label, {"yes": "no", "no": "yes"}[label]
        texts.append(" ".join(words).capitalize())
        labels.append(label)
    return LabelledTexts(tuple(texts), tuple(labels))


DATA = first_word_decides()
OWN = {"source": OWN_TEXTS}


def texts_of(problem, batch) -> list[str]:
    return [" ".join(problem.inputs[token] for token in column[:length])
            for column, length in zip(batch.x.T, batch.lengths, strict=True)]  # fmt: skip


def test_the_tokens_are_the_words_and_the_classes_the_labels():
    problem = make_problem("reviews", OWN, DATA)
    assert problem.outputs == ("no", "yes") and problem.inputs[0] == "·" and problem.inputs[-1] == "<unk>"
    assert (problem.kind, problem.where, problem.unit, problem.tokens) == ("classes", "last", "word", True)
    found = encode(DATA, 40, 500)
    label_of = {" ".join(words_of(text)): label for text, label in zip(DATA.texts, DATA.labels, strict=True)}
    for text, target in zip(texts_of(problem, problem.test), problem.test.target, strict=True):
        assert label_of[text] == problem.outputs[target]
    assert len(problem.test.target) == found.held_out.sum() and 55 <= found.held_out.sum() <= 60


def test_no_training_batch_has_a_text_of_the_test():
    problem = make_problem("reviews", OWN, DATA)
    test = set(texts_of(problem, problem.test))
    for k in range(10):
        batch = problem.draw(np.random.default_rng([7, k]), 64)
        assert not test & set(texts_of(problem, batch))
        assert batch.x.shape == (problem.steps, 64) and (batch.x == 0).sum() == (problem.steps - batch.lengths).sum()


def test_long_texts_are_cut_and_rare_words_are_unknown():
    problem = make_problem("reviews", OWN | {"words": 10}, DATA)
    assert problem.n == 12 and (problem.test.x == 11).any()
    long = LabelledTexts(tuple(f"{text} {'and so on ' * 20}{k}" for k, text in enumerate(DATA.texts)), DATA.labels)
    cut = make_problem("reviews", OWN | {"longest": 16}, long)
    assert cut.steps == 16 and cut.test.lengths.max() == 16


def test_the_simple_answers_are_the_most_frequent_label_and_a_bag_of_words():
    labels = tuple("yes" if k % 4 else "no" for k in range(600))
    texts = tuple(f"{text} {k} {label}ish" for k, (text, label) in enumerate(zip(DATA.texts, labels, strict=True)))
    problem = make_problem("reviews", OWN, LabelledTexts(texts, labels))
    simple = dict(problem.baselines)
    yes = problem.outputs.index("yes")
    assert (
        simple["the most frequent label"]
        == pytest.approx((problem.test.target == yes).mean())
        == pytest.approx(0.75, abs=0.02)
    )
    assert simple["a bag of words"] == problem.baseline == 1.0
    assert simple["a bag of words"] > dict(make_problem("reviews", OWN, DATA).baselines)["a bag of words"]


def test_solved_is_an_error_two_percent_below_that_of_the_best():
    problem = make_problem("reviews", OWN, DATA)
    assert 1 - problem.solved == pytest.approx(0.98 * (1 - problem.baseline)) and problem.solved > problem.baseline


def test_a_network_learns_what_no_bag_of_words_can():
    recipe = Recipe(task="reviews", settings=OWN, cell="GRU", m=16, batch=32, updates=600)
    (ended,) = (one for one in train(recipe, DATA) if isinstance(one, Ended))
    problem = make_problem("reviews", OWN, DATA)
    assert problem.baseline < 0.7 and ended.metric[0] > 0.9 and ended.reason == "solved"
    check(ended.sentence)


def test_a_typed_review_is_read_in_its_words_whatever_the_capitals_and_unknown_ones_too():
    spec = reader(make_problem("reviews", OWN, DATA))
    assert read_symbols(spec, "The LAMP is yes").labels == ("the", "lamp", "<unk>", "yes")


def test_the_probe_is_a_held_out_text_of_medium_length():
    problem = make_problem("reviews", OWN, DATA)
    assert problem.probe.lengths is None and len(problem.probe.x) == np.median(problem.test.lengths)


def test_the_sentence_counts_the_texts_of_both_parts():
    test = int(encode(DATA, 40, 500).held_out.sum())
    assert (
        describe(DATA, 40, 500)
        == f"{600 - test} texts to train on and {test} held out, one in ten of each of 2 labels."
    )
    assert "texts of more than 5 words are cut." in describe(DATA, 5, 500)
    check(describe(DATA, 40, 500), describe(DATA, 5, 500))


def test_without_texts_there_is_a_sentence_and_old_recipes_mean_the_generated_ones():
    with pytest.raises(TaskError, match="There are no texts yet"):
        make_problem("reviews", OWN)
    assert make_problem("reviews", {"longest": 40}).outputs == ("bad", "good")
    assert TASKS["reviews"] is REVIEWS and REVIEWS.settings["source"].default == "generated"
