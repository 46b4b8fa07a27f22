"""What a trained run or a loaded model takes as input, as the rest of the app needs to know it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from explainer.inputs.scaling import Scaling
from explainer.inputs.sequence import Sequence
from explainer.inputs.symbols import BLANK, UNKNOWN


@dataclass(frozen=True, eq=False)
class InputSpec:
    """The n numbers that weights take at each step, what they are called, and a sample sequence that always fits.

    `name` is what a sentence calls the weights, "run" or "model", and `sample_name` what a control calls the `sample`.
    With `one_hot` one of the channels is 1 at each step and the others are 0. A run was trained with `scalings`, one
    per channel; without them numbers are used as they are. With a `unit`, "character" or "word", a text is split into
    these; otherwise its symbols are letters, or words with spaces between.
    """

    name: str
    channels: tuple[str, ...]
    sample: Sequence
    sample_name: str
    one_hot: bool = False
    scalings: tuple[Scaling, ...] = ()
    unit: str = ""

    @property
    def n(self) -> int:
        """How many numbers there are at each step."""
        return len(self.channels)

    @property
    def any_numbers(self) -> bool:
        """Tell whether any n numbers will do, as neither their symbols nor their scalings are known."""
        return not self.one_hot and not self.scalings

    @cached_property
    def known_words(self) -> Mapping[str, str]:
        """The words that a text may have, by their form without capitals; empty where other symbols can be read.

        The blank that the vocabulary begins with is padding and no word.
        """
        words = self.channels[self.channels[0] == BLANK :]
        return {} if self.unit != "word" or UNKNOWN in words else {one.casefold(): one for one in words}
