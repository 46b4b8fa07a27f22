"""The two parts of a text: the one that a language model is trained on, and the one that it is tested on."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, eq=False)
class TextSplit:
    """How many tokens the parts have, and how they are read.

    `held_out` tells whether the test is the end of the text, which is never trained on; otherwise it is the training
    text itself. It is read in pieces of `piece` tokens, each from the initial state. `updates_per_epoch` returns how
    many batches of so many rows read the training text once. `characters` is how many characters a token of the test
    stands for on average, None where <unk> hides that.
    """

    training: int
    test: int
    piece: int
    held_out: bool
    updates_per_epoch: Callable[[int], int]
    characters: float | None

    @property
    def test_text(self) -> str:
        """Which text the test is."""
        return "held-out text" if self.held_out else "training text"

    @property
    def test_name(self) -> str:
        """What the test is called: where nothing is held out, it differs from training in that it is read in pieces."""
        return self.test_text if self.held_out else f"{self.test_text} in pieces"
