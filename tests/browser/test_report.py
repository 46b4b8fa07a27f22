"""A component's report to Python never swallows a change that the visitor makes at that moment."""

import pytest
from playwright.sync_api import expect

from tests.browsing import wait_until_idle

pytestmark = pytest.mark.slow

# The board reports 0.3 s after it has drawn; here a choice that waits in `window.choice` is made in the same turn.
AT_ONCE = """const original = window.setTimeout;
window.setTimeout = (then, wait, ...rest) => original((...what) => {
    then(...what);
    if (wait === 300 && window.choice) window.choice.click();
}, wait, ...rest);"""


@pytest.mark.more
def test_a_choice_counts_though_the_board_reports_at_the_same_time(visit):
    page = visit("/sequence?input=text&text=the cat sat", script=AT_ONCE)
    expect(page.locator(".gs-chip")).to_have_count(11)
    wait_until_idle(page)
    page.get_by_role("radio", name="word").evaluate("(choice) => { window.choice = choice; }")
    page.get_by_test_id("stNumberInputStepUp").click()  # another seed is drawn
    page.wait_for_function("() => document.querySelectorAll('.gs-chip').length === 3")
