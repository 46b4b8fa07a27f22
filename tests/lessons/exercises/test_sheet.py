import re
from html.parser import HTMLParser

import pytest

from explainer.lessons.exercises.catalogue import KINDS, make_exercise
from explainer.lessons.exercises.sheet import EMPTY, answer_text, page
from explainer.lessons.exercises.sheet_parts import letters_html, worked
from explainer.web.translations import LANGUAGES, translate

VOID = {"meta"}


class Balanced(HTMLParser):
    """Fails where tags are not closed in order."""

    def __init__(self):
        super().__init__()
        self.open, self.names = [], set()

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def english(text):
    return translate("en", text)


def sheets(exercise) -> tuple[str, str]:
    _, worksheet, key = page(exercise, english, "en").split('<section class="sheet">')
    return worksheet, key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_it_is_one_whole_file_that_needs_nothing_else(kind, language):
    exercise = make_exercise(kind, 3)
    text = page(exercise, lambda message: translate(language, message), language)
    parser = Balanced()
    parser.feed(text)
    assert parser.open == [] and "script" not in parser.names and "link" not in parser.names
    assert not re.search(r"(src|href)=|url\(|@import| on\w+=", text.replace("http://www.w3.org/2000/svg", ""))
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    assert f'<html lang="{language}">' in text


@pytest.mark.parametrize("kind", KINDS)
def test_the_worksheet_has_a_blank_for_each_number_of_the_key(kind):
    exercise = make_exercise(kind, 3)
    worksheet, key = sheets(exercise)
    numbers = [number for group in exercise.working for line in group.lines for number in line.value]
    answers = [blank for blank in exercise.blanks if not blank.in_working]
    assert worksheet.count(EMPTY) == len(numbers) + len(answers) + 1  # the name
    assert EMPTY not in key
    cells = re.findall(r"<td>([−\d.]+)</td>", key.split("Line by line")[-1]) if numbers else []
    assert cells[: len(numbers)] == [worked(float(number)) for number in numbers]
    for blank in answers:
        assert f"<dd>{answer_text(blank)}</dd>" in key
    assert not [number for number in map(worked, map(float, numbers)) if f"<td>{number}</td>" in worksheet]


def test_letters_have_their_subscripts_and_functions_none():
    assert letters_html("f ⊙ c_prev + tanh(s_i)") == ("<i>f</i> ⊙ <i>c</i><sub>t−1</sub> + tanh(<i>s</i><sub>i</sub>)")
