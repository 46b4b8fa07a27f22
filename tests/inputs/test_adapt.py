import tracemalloc

import numpy as np
import pytest

from explainer.inputs.adapt import adapt_input, join_symbols, read_symbols, read_tokens
from explainer.inputs.generated import GENERATED, generate
from explainer.inputs.input_spec import InputSpec
from explainer.inputs.numbers import read_numbers
from explainer.inputs.sequence import InputError
from explainer.inputs.text import read_text
from explainer.tasks.catalogue import TASKS, make_problem
from explainer.tasks.probe import reader, sequence
from tests.figures.sentence_rules import check

RECALL = reader(make_problem("recall", {"filler": "silence"}))
LATCH, ADDING, TREND, REVIEWS, PRONOUNS = (
    reader(make_problem(key, {})) for key in ("latch", "adding", "trend", "reviews", "pronouns")
)


def model(n):
    """Return the spec of a model that takes n numbers."""
    return InputSpec("model", tuple(f"channel {k + 1}" for k in range(n)), generate("noise", n, 7), "noise")


def test_a_text_is_read_in_the_symbols_of_the_task():
    found = read_symbols(RECALL, "C...?")
    assert found.labels == ("C", "·", "·", "·", "?")
    assert found.channels == RECALL.channels
    assert np.array_equal(found.x.argmax(axis=1), [RECALL.channels.index(one) for one in found.labels])
    assert (found.x.sum(axis=1) == 1).all()
    assert read_symbols(RECALL, "c ·_?").labels == ("C", "·", "·", "·", "?")
    assert read_symbols(LATCH, "set . reset .").labels == ("set", "·", "reset", "·")


@pytest.mark.parametrize("key", [key for key, task in TASKS.items() if task.reads != "series"])
def test_every_probe_can_be_typed(key):
    problem = reader(make_problem(key, {}))
    probe = sequence(make_problem(key, {}))
    if problem.one_hot:
        assert np.array_equal(read_symbols(problem, join_symbols(problem, probe.labels)).x, probe.x)
    else:
        lines = "\n".join(" ".join(f"{value:.17g}" for value in row) for row in probe.raw.tolist())
        again = adapt_input(problem, read_numbers(lines, "standard"))
        assert np.abs(again.x - probe.x).max() < 1e-9


def test_a_model_takes_any_input_with_as_many_numbers():
    numbers = read_numbers("1 2\n3 4\n6 5", "standard")
    assert adapt_input(model(2), numbers) is numbers
    text = adapt_input(model(5), read_text("abca", "character"))
    assert text.x.shape == (4, 5) and text.labels == tuple("abca")
    assert np.array_equal(text.x.argmax(axis=1), [0, 1, 2, 0]) and (text.x.sum(axis=1) == 1).all()
    assert text.describe_x().endswith("0 for the others: a b c; the last 2 numbers stand for no symbol")


def test_tokens_are_counted_from_0():
    tokens = read_tokens(model(12), "3 0, 11 3")
    assert np.array_equal(tokens.x.argmax(axis=1), [3, 0, 11, 3]) and tokens.x.shape == (4, 12)
    assert tokens.labels == ("3", "0", "11", "3")


@pytest.mark.parametrize("typed", ["3 12", "3 -1", "3 1.5", "3 ٣", "3 x"])
def test_an_invalid_token_is_an_error(typed):
    with pytest.raises(InputError, match="is no token of this model.*whole numbers from 0 to 11"):
        read_tokens(model(12), typed)


@pytest.mark.parametrize("name", GENERATED)
@pytest.mark.parametrize("n", [1, 3, 300])
def test_generated_input_fits_any_model(name, n):
    sequence = generate(name, n, 1)
    assert adapt_input(model(n), sequence) is sequence and sequence.x.shape[1] == n
    assert sequence.title() == f"32 steps of {name} in {n} channel{'s' if n > 1 else ''}"
    assert np.array_equal(sequence.x, generate(name, n, 1).x)


@pytest.mark.parametrize(
    ("problem", "read", "sentence"),
    [
        (RECALL, lambda: read_text("zap", "character"), "“z”, symbol 1, is not a symbol of this run; there are “A”"),
        (RECALL, lambda: read_numbers("1 2 3", "none"), "not numbers; type a text"),
        (ADDING, lambda: read_numbers("1 2 3", "none"), "The input has 1 channel, and this run takes 2 (value, mark)"),
        (TREND, lambda: read_text("abc", "character"), "takes numbers (0.1 t + sin t), not text"),
        (model(3), lambda: read_numbers("1 2 3", "none"), "has 1 channel, and this model takes 3; give 3 on each line"),
        (model(2), lambda: read_text("abc", "character"), "has 3 different symbols, and this model takes 2 numbers"),
        (model(1), lambda: read_text("abc", "character"), "takes 1 number at each step; type numbers"),
    ],
)
def test_unreadable_input_is_an_error(problem, read, sentence):
    with pytest.raises(InputError) as caught:
        adapt_input(problem, read())
    assert sentence in str(caught.value)


def test_words_are_read_whatever_their_capitals():
    found = read_symbols(REVIEWS, "The lamp, honestly, is NOT good.\nBut  the price is great")
    assert " ".join(found.labels) == "the lamp , honestly , is not good . but the price is great"
    assert [REVIEWS.channels[k] for k in found.x.argmax(axis=1)] == list(found.labels)
    assert " ".join(read_symbols(PRONOUNS, "anna saw THE monk. ? sold").labels) == "Anna saw the monk . ? sold"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("the lamp is grate", "Word 4, “grate”, is not a word of this run; type “great”."),
        ("the Uggly lid", "Word 2, “Uggly”, is not a word of this run; type “ugly”."),
        ("the · is good", f"Word 2, “·”, is not a word of this run; an example is {REVIEWS.sample.title()}."),
        (
            f"the {'x' * 40}",
            f"Word 2, “{'x' * 17}…”, is not a word of this run; an example is {REVIEWS.sample.title()}.",
        ),
        ("", "There is no input yet; type at least two words."),
        ("good", "There is only one word; a sequence over time needs at least two."),
        ("good " * 501, "There are more than 500 symbols; leave some out."),
        ("good " * 2_001, "The text has 10,005 characters; 10,000 is the most."),
    ],
)
def test_a_text_with_an_unknown_word_is_an_error_with_a_sentence(text, sentence):
    with pytest.raises(InputError) as caught:
        read_symbols(REVIEWS, text)
    assert str(caught.value) == sentence
    check(sentence)


def test_lengths_are_limited():
    with pytest.raises(InputError, match="more than 500 symbols"):
        read_symbols(RECALL, "A" * 600)
    with pytest.raises(InputError, match="no input yet"):
        read_symbols(RECALL, "")
    with pytest.raises(InputError, match="20,000 characters"):
        read_symbols(RECALL, "A" * 20_000)


def test_a_few_tokens_of_many_take_little_memory():
    wide = model(4096)
    tracemalloc.start()
    found = read_tokens(wide, "0 4095 7")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.x.shape == (3, 4096) and found.x.argmax(axis=1).tolist() == [0, 4095, 7] and found.x.sum() == 3
    assert most < 8 * 4096 * 64  # and a matrix of all by all has 134 MB
