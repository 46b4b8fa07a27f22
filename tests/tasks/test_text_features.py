"""The features of each task on its own texts, and a visitor's regular expression on any text."""

import re

import numpy as np
import pytest

from explainer.inputs.sequence import InputError
from explainer.tasks.catalogue import TASKS, make_problem
from explainer.tasks.held_out_text import held_out_text
from explainer.tasks.pronoun_text import gender_at_each_step
from explainer.tasks.review_text import NOT, OPINIONS
from explainer.tasks.text import OWN
from explainer.tasks.text_features import FEATURES, feature_values, features_of, pattern_values
from tests.figures.sentence_rules import check

CODE = 'def f(a, [b, c]):\n    """Say "yes"."""\n    return "no" + (a)\n\nIs it so?\n' * 40


def text_of(key="text", data=CODE, most=2_000, **settings):
    return held_out_text(make_problem(key, {"source": OWN, **settings} if key == "text" else settings, data), most)


TEXTS = {
    ("text", "character"): lambda: text_of(data=CODE * 3),
    ("text", "word"): lambda: text_of(data=CODE * 4, unit="word"),
    ("reviews", "word"): lambda: text_of("reviews"),
    ("pronouns", "word"): lambda: text_of("pronouns"),
}


@pytest.mark.parametrize("key", FEATURES)
def test_every_feature_has_a_value_for_each_token_of_a_text_of_its_task(key):
    text = TEXTS[key]()
    assert key[0] in TASKS and text.unit == key[1]
    for name, feature in features_of(*key).items():
        values = feature_values(feature, text)
        assert values.shape == text.tokens.shape and np.isfinite(values).all() and len(set(values)) > 1
        check(feature.about)
        assert name == feature.name


def test_each_sequence_begins_anew():
    text = TEXTS["reviews", "word"]()
    so_far = feature_values(features_of("reviews", "word")["opinion so far"], text)
    problem = make_problem("reviews", {})
    last = so_far[np.array(text.ends) - 1]
    assert ((last > 0) == (problem.test.target[: len(last)] == 1)).all()
    negation = feature_values(features_of("reviews", "word")["negation"], text)
    words = np.array(text.labels)
    assert negation[words == NOT].all() and not negation[np.isin(words, list(OPINIONS))].any()
    assert not negation[[start for start in text.starts if text.labels[start] != NOT]].any()


def test_gender_is_that_of_the_task():
    text = TEXTS["pronouns", "word"]()
    gender = feature_values(features_of("pronouns", "word")["gender"], text)
    tokens = text.tokens.reshape(len(text.starts), -1).T  # (T, B): all are of one length
    assert np.array_equal(gender == 1, (gender_at_each_step(tokens) == 1).T.ravel())


@pytest.mark.parametrize("key", [("text", "character"), ("reviews", "word")])
@pytest.mark.parametrize("pattern", [r"re\w+", "[aeiou]", r"^\w+ ", "it|the"])
def test_a_token_is_covered_where_a_match_touches_it(key, pattern):
    text = TEXTS[key]()
    spans = [one.span() for one in re.finditer(pattern, text.joined, re.MULTILINE)]
    covered = [any(a < stop and start < b for a, b in spans) for start, stop in text.places[:400]]
    assert pattern_values(pattern, text)[:400].tolist() == [float(one) for one in covered]


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("zzz", "“zzz” is nowhere in this text"),
        ("(?s).", "“(?s).” is everywhere in this text"),
        (r"\b", "is nowhere in this text"),
        ("(a", "is not a regular expression"),
        (r"\A.", "never changes in the second half of this text, only in the first one"),
    ],
)
def test_a_pattern_that_tells_nothing_apart_gets_a_sentence(pattern, sentence):
    with pytest.raises(InputError) as caught:
        pattern_values(pattern, TEXTS["text", "character"]())
    assert sentence in str(caught.value)
    check(str(caught.value))
