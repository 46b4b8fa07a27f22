"""The switch between the languages in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.browsing import PHONE, WIDE, check_page, go_to, wait_until_idle

pytestmark = pytest.mark.slow


def test_a_choice_is_in_the_link_goes_from_page_to_page_and_stays_in_the_browser(visit):
    page = visit("/cell-library?cell=GRU", drawn=False)
    expect(page.get_by_role("radio", name="English")).to_be_checked()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("radio", name="Русский").click()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    expect(page).to_have_url(re.compile(r"cell=GRU.*lang=ru|lang=ru.*cell=GRU"))
    expect(page.get_by_test_id("stTopNav").get_by_role("button", name="Обучение")).to_be_visible()
    expect(page.get_by_role("heading", name="GRU", exact=True)).to_be_visible()  # what a widget holds stays
    wait_until_idle(page)
    go_to(page, "Лаборатория", "Градиентный спуск")
    expect(page.get_by_role("heading", name="Градиентный спуск")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/gradient-descent\?.*lang=ru"))
    another = page.context.new_page()  # without the entry in the link
    another.goto(page.url.split("?")[0])
    expect(another.get_by_role("heading", name="Градиентный спуск")).to_be_visible()
    expect(another.get_by_role("radio", name="Русский")).to_be_checked()


@pytest.mark.more
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_browsers_language_comes_first_and_arrow_keys_change_it(visit, size):
    page = visit("/gradient-descent", size=size, drawn=False, locale="ru-RU")
    expect(page.get_by_role("heading", name="Градиентный спуск")).to_be_visible()
    expect(page.get_by_role("radio", name="Русский")).to_be_checked()
    check_page(page)
    page.get_by_role("radio", name="Русский").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("heading", name="Gradient descent")).to_be_visible()
    expect(page.get_by_role("radio", name="English")).to_be_focused()
    expect(page).to_have_url(re.compile("lang=en"))
