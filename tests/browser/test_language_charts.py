"""The charts of a text: the perplexity of each epoch on the training text, and the bits per character of the test."""

import math

import numpy as np
import pytest

from explainer.web.scripts import VERSION
from tests.browser.test_live import reach, scripted_server, serve, table, wait_for_text, watch  # noqa: F401
from tests.browsing import wait_until_contains
from tests.figures.sentence_rules import check
from tests.live_server import EPOCH

pytestmark = pytest.mark.slow
SPLIT = {"name": "held-out text", "held_out": True, "bits_per_nat": 1 / math.log(2)}


def call(blank, function: str, *arguments):
    """Call a function of the module in the browser."""
    return blank.evaluate(
        """async ([version, name, values]) => {
            const module = await import(`/gatescope/${version}/live/language_charts.js`);
            return module[name](...values);
        }""",
        [VERSION, function, list(arguments)],
    )


def line(*median: float, name: str = "GRU") -> dict:
    return {"name": name, "seeds": [list(median)], "median": list(median)}


def test_the_sentences_say_which_text_a_number_is_of(blank):
    training = call(blank, "ofTraining", [line(9, 1.0666)], {"split": SPLIT})
    assert (
        "Over the last whole epoch the perplexity on the training text was 1.07 (GRU); 1 would be perfect." in training
    )
    assert "Nothing of the text is held out" not in training
    whole = SPLIT | {"held_out": False, "name": "training text in pieces"}
    assert "Nothing of the text is held out." in call(blank, "ofTraining", [line(9, 1.0666)], {"split": whole})
    bits = call(blank, "ofBits", [line(2.5, name="LSTM"), line(1, name="GRU")], {"split": whole})
    assert "On the training text in pieces each character costs 2.5 bits (LSTM) and 1 bit (GRU)." in bits
    hidden = call(blank, "ofBits", [], {"split": SPLIT | {"bits_per_nat": None}})
    assert "<unk>" in hidden
    texts = [
        call(blank, name, lines, {"split": SPLIT}) for name in ("ofTraining", "ofBits") for lines in ([], [line(2)])
    ]
    check(training, bits, hidden, *texts)


def test_bits_per_character_are_the_logarithm_of_the_perplexity(blank):
    (found,) = call(blank, "inBits", [line(8.0, 2.0)], 1 / math.log(2) / 5)
    assert found["median"] == pytest.approx([3 / 5, 1 / 5]) and found["seeds"][0] == pytest.approx([3 / 5, 1 / 5])


def test_a_text_shows_both_charts_with_the_numbers_of_the_feed_and_other_tasks_do_not(serve, watch):  # noqa: F811
    server = serve("text", ("LSTM", "GRU"))
    page = watch(server)
    reach(page, 40)
    wait_for_text(page, "training", "perplexity on the training text was")
    wait_for_text(page, "bits", "On the training text in pieces each character costs")
    wait_until_contains(page.locator("[data-key=metric] h3").inner_text, "Training text in pieces: perplexity")
    head, *rows = table(page, "training")
    assert head[:2] == ["update", "LSTM"] and [int(row[0]) for row in rows[:3]] == [EPOCH, 2 * EPOCH, 3 * EPOCH]
    losses = np.array(server.updates_of("lstmaaaaaa", 1, 2 * EPOCH)["loss"])
    expected = np.exp(losses[EPOCH:].mean(axis=0))
    assert [float(one) for one in rows[1][2:5]] == pytest.approx(expected, rel=1e-6)

    other = watch(serve("recall", ("LSTM",)))
    reach(other, 10)
    assert not other.locator("[data-key=training]").is_visible() and not other.locator("[data-key=bits]").is_visible()
