import numpy as np
import pytest

from explainer.tasks.batch import Batch
from explainer.tasks.catalogue import checked_settings
from explainer.tasks.pronoun_text import INDEX, distance_to_subject
from explainer.tasks.pronouns import PRONOUNS, first_subject_accuracy, memoryless_accuracy
from tests.figures.sentence_rules import check
from tests.tasks.test_pronoun_text import PERSONS, tokens


def make(**settings):
    return PRONOUNS.make(checked_settings(PRONOUNS, settings))


@pytest.mark.parametrize("settings", [{}, {"length": 20, "clause": 8}, {"length": 300, "clause": 0}])
def test_the_target_is_the_gender_of_the_last_person(settings):
    problem = make(**settings)
    batch = problem.draw(np.random.default_rng([1, 2]), 40)
    assert batch.x.shape == batch.target.shape == batch.mask.shape == (problem.steps, 40)
    assert batch.x.dtype == batch.target.dtype == np.int64 and batch.mask.dtype == np.float32
    assert problem.tokens and batch.lengths is None and batch.x.min() > 0 and batch.x.max() < problem.n
    assert (batch.mask.sum(axis=0) > 0).all() and len(problem.inputs) == problem.n
    for column in range(40):
        words, subject = [problem.inputs[token] for token in batch.x[:, column]], ""
        for t, word in enumerate(words):
            subject = "he" if word in PERSONS["he"] else "she" if word in PERSONS["she"] else subject
            assert batch.mask[t, column] == (word == "?")
            if word == "?":
                assert problem.outputs[batch.target[t, column]] == subject


def test_neither_gender_is_more_frequent_and_subjects_change():
    problem = make()
    batch = problem.draw(np.random.default_rng([0, 0]), 3_000)
    counts = batch.mask > 0
    assert batch.target[counts].mean() == pytest.approx(0.5, abs=0.02)
    assert 0.6 < first_subject_accuracy(batch) < 0.85
    found = distance_to_subject(batch.x)[counts]
    assert found.min() == 5 and np.median(found) > 10  # a name, a verb, the, a thing and a full stop in between
    assert set(problem.probe.target[problem.probe.mask > 0]) == {0, 1}


def test_a_batch_depends_on_its_generator_alone():
    one, other = make(), make()
    first, again = (problem.draw(np.random.default_rng([7, 1]), 8) for problem in (one, other))
    assert np.array_equal(first.x, again.x) and np.array_equal(one.test.x, other.test.x)


def test_the_baselines_by_hand():
    x = tokens("Anna saw ? ? Karl ?", "Hugo saw ? the nun ?")
    mask = (x == INDEX["?"]).astype(np.float32)
    batch = Batch(x, np.array([[0, 0, 1, 1, 0, 0], [0, 0, 0, 0, 0, 1]]).T, mask)
    assert memoryless_accuracy(batch) == pytest.approx(3 / 5)
    assert first_subject_accuracy(batch) == pytest.approx(3 / 5)
    assert first_subject_accuracy(batch.select(0)) == pytest.approx(2 / 3)


def test_its_baseline_is_about_one_half_and_below_its_threshold():
    for settings in ({}, {"length": 20, "clause": 0}, {"length": 20, "clause": 8}):
        problem = make(**settings)
        simple = dict(problem.baselines)
        assert 0.5 <= simple["the more frequent answer"] == memoryless_accuracy(problem.test) < 0.56
        assert simple["the first person"] == first_subject_accuracy(problem.test) == problem.baseline < problem.solved


def test_its_texts():
    check(PRONOUNS.title, PRONOUNS.description, PRONOUNS.hint, PRONOUNS.baseline)
    check(*(setting.about for setting in PRONOUNS.settings.values()))
