"""The reader: weights from a run or a file, as far as what they can be given to read is concerned."""

from dataclasses import dataclass

from explainer.inputs.scaling import Scaling
from explainer.inputs.sequence import Sequence


@dataclass(frozen=True, eq=False)
class Reader:
    """Who reads n numbers at each step, what they are called, and a sequence that can always be read.

    `name` is what a sentence calls it, "run" or "model", and `first` what a control calls its `own` sequence. Where
    `symbols` is true one of the channels is 1 at each step and the others are 0. A run has learnt with `scalings`, one
    per channel; without them numbers are read as they come.
    """

    name: str
    channels: tuple[str, ...]
    own: Sequence
    first: str
    symbols: bool = False
    scalings: tuple[Scaling, ...] = ()

    @property
    def n(self) -> int:
        """How many numbers it reads at each step."""
        return len(self.channels)

    @property
    def free(self) -> bool:
        """Tell whether anything of n numbers can be read, for nobody has said what they mean."""
        return not self.symbols and not self.scalings
