"""The prompt of a language model: what it reads before it writes, and how it chooses each token."""

from dataclasses import dataclass
from itertools import dropwhile, takewhile

from explainer.inputs.sequence import InputError, counted
from explainer.inputs.symbols import UNKNOWN
from explainer.inputs.text import check_length
from explainer.inputs.units import SPLIT
from explainer.tasks.problem import Problem
from explainer.tasks.vocabulary import Vocabulary
from explainer.tasks.writing import TEMPERATURES, Sampling

MOST_PREFIX = 200  # tokens
MOST_CHARACTERS = 2000  # code points: an emoji has up to ten of them, and so has a word
DEFAULT_LENGTHS = {"character": 16, "word": 4}  # tokens of the default prefix, at most


@dataclass(frozen=True)
class Prompt:
    """A prefix as text, and the temperature; raises InputError on creation where one of them cannot be used at all.

    Whether a run can read the prefix depends on its vocabulary: `read_prefix`.
    """

    prefix: str
    temperature: float = Sampling.temperature

    def __post_init__(self) -> None:  # noqa: D105
        low, high = TEMPERATURES
        if len(self.prefix) > MOST_CHARACTERS:
            count = f"{len(self.prefix):,} characters"
            raise InputError(f"The prefix has {count}; {MOST_PREFIX} characters or words are read, so shorten it.")
        if any("\ud800" <= character <= "\udfff" for character in self.prefix):
            raise InputError("The prefix has half a character (a lone surrogate of UTF-16); type the whole one.")
        if not low <= self.temperature <= high:  # also for NaN
            raise InputError(f"The temperature is {self.temperature:g}; a number from {low:g} to {high:g} is right.")


def can_write(problem: Problem) -> bool:
    """Tell whether a network that learns the problem can write: it predicts the next token of a text at each step."""
    return bool(problem.unit) and problem.tokens and problem.where == "each" and problem.inputs == problem.outputs


def vocabulary_of(problem: Problem) -> Vocabulary:
    """Return the vocabulary of a language model's problem."""
    return Vocabulary(problem.inputs, problem.unit)


def read_prefix(problem: Problem, prefix: str) -> list[int]:
    """Return a prefix as tokens of the problem's vocabulary.

    Raises InputError for none or too many, and for one that the vocabulary does not have, quoting it, unless it has
    <unk>, which then stands for it.
    """
    check_length(prefix)
    count = len(SPLIT[problem.unit](prefix))
    if not 1 <= count <= MOST_PREFIX:
        raise InputError(f"The prefix has {counted(count, problem.unit)}; 1 to {MOST_PREFIX} are read.")
    return [int(token) for token in vocabulary_of(problem).encode(prefix)]


def default_prompt(problem: Problem) -> Prompt:
    """Return the prompt of a run for which nobody has typed one: the first whole words of the probe.

    They end before, or begin after, what the vocabulary leaves out, since nobody can type <unk>.
    """
    tokens = [int(token) for token in problem.probe.x[:, 0]]
    from_known = dropwhile(lambda token: problem.inputs[token] == UNKNOWN, tokens)
    known = list(takewhile(lambda token: problem.inputs[token] != UNKNOWN, from_known))
    text = vocabulary_of(problem).decode(known[: DEFAULT_LENGTHS[problem.unit]])
    if problem.unit == "character" and len(text.split()) > 1:
        text = text.rsplit(maxsplit=1)[0]
    shortest = min((symbol for symbol in problem.inputs if symbol != UNKNOWN), key=len)
    return Prompt(text.rstrip() or text or shortest if len(text) <= MOST_CHARACTERS else shortest)
