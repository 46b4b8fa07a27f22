"""The reviews task: is a product review good or bad, where "not" turns a word and "but" decides?"""

from functools import lru_cache, partial
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.tasks import own_reviews
from explainer.tasks.bag_of_words import BagOfWords, fit_bag_of_words
from explainer.tasks.baselines import SOLVED
from explainer.tasks.batch import Batch
from explainer.tasks.own_data import LabelledTexts
from explainer.tasks.problem import Problem, Settings, Task, TaskError, TaskSetting, held_out
from explainer.tasks.review_text import BUT, CONTRASTED, INDEX, KINDS, NOT, OPINIONS, WORDS, score, write_review

OWN_TEXTS = "your own texts"
TRAINING_SEED, TRAINING_SIZE = (0, 1, 7919), 5_000  # of the reviews that the bag of words is fitted on


def make(settings: Settings, data: LabelledTexts | None = None) -> Problem:
    """Make the task: a review at a time, one word per step, as many of each kind; good or bad at its last word.

    The visitor's own texts have labels of their own; raises TaskError for texts that cannot be learned.
    """
    if settings["source"] == OWN_TEXTS:
        if data is None:
            raise TaskError("There are no texts yet; choose a CSV file with a column of texts and one of labels.")
        return own_reviews.make_problem(data, settings["longest"], settings["words"])
    longest = settings["longest"]
    draw = partial(_draw, longest)
    test = held_out(draw)
    simple = baselines(longest, test)
    contrasted = int(np.argmax(kind_of(test.x) == KINDS.index(CONTRASTED)))
    return Problem(
        n=len(WORDS), k=2, steps=longest, kind="classes", where="last", metric="accuracy",
        baseline=max(score for _, score in simple), baselines=simple, solved=0.98, draw=draw, test=test,
        probe=test.select(contrasted), inputs=WORDS, outputs=("bad", "good"), tokens=True, unit="word",
    )  # fmt: skip


def baselines(longest: int, test: Batch) -> tuple[tuple[str, float], ...]:
    """Return the simple answers with their accuracy on the test set."""
    last = accuracy_by_kind(last_opinion(test.x), test)["all"]
    return ("a bag of words", bag_of_words_accuracy(longest)["all"]), ("the last opinion word", last)


def kind_of(tokens: NDArray[Any]) -> NDArray[np.int64]:
    """Return the kind of each review (T, B), as a position in KINDS, (B,): with "but", else with "not", else plain."""
    has_but, has_not = ((tokens == INDEX[word]).any(axis=0) for word in (BUT, NOT))
    return np.where(has_but, 2, np.where(has_not, 1, 0))


def last_opinion(tokens: NDArray[Any]) -> NDArray[np.int64]:
    """Return the class of the last opinion word of each review (T, B) alone, (B,): what "not" turns it does not see."""
    signs = np.array([np.sign(OPINIONS.get(word, 0)) for word in WORDS])[tokens]
    last = len(tokens) - 1 - np.argmax(signs[::-1] != 0, axis=0)
    return np.asarray(signs[last, np.arange(signs.shape[1])] > 0, np.int64)


def accuracy_by_kind(predicted: NDArray[Any], batch: Batch) -> dict[str, float]:
    """Return the accuracy of predicted classes (B,) for "all" reviews of a batch, and for those of each kind in it."""
    right, kinds = predicted == batch.target, kind_of(batch.x)
    shares = {kind: right[kinds == k] for k, kind in enumerate(KINDS)}
    return {name: float(each.mean()) for name, each in {"all": right, **shares}.items() if each.size}


@lru_cache(maxsize=8)
def bag_of_words(longest: int) -> BagOfWords:
    """Return the bag of words that is fitted on training reviews of at most `longest` words."""
    batch = _draw(longest, np.random.default_rng(TRAINING_SEED), TRAINING_SIZE)
    return fit_bag_of_words(np.asarray(batch.x, np.int64), batch.target, len(WORDS))


@lru_cache(maxsize=8)
def bag_of_words_accuracy(longest: int) -> dict[str, float]:
    """Return the accuracy of the bag of words on the test set: of "all" reviews, and of each kind."""
    test = held_out(partial(_draw, longest))
    return accuracy_by_kind(bag_of_words(longest).classify(np.asarray(test.x, np.int64)), test)


def _draw(longest: int, rng: np.random.Generator, count: int) -> Batch:
    kinds = rng.permutation(np.arange(count) % len(KINDS))
    source = Random(int(rng.integers(2**62)))  # many single choices, for which numpy's generator is slow
    reviews = [write_review(source, KINDS[kind], longest) for kind in kinds]
    x: NDArray[Any] = np.zeros((longest, count), np.int64)
    for column, words in enumerate(reviews):
        x[: len(words), column] = [INDEX[word] for word in words]
    good = np.array([score(words) > 0 for words in reviews], np.int64)
    return Batch(x, good, lengths=np.array([len(words) for words in reviews], np.int64))


REVIEWS = Task(
    key="reviews",
    title="Good or bad review",
    description="A product review comes word by word. At its last word: is it good or bad? Your own texts can have "
    "other labels.",
    hint="A state should follow the opinion so far. At “not” it should wait for the next opinion word and turn it, and "
    "at “but” it should forget what came before.",
    baseline="A bag of words, fitted by least squares: it counts each word and does not know their order, so “not” and "
    "“but” mislead it. The last opinion word alone comes further. Own texts: the most frequent label, and a bag of "
    f"words. {SOLVED}",
    tokens=True,
    settings={
        "source": TaskSetting("Texts", "generated", "Generated reviews, or your own table of texts with labels.",
                              choices=("generated", OWN_TEXTS)),
        "longest": TaskSetting("Longest review", 40, "How many words a review has at the most; an own text is cut.", 16,
                               120),
        "words": TaskSetting("Vocabulary", 500, "Of own texts: the most frequent words; all others become <unk>.", 10,
                             1000),
    },
    make=make,
    recipe_defaults={  # ten seeds of ten after at most 800 updates (LSTM); the RNN comes to about 94 %
        "LSTM": {"m": 32, "keep": "1", "updates": 2000},
        "GRU": {"m": 32, "keep": "1", "updates": 2000},
        "RNN": {"m": 32, "keep": "as drawn", "updates": 2000},
        "": {"m": 32, "keep": "1", "updates": 2000},
    },
    recipes_of_settings={("source", OWN_TEXTS): {"": {"early": False}}},
    reads="labelled",
)  # fmt: skip
