"""Rules for every sentence on the screen: at most 25 words, and nouns that agree with their numbers."""

import re

MOST_WORDS = 25
END = re.compile(r"(?<=[.!?])[*”)]*\s+(?=[^a-z\s])|\n+")  # a sentence ends before anything but a small letter
SINGULAR_S = {"is", "was", "has", "does", "as", "this", "less", "times", "minus", "plus", "across", "towards", "always"}
ONE = re.compile(r"(\w+ )?(?<![\d.,−/])\b1 ([a-z]+s)\b")
ORDINAL = {"unit ", "step ", "run ", "layer ", "sequence ", "column ", "row "}  # as in “unit 1 keeps”
NOUNS = "step|update|unit|row|column|number|name|layer|input|direction|sequence|seed|run"
MANY = re.compile(rf"(?<![\w.,])(?:0|[2-9]|\d\d+|\d[\d,.]+\d) (?:{NOUNS})\b(?! \d)")


def sentences(text: str) -> list[str]:
    return [sentence for sentence in END.split(text) if sentence.strip()]


def words(sentence: str) -> list[str]:
    """Return the words of a sentence: everything between spaces that has a letter or a digit."""
    return [word for word in sentence.split() if re.search(r"\w", word)]


def problems(text: str) -> list[str]:
    """Return what breaks the rules in a text, each with its sentence."""
    long = [f"{len(words(one))} words: {one}" for one in sentences(text) if len(words(one)) > MOST_WORDS]
    plural = [
        f"“1 {noun}”: {text}"
        for before, noun in ONE.findall(text)
        if noun not in SINGULAR_S and before.lower() not in ORDINAL
    ]
    singular = [f"“{found}”: {text}" for found in MANY.findall(text)]
    return long + plural + singular


def check(*texts: str) -> None:
    """Fail with every sentence that breaks the rules."""
    assert texts and all(texts)
    found = sorted({problem for text in texts for problem in problems(text)})
    assert not found, "\n".join(found)
