"""The numbers from 0 to 9,999 in words: English by its own rule, French and Russian by the library num2words."""

from functools import lru_cache

COUNT = 10_000
LANGUAGES = {"English": "en", "French": "fr", "Russian": "ru"}
SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


@lru_cache(maxsize=len(LANGUAGES))
def number_words(language: str) -> tuple[str, ...]:
    """Return all numbers from 0 to 9,999 in words, by the number; `language` is one of LANGUAGES."""
    if language == "English":
        return tuple(english(number) for number in range(COUNT))
    from num2words import num2words  # loaded when it is needed, which is on few pages

    below, thousands = (
        [str(num2words(number, lang=LANGUAGES[language])) for number in numbers]
        for numbers in (range(1000), range(0, COUNT, 1000))
    )  # one call per number would take ten times as long
    return (*below, *(f"{front} {rest}".removesuffix(f" {below[0]}") for front in thousands[1:] for rest in below))


def english(number: int) -> str:
    """Write a number from 0 to 9,999 in British English, without commas: one thousand two hundred and thirty-four."""
    if number < 20:
        return SMALL[number]
    if number < 100:
        return TENS[number // 10 - 2] + (f"-{SMALL[number % 10]}" if number % 10 else "")
    size, name = (1000, "thousand") if number >= 1000 else (100, "hundred")
    front, rest = f"{english(number // size)} {name}", number % size
    if not rest:
        return front
    return f"{front} {'and ' if rest < 100 else ''}{english(rest)}"
