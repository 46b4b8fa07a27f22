import numpy as np
import pytest

from explainer.tasks.pronoun_distance import accuracy_by_distance, distance_ranges, score_by_distance
from explainer.tasks.pronoun_text import distance_to_subject
from explainer.tasks.pronouns import first_subject_accuracy, memoryless_accuracy
from tests.tasks.hand_set_pronouns import PROBLEM, READOUT, lstm, nothing


def mean(scores, name):
    return np.average([getattr(one, name) for one in scores], weights=[one.count for one in scores])


def test_the_ranges_hold_every_question_mark_and_their_mean_is_the_accuracy():
    scores = accuracy_by_distance(nothing(), READOUT, PROBLEM)
    batch = PROBLEM.test
    assert sum(one.count for one in scores) == batch.mask.sum() and len(scores) > 5
    assert mean(scores, "frequent") == pytest.approx(memoryless_accuracy(batch))
    assert mean(scores, "first_person") == pytest.approx(first_subject_accuracy(batch))
    he = np.average(batch.target == 0, weights=batch.mask)  # without weights all scores are equal, and the first wins
    assert mean(scores, "network") == pytest.approx(he)
    assert all(one.network == 1 for one in accuracy_by_distance(lstm(), READOUT, PROBLEM))


def test_errors_at_one_distance_show_there_alone():
    batch = PROBLEM.test
    distances = distance_to_subject(batch.x)
    predicted = np.where((distances >= 10) & (distances < 15), 1 - batch.target, batch.target)
    scores = score_by_distance(predicted, batch)
    assert [one.network for one in scores] == [0.0 if one.first == 10 else 1.0 for one in scores]
    assert sum(one.first == 10 and one.last == 14 for one in scores) == 1


def test_ranges_are_equally_wide_and_few_join_their_neighbour():
    assert distance_ranges(np.repeat(np.arange(5, 20), 20)) == [(5, 9), (10, 14), (15, 19)]
    assert distance_ranges(np.repeat([7, 23], [30, 2])) == [(5, 24)]
    assert distance_ranges(np.repeat(np.arange(250), 20)) == [(k, k + 49) for k in range(0, 250, 50)]
    assert distance_ranges(np.array([6, 7])) == [(5, 9)]
