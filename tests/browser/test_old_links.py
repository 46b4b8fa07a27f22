"""Links that were recorded before the addresses changed lead to the same pictures.

Each link is followed in a real browser, at the address that it had. Then its page has to be at the path that the old
one leads to, with the query that was recorded, and to hold the recorded numbers: every array that the page's
components, figures and tables were given (by its size, mean, root mean square, extremes and two sums that depend on
the order), where the cursor stands, what is changed and pinned, what the controls are set to, and on pages of text the
numbers in the formulas. Names, words, the order of the parts and whatever is there besides are not compared.
A list of all shipped runs has the numbers of those that are shipped now: there were fewer when the links were recorded.
"""

from urllib.parse import urlsplit

import pytest

from tests.browser.followed import Follower
from tests.browser.old_addresses import MOVED, path_now, query_now, records
from tests.browser.picture_record import lacking

pytestmark = pytest.mark.slow
RECORDS = records()
LINKS = [record["link"] for record in RECORDS]


@pytest.fixture(scope="module")
def follower(browser, server):
    follower = Follower(browser, server.url)
    yield follower
    follower.close()


def check(follower: Follower, link: str, record: dict) -> None:
    """Follow a link and check that it leads to what was recorded."""
    followed = follower.follow(link)
    followed.settle()
    assert followed.messages.wait_until_none(lambda: lacking(record, followed.shown())) == []
    followed.wait_for_query(query_now(record["query"]))
    assert urlsplit(followed.page.url).path == path_now(link)
    assert followed.trouble == []
    follower.leave(link)


@pytest.mark.more
@pytest.mark.parametrize("record", RECORDS, ids=LINKS)
def test_an_old_link_leads_to_the_same_picture(follower, record):
    check(follower, record["link"], record)


def test_every_page_has_a_recorded_link():
    assert {urlsplit(link).path for link in LINKS} == set(MOVED) - {"/cell"}
    assert len(LINKS) >= 20


@pytest.mark.parametrize("path", ["/?", pytest.param("/cell?", marks=pytest.mark.more)])
def test_the_address_of_the_cell_page_when_it_was_the_first_one_leads_to_it(follower, path):
    check(follower, LINKS[0].replace("/?", path), RECORDS[0])


@pytest.mark.more
@pytest.mark.parametrize(
    ("link", "old", "new", "lacks"),
    [
        (LINKS[0], "seed=41", "seed=42", {"array", "number"}),
        (LINKS[1], "t=5", "t=6", {"place"}),
        (LINKS[1], "f%404", "f%405", {"text"}),
    ],
    ids=["seed", "step", "hold"],
)
def test_another_link_is_not_taken_for_it(follower, link, old, new, lacks):
    assert old in link
    other = link.replace(old, new)
    followed = follower.follow(other)
    followed.settle()
    found = lacking(RECORDS[LINKS.index(link)], followed.shown())
    assert {sentence.split()[0] for sentence in found} == lacks
    follower.leave(other)
