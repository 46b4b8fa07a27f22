import re

import pytest
from num2words import num2words

from explainer.tasks.number_words import COUNT, LANGUAGES, english, number_words

FRENCH = {
    "zéro": 0, "un": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20,
    "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "cent": 100, "cents": 100,
}  # fmt: skip
RUSSIAN = {
    "ноль": 0, "один": 1, "одна": 1, "два": 2, "две": 2, "три": 3, "четыре": 4, "пять": 5, "шесть": 6, "семь": 7,
    "восемь": 8, "девять": 9, "десять": 10, "одиннадцать": 11, "двенадцать": 12, "тринадцать": 13,
    "четырнадцать": 14, "пятнадцать": 15, "шестнадцать": 16, "семнадцать": 17, "восемнадцать": 18,
    "девятнадцать": 19, "двадцать": 20, "тридцать": 30, "сорок": 40, "пятьдесят": 50, "шестьдесят": 60,
    "семьдесят": 70, "восемьдесят": 80, "девяносто": 90, "сто": 100, "двести": 200, "триста": 300,
    "четыреста": 400, "пятьсот": 500, "шестьсот": 600, "семьсот": 700, "восемьсот": 800, "девятьсот": 900,
}  # fmt: skip


def french_value(text):
    total, below = 0, 0
    for word in re.split(r"[ -]", text.replace(" et ", " ")):
        if word == "mille":
            total, below = 1000 * (below or 1), 0
        elif word.startswith("cent"):
            below = 100 * (below or 1)
        elif word.startswith("vingt") and below % 100 == 4:
            below += 76  # four twenties
        else:
            below += FRENCH[word]
    return total + below


def russian_value(text):
    total, below = 0, 0
    for word in text.split():
        if word.startswith("тысяч"):
            total, below = 1000 * below, 0
        else:
            below += RUSSIAN[word]
    return total + below


def test_english_is_that_of_the_library_without_commas():
    for number in (*range(1_200), *range(1_200, COUNT, 17)):
        assert english(number) == num2words(number).replace(",", "")
    assert len(set(number_words("English"))) == COUNT


def test_english_by_hand():
    known = {0: "zero", 13: "thirteen", 40: "forty", 99: "ninety-nine", 100: "one hundred"}
    known |= {1_001: "one thousand and one", 7_100: "seven thousand one hundred"}
    known |= {9_999: "nine thousand nine hundred and ninety-nine"}
    assert {number: english(number) for number in known} == known


@pytest.mark.parametrize(("language", "value"), [("French", french_value), ("Russian", russian_value)])
def test_every_number_can_be_read_back(language, value):
    words = number_words(language)
    assert len(words) == COUNT == len(set(words))
    assert [value(text) for text in words] == list(range(COUNT))
    for number in range(999, COUNT, 59):
        assert words[number] == num2words(number, lang=LANGUAGES[language])


def test_words_of_a_language_are_made_once():
    assert all(number_words(language) is number_words(language) for language in LANGUAGES)
    assert number_words("French")[80] == "quatre-vingts" and number_words("Russian")[2_000] == "две тысячи"
