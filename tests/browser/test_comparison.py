"""The table of the runs: parameters, seconds, updates per second, and the metric with its spread over seeds."""

import pytest

from explainer.tasks.hourly import PUBLISHED
from explainer.web.scripts import VERSION
from tests.browser.test_live import reach, serve, watch  # noqa: F401
from tests.browsing import PHONE, check_page, wait_until_contains, wait_until_equal
from tests.figures.sentence_rules import check

pytestmark = pytest.mark.slow
SHARE = {"percent": True, "better": "higher"}


def call(blank, function: str, *arguments):
    """Call a function of the module in the browser."""
    return blank.evaluate(
        """async ([version, name, values]) => {
            const module = await import(`/gatescope/${version}/live/comparison.js`);
            return module[name](...values);
        }""",
        [VERSION, function, list(arguments)],
    )


def test_the_spread_is_the_median_with_the_lowest_and_the_highest(blank):
    assert call(blank, "spreadOf", [0.9, 0.75, 0.8], SHARE) == "80% (75% to 90%)"
    assert call(blank, "spreadOf", [0.9, 0.8, None], SHARE) == "85% (80% to 90%)"
    assert call(blank, "spreadOf", [2.345], {"percent": False}) == "2.35"
    assert call(blank, "spreadOf", [None], SHARE) == ""


def test_updates_per_second_are_the_mean_over_the_seconds_of_training(blank):
    history = {"started": {"parameters": 1234}, "seconds": 8.0, "step": 100, "metric": None, "probes": {"seeds": {}}}
    assert call(blank, "cellsOf", history, SHARE) == ["1,234", "8.0", "13", ""]
    assert call(blank, "cellsOf", history | {"seconds": 400.2}, SHARE)[1:3] == ["400", "0.25"]
    assert call(blank, "cellsOf", history | {"seconds": 0}, SHARE)[1:3] == ["", ""]  # of an earlier version


def test_its_sentences_keep_the_rules(blank):
    probes = [{"probes": {"seeds": {"metric": [[1]] * count}}} for count in (0, 1, 3)]
    check(*(call(blank, "aboutTable", [one]) for one in probes), PUBLISHED)


def rows(page) -> list[list[str]]:
    return [row.split("\t") for row in page.locator(".gs-comparison tbody").inner_text().splitlines()]


def test_the_table_shows_each_run_and_the_whole_test_once_it_has_ended(serve, watch):  # noqa: F811
    server = serve()
    page = watch(server, PHONE)
    reach(page, 40)
    head = page.locator(".gs-comparison thead")
    wait_until_contains(head.inner_text, "parameters\tseconds\tupdates/s\ttest set: accuracy")
    wait_until_equal(lambda: [row[0][2:] for row in rows(page)], ["LSTM", "GRU", "RNN"])
    wait_until_equal(lambda: {(row[1], row[3]) for row in rows(page)}, {("1,234", "210")})
    assert not page.get_by_text("Published").is_visible()
    check_page(page)
    page.get_by_role("button", name="Stop").click()
    wait_until_equal(lambda: {row[4] for row in rows(page)}, {"80% (75% to 90%)"})


def test_published_results_are_a_remark_beside_their_task_alone(serve, watch):  # noqa: F811
    page = watch(serve("hourly", ("LSTM", "GRU")))
    page.get_by_text(PUBLISHED).wait_for()
