"""The mean loss of each epoch of a run, computed from its updates and kept in bounded memory."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from explainer.runs.chunk import Chunk
from explainer.runs.curve import Curve
from explainer.runs.frames import to_jsonable
from explainer.training.epoch_loss import EpochLoss


@dataclass
class EpochCurve:
    """The mean losses of whole epochs; as they become many, every second one is dropped.

    In the chunks of the curve an epoch takes the place of an update: each row holds the means of S seeds.
    """

    epoch: EpochLoss
    curve: Curve = field(default_factory=Curve)

    def add(self, chunk: Chunk) -> Chunk | None:
        """Take in the updates that follow; return the epochs that they end."""
        losses = chunk.numbers[:, 1 : 1 + chunk.seeds]
        means = [(k, self.epoch.add(k, loss)) for k, loss in enumerate(losses, chunk.first)]
        ended = [(k, mean) for k, mean in means if mean is not None]
        if not ended:
            return None
        found = Chunk(ended[0][0] // self.epoch.updates, np.array([mean for _, mean in ended], "<f4"))
        self.curve.add(found)
        return found

    def messages(self, run: str) -> list[dict[str, Any]]:
        """Return messages with all epochs so far."""
        return [self.message(run, chunk) for chunk in self.curve.chunks()]

    def message(self, run: str, chunk: Chunk) -> dict[str, Any]:
        """Return epochs as a message for the browser: `loss` has a list with a number per seed for each.

        Its steps count updates: `from` is the one that ends the first epoch.
        """
        updates = self.epoch.updates
        steps = {"from": chunk.first * updates, "stride": chunk.stride * updates}
        return {"run": run, "kind": "epochs", **steps, "loss": to_jsonable(chunk.numbers)}


def make_epoch_curve(updates: int) -> EpochCurve | None:
    """Return a curve without epochs, for epochs of so many updates; None where there are 0."""
    return EpochCurve(EpochLoss(updates)) if updates else None
