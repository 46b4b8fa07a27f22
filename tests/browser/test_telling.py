"""What a component tells Python never swallows what the visitor changes at that moment, as on a busy machine."""

import pytest

from tests.browsing import be_still

pytestmark = pytest.mark.slow

# The board tells 0.3 s after it has drawn; here a choice that waits in `window.choice` is made in the same turn.
AT_ONCE = """const soon = window.setTimeout;
window.setTimeout = (then, wait, ...rest) => soon((...what) => {
    then(...what);
    if (wait === 300 && window.choice) window.choice.click();
}, wait, ...rest);"""


def test_a_choice_is_read_though_the_board_tells_that_it_has_drawn(visit):
    page = visit("/sequence?input=text&text=the cat sat", script=AT_ONCE)
    assert page.locator(".gs-chip").count() == 11
    be_still(page)
    page.get_by_role("radio", name="word").evaluate("(choice) => { window.choice = choice; }")
    page.get_by_test_id("stNumberInputStepUp").click()  # another seed is drawn
    page.wait_for_function("() => document.querySelectorAll('.gs-chip').length === 3")
