"""Features of a text, one number per token: what a unit may have learned to follow."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from explainer.cells.primitives import Array
from explainer.inputs.sequence import InputError
from explainer.inputs.text_pattern import pattern_spans
from explainer.tasks import pronoun_features, review_features, token_features
from explainer.tasks.held_out_text import HeldOutText
from explainer.tasks.quotes import inside_quotes
from explainer.tasks.token_features import Numbers, Tokens


@dataclass(frozen=True)
class TextFeature:
    """A feature by its name: `about` says where it is on or what it counts, `compute` gives a number per token.

    The number belongs to the moment after the token is read, as a unit's value does. The tokens are those of one
    sequence.
    """

    name: str
    about: str
    compute: Callable[[Tokens], Numbers]


QUOTES = TextFeature(
    "inside quotes", "On from an opening quote until before the closing one; an empty line closes it.", inside_quotes
)
BRACKETS = TextFeature("inside brackets", "On while a bracket is open.", token_features.inside_brackets)
DEPTH = TextFeature(
    "depth of brackets", "How many brackets are open; an empty line closes them.", token_features.bracket_depth
)
LINE = TextFeature("position in the line", "How much of the line is read.", token_features.position_in_line)
SENTENCE = TextFeature(
    "position in the sentence", "How much of the sentence is read.", token_features.position_in_sentence
)
UPPER = TextFeature("upper case", "On at a capital letter, or at a word with one.", token_features.upper_case)
FEATURES: Mapping[tuple[str, str], tuple[TextFeature, ...]] = {
    ("text", "character"): (
        TextFeature("after a space", "On at the character that follows a space.", token_features.after_space),
        TextFeature("vowel", "On at a, e, i, o, u, with or without an accent.", token_features.vowel),
        UPPER,
        TextFeature("position in the word", "How much of the word is read.", token_features.position_in_word),
        LINE,
        TextFeature("indentation", "How many spaces the line began with, as far as it is read.",
                    token_features.indentation),
        QUOTES, BRACKETS, DEPTH,
    ),
    ("text", "word"): (UPPER, SENTENCE, LINE, QUOTES, BRACKETS, DEPTH),
    ("reviews", "word"): (
        TextFeature("opinion word", "On at a word such as “good” or “awful”.", review_features.opinion_word),
        TextFeature("strength of the opinion", "3 at “superb”, −3 at “awful”, 0 at other words.",
                    review_features.strength),
        TextFeature("opinion so far", "The sum of the opinions after the last “but”, turned by “not”.",
                    review_features.opinion_so_far),
        TextFeature("negation", "On from “not” until before the next opinion word.", review_features.negation),
        TextFeature("contrast", "On from “but” to the end of the review.", review_features.contrast),
    ),
    ("pronouns", "word"): (
        TextFeature("gender", "On while the subject is a woman.", pronoun_features.she_is_subject),
        TextFeature("new subject", "On at the word that names a person.", pronoun_features.new_subject),
        TextFeature("distance to the subject", "How many words ago the subject was named.",
                    pronoun_features.words_since_subject),
        SENTENCE,
    ),
}  # fmt: skip
"""The features by task and unit of the tokens; the first is shown first."""
TASKS_WITH_FEATURES = tuple(dict.fromkeys(task for task, _ in FEATURES))
FEATURE_NAMES = tuple(dict.fromkeys(one.name for features in FEATURES.values() for one in features))
PATTERN = "a regular expression"


def features_of(task: str, unit: str) -> dict[str, TextFeature]:
    """Return the features of a task's texts by name; `unit` is "character" or "word"."""
    return {feature.name: feature for feature in FEATURES[task, unit]}


def feature_values(feature: TextFeature, text: HeldOutText) -> Array:
    """Return a feature of each token of a text, (N,); raises InputError where it is the same in a half of it."""
    parts = zip(text.starts, text.ends, strict=True)
    values = np.concatenate([np.asarray(feature.compute(text.labels[a:b]), np.float64) for a, b in parts])
    _check(f"“{feature.name}”", values, text)
    return values


def pattern_values(pattern: str, text: HeldOutText) -> Array:
    """Return 1 at each token of which a match of a regular expression covers a part, else 0, (N,).

    The text is searched as it is written, with a line end after each sequence. Raises InputError for a pattern that
    cannot be used, takes too long, or matches nothing or everything in a half of the text.
    """
    spans = pattern_spans(pattern, text.joined)
    change = np.zeros(len(text.joined) + 1, np.int64)
    for start, stop in spans:
        change[start] += 1
        change[stop] -= 1
    covered = np.concatenate([[0], np.cumsum(np.cumsum(change)[:-1] > 0)])  # how many characters before each place
    values = (covered[text.places[:, 1]] > covered[text.places[:, 0]]).astype(np.float64)
    _check(f"“{pattern}”", values, text)
    return values


def _check(name: str, values: Array, text: HeldOutText) -> None:
    """Raise InputError where a feature is constant in a half of a text: there is nothing to tell apart in it."""
    halves = values[: text.middle], values[text.middle :]
    constant = [half.min() == half.max() for half in halves]
    if values.min() == values.max():
        where = "everywhere" if values[0] else "nowhere"
        raise InputError(f"{name} is {where} in this text, so there is nothing to tell apart; choose another feature.")
    if any(constant):
        half, other = ("first", "second") if constant[0] else ("second", "first")
        raise InputError(
            f"{name} never changes in the {half} half of this text, only in the {other} one; "
            "a score needs both, so choose another feature."
        )
