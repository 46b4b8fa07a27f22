"""A text as an LSTM reads it, for the tests of files and notebooks: the same numbers in every process."""

from explainer.inputs.text import read_text
from explainer.numerics.changes import Change
from explainer.numerics.setup import Setup
from explainer.numerics.trace import Trace

TEXT = "the cat sat on the mat"
SENTENCE = read_text(TEXT, "character")
MIDDLE = len(TEXT) // 2 + 1  # the step, from 1, at which a file and a widget open


def run(changes: tuple[Change, ...] = ()) -> Trace:
    """Trace the text, with changes by hand."""
    return Setup(changes=changes).run(SENTENCE)
