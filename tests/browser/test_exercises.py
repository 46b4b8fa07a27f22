"""The page Exercises and the sheet that it makes, in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from explainer.lessons.exercises.catalogue import KINDS, make_exercise
from explainer.lessons.exercises.sheet import page as sheet_page
from explainer.web.translations import translate
from tests.browsing import SIZE_AND_THEME, check_both_themes

pytestmark = pytest.mark.slow


def test_fields_are_filled_in_by_keyboard_and_the_sheet_is_saved(visit):
    page = visit("/exercises?exercise=rnn-step&exercise_seed=4", drawn=False)
    first = page.get_by_role("textbox", name="h[1]")
    answers = [blank.answer for blank in make_exercise("rnn-step", 4).blanks]
    first.fill(f"{answers[0]:.3f}")
    page.keyboard.press("Tab")
    page.keyboard.type(f"{-answers[1]:.3f}")
    page.keyboard.press("Enter")
    expect(page.get_by_text("✓ Right.")).to_be_visible()
    expect(page.get_by_text("✗ The size is right, but the sign is not.")).to_be_visible()
    with page.expect_download() as caught:
        page.get_by_role("button", name="Worksheet and key to print").click()
    assert caught.value.suggested_filename == "rnn-step-4.html"
    assert Path(caught.value.path()).read_text() == sheet_page(
        make_exercise("rnn-step", 4), lambda text: translate("en", text), "en"
    )


@pytest.mark.more
@pytest.mark.parametrize(("size", "theme"), SIZE_AND_THEME)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_fits_and_is_accessible(visit, kind, size, theme):
    page = visit(f"/exercises?exercise={kind}&lang=ru", size=size, drawn=False, color_scheme=theme)
    expect(page.get_by_role("button", name="Проверить")).to_be_visible()
    check_both_themes(page, theme)


@pytest.mark.more
@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_worksheet_and_key_are_one_sheet_each(blank, paper):
    for kind in KINDS:
        for language in ("en", "ru"):
            blank.set_content(sheet_page(make_exercise(kind, 7), lambda text: translate(language, text), language))  # noqa: B023
            printed = blank.pdf(format=paper)
            assert printed.count(b"/Type /Page\n") == 2, (kind, language)
