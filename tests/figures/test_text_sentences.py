import pytest

from explainer.figures.text_sentences import of_perplexity, of_split
from explainer.tasks.catalogue import make_problem
from explainer.tasks.text import OWN
from tests.figures.sentence_rules import check

TEXT = "abcdefghij" * 1000


def split(**settings):
    return make_problem("text", {"source": OWN, **settings}, TEXT).split


def test_the_epochs_of_d2l_are_counted():
    text = of_split(split(held_out=0.0), 32, 4000)
    assert "10,000 tokens are trained on, and none held out." in text
    assert "is 8 updates here: 4,000 updates are 500 epochs." in text


def test_a_share_that_is_held_out_is_named():
    assert "9,000 tokens are trained on, and 1,000 tokens held out." in of_split(split(), 32, 100)
    assert "100 updates are 12.5 epochs" in of_split(split(), 32, 100)


@pytest.mark.parametrize("settings", [{}, {"held_out": 0.0}, {"length": 200}])
@pytest.mark.parametrize(("batch", "updates"), [(1, 1), (32, 8), (512, 100_000)])
def test_the_sentences_keep_the_rules(settings, batch, updates):
    check(of_split(split(**settings), batch, updates), of_perplexity(split(**settings)))


def test_the_definition_says_which_text_it_is_of():
    assert "On the held-out text, as the test, it is taken over pieces of 100 tokens" in of_perplexity(split())
    assert "held-out" not in of_perplexity(split(held_out=0.0))
