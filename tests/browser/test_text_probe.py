"""The probe of a character model: the text itself, coloured by probability, with the best guesses of one step."""

import pytest

from explainer.web.scripts import VERSION
from tests.browser.test_live import reach, scripted_server, serve, watch  # noqa: F401

pytestmark = pytest.mark.slow


def call(blank, function: str, *arguments):
    """Call a function of the module in the browser."""
    return blank.evaluate(
        """async ([version, name, values]) => {
            const module = await import(`/gatescope/${version}/live/text_probe.js`);
            return module[name](...values);
        }""",
        [VERSION, function, list(arguments)],
    )


def test_tokens_lie_side_by_side_and_break_at_line_ends_and_at_the_edge(blank):
    places = call(blank, "placesOf", list("abcdef"), 4)
    assert [(one["left"], one["top"]) for one in places] == [(0, 0), (1, 0), (2, 0), (3, 0), (0, 1), (1, 1)]
    places = call(blank, "placesOf", ["a", "\n", "b"], 10)
    assert [(one["left"], one["top"]) for one in places] == [(0, 0), (1, 0), (0, 1)]
    words = call(blank, "placesOf", ["the", "cat", "."], 40)
    assert [one["left"] for one in words] == [0, 4, 8]


def test_the_best_guesses_are_those_with_the_highest_probabilities(blank):
    task = {"outputs": ["a", " ", "\n", "z"]}
    sentence = call(blank, "guessesAt", [0.1, 0.25, 0.6, 0.05], task, 3)
    assert sentence == "Best guesses: “⏎” 60%, “␣” 25%, “a” 10%. It is “z” (5%)."


def test_the_text_of_the_probe_is_drawn_and_a_step_is_chosen_by_keyboard(serve, watch):  # noqa: F811
    page = watch(serve("text", ("LSTM", "GRU")))
    reach(page, 20)
    plot = page.locator("[data-key=probe] .gs-plot")
    plot.scroll_into_view_if_needed()
    before = page.evaluate("() => document.querySelector('[data-key=probe] canvas').toDataURL()")
    plot.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "(before) => document.querySelector('[data-key=probe] canvas').toDataURL() !== before", arg=before
    )
    page.locator("[data-key=probe]").get_by_role("button", name="Table of this figure").click()
    page.locator("[data-key=probe] table").wait_for()
