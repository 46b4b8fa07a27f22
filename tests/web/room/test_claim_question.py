"""A claim as a question: four options, no truth in what a screen gets, and the experiment's verdict in the feedback."""

import json

import pytest

from explainer.lessons.claims.words import VERDICTS
from explainer.web.room.claim_question import RIGHT, claim_question
from tests.lessons.claims.test_sentences import CLAIM


@pytest.mark.parametrize("truth", VERDICTS)
def test_only_the_verdict_of_the_experiment_is_right(truth):
    question = claim_question(CLAIM, truth)
    right = list(VERDICTS).index(truth)
    found = [question.judge(k) for k in range(4)]
    assert [one.right for one in found] == [k == right for k in range(4)]
    assert found[right].message.text == RIGHT
    assert found[right - 1].message.values == {"truth": truth}


def test_a_screen_gets_no_truth():
    shown = claim_question(CLAIM, "depends").payload("en")
    assert shown == {"kind": "choice", "question": "A beats B.", "options": list(VERDICTS)}
    assert "неверно" in json.dumps(claim_question(CLAIM, "holds").payload("ru"), ensure_ascii=False)
