import numpy as np
import pytest

from explainer.tasks import gender_probe
from explainer.tasks.gender_probe import constant_answer, gender_rows, probe_state
from explainer.tasks.pronoun_text import WORDS
from tests.tasks.hand_set_pronouns import PROBLEM
from tests.tasks.test_pronoun_text import tokens

TOKENS = PROBLEM.test.x[:, :200]
ROWS = gender_rows(TOKENS)
SIGNS = np.zeros(TOKENS.shape)
SIGNS[ROWS.where] = 2 * ROWS.classes - 1  # −1 for he, 1 for she, 0 before the first person


def test_the_rows_by_hand(monkeypatch):
    x = tokens("the queen saw ? Karl sold", "Hugo saw the lamp . ?", "the lamp stood . Anna saw", "? ? ? ? ? ?")
    rows = gender_rows(x)
    assert rows.where.sum(axis=0).tolist() == [5, 6, 2, 0]
    flat = [(WORDS[word], since, kind) for word, since, kind in zip(rows.words, rows.since, rows.classes, strict=True)]
    assert flat[:3] == [("Hugo", 0, 0), ("queen", 0, 1), ("saw", 1, 0)] and flat[-1] == ("saw", 1, 1)
    assert rows.fitting.sum() == 11 and rows.scored.sum() == 2
    monkeypatch.setattr(gender_probe, "LEAST_SCORED", 1)
    assert rows.counts.tolist() == [1, 1]
    assert constant_answer(rows).tolist() == (rows.classes == 0).tolist()  # 8 of 11 fitted rows are he
    assert rows.share_right(constant_answer(rows)).tolist() == [0, 0]


def test_shares_are_counted_at_each_number_of_steps():
    rng = np.random.default_rng(0)
    right = rng.random(len(ROWS.classes)) < 0.7
    shares = ROWS.share_right(right)
    assert len(shares) == len(ROWS.counts) > 20 and (ROWS.counts >= gender_probe.LEAST_SCORED).all()
    for since in (0, 7, len(shares) - 1):
        assert shares[since] == pytest.approx(right[ROWS.scored & (ROWS.since == since)].mean())


def test_a_state_that_has_the_gender_in_one_direction():
    rng = np.random.default_rng(1)
    turned = np.linalg.qr(rng.normal(size=(6, 6)))[0]
    noise = rng.normal(size=(*TOKENS.shape, 6))
    found = probe_state("c", (np.concatenate([9 * SIGNS[..., None], 5 * noise[..., 1:]], axis=2)) @ turned, ROWS)
    assert found.accuracy == found.word_accuracy == 1 and found.units.max() < 0.99


def test_a_direction_that_changes_with_the_word():
    rng = np.random.default_rng(2)
    flips = rng.choice([-1, 1], len(WORDS))[TOKENS]
    values = np.stack([SIGNS * flips, rng.normal(size=TOKENS.shape)], axis=2)
    found = probe_state("h", values, ROWS)
    assert found.word_accuracy > 0.99 and (found.word_by_step[1:] > 0.99).all()
    assert found.accuracy < 0.75 and found.units[0] < 0.75


def test_a_state_that_knows_nothing_is_at_chance():
    values = np.random.default_rng(3).normal(size=(*TOKENS.shape, 8))
    found = probe_state("h", values, ROWS)
    shares = [found.accuracy, *found.units]
    assert max(shares) < 0.56 and found.word_accuracy < 0.6


def test_a_gender_that_no_scored_sequence_has_is_not_read():
    """What is fitted on one half holds for that half alone: a cheat there does not raise the score."""
    values = np.where(np.arange(TOKENS.shape[1])[None, :, None] < 100, SIGNS[..., None], 0.0)
    assert probe_state("c", values, ROWS).accuracy < 0.6
