import pytest

from explainer.lessons.course.message import Message
from explainer.web.translations import LANGUAGES, best_language, translate, translations


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        ("ru-RU", "ru"),
        ("ru", "ru"),
        ("en-GB", "en"),
        ("de-DE", "en"),
        ("", "en"),
        ("de, ru;q=0.8, en;q=0.5", "ru"),
        ("en;q=0.5, ru;q=0.8", "ru"),
        ("ru;q=0, en;q=0.1", "en"),
        ("en, ru", "en"),
        ("ru;q=x, en;q=0.2", "en"),
        ("ru" * 10_000, "en"),
    ],
)
def test_the_language_that_a_browser_wants_most(wanted, language):
    assert best_language(wanted) == language


def test_a_message_is_translated_before_its_numbers_go_in():
    message = Message("Cell", {"unused": 1})
    assert translate("ru", message) == "Ячейка" and translate("en", message) == "Cell"
    assert translate("ru", Message("after {steps:.1f} steps", {"steps": 2})) == "after 2.0 steps"  # has no translation


def test_an_empty_text_is_not_the_catalogues_header():
    assert translate("ru", "") == translate("ru", Message("")) == ""


def test_a_text_without_numbers_may_hold_braces():
    assert translate("en", Message(r"$\frac{1}{2}$")) == r"$\frac{1}{2}$"


def test_every_language_but_english_has_a_catalogue():
    assert [code for code in LANGUAGES if translations(code).info()] == [code for code in LANGUAGES if code != "en"]
