import numpy as np
import pytest

from explainer.inputs.sequence import InputError
from explainer.tasks.catalogue import make_problem
from explainer.tasks.held_out_text import held_out_text
from explainer.tasks.text import OWN
from tests.figures.sentence_rules import check

WORDS = "The cat (a big one) sat; the dog did not. " * 60


def test_the_zen_is_read_from_its_beginning_and_known_by_heart():
    text = held_out_text(make_problem("text", {"source": "zen"}), 20_000)
    assert text.joined.startswith("The Zen of Python") and len(text.tokens) == text.total == 856
    assert text.learned_by_heart and text.starts == (0,) and text.middle == 428
    assert "".join(text.labels) == text.joined


def test_the_last_tenth_of_an_own_text_is_held_out_and_cut_where_it_is_too_long():
    problem = make_problem("text", {"source": OWN}, WORDS)
    text = held_out_text(problem, 150)
    assert text.joined == WORDS[-len(WORDS) // 10 :][:150] or WORDS.endswith(WORDS[-len(WORDS) // 10 :])
    assert not text.learned_by_heart and len(text.tokens) == 150 and text.total == len(WORDS) // 10


@pytest.mark.parametrize(("key", "settings", "data"), [
    ("text", {"source": "zen"}, None), ("text", {"source": OWN, "unit": "word"}, WORDS * 2), ("reviews", {}, None),
    ("pronouns", {}, None),
])  # fmt: skip
def test_the_place_of_each_token_in_the_text_is_right(key, settings, data):
    text = held_out_text(make_problem(key, settings, data), 3000)
    assert len(text.tokens) <= 3000
    for label, (start, end) in zip(text.labels, text.places, strict=True):
        assert text.joined[start:end] == label
    assert (np.diff(text.places.ravel()) >= 0).all()


def test_reviews_are_laid_end_to_end_without_their_padding():
    problem = make_problem("reviews", {})
    text = held_out_text(problem, 500)
    first = problem.test.select(0).x[:, 0]
    assert text.tokens[: text.ends[0]].tolist() == first.tolist() and text.unit == "word"
    assert len(text.joined.splitlines()) == len(text.starts) > 10
    assert text.middle in text.starts and abs(text.middle - 250) < 40
    assert text.sequence_of(text.middle) == (text.middle, text.ends[text.starts.index(text.middle)])
    assert text.sequence_of(len(text.tokens) - 1)[1] == len(text.tokens) <= 500
    assert text.total == problem.test.lengths.sum()


@pytest.mark.parametrize(("problem", "sentence"), [
    (make_problem("recall", {}), "reads no text"),
    (make_problem("text", {"source": OWN}, WORDS[:600]), "has 60 tokens; 100 are the least"),
])  # fmt: skip
def test_a_run_without_enough_text_gets_a_sentence(problem, sentence):
    with pytest.raises(InputError, match=sentence) as caught:
        held_out_text(problem, 1000)
    check(str(caught.value))
