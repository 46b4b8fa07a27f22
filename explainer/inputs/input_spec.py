"""What a trained run or a loaded model takes as input, as the rest of the app needs to know it."""

from dataclasses import dataclass

from explainer.inputs.scaling import Scaling
from explainer.inputs.sequence import Sequence


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
