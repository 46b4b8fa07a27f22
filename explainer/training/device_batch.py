"""Batches as tensors on the device of a learner: one for all seeds, or one for each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from explainer.tasks.batch import Batch
from explainer.training.learner import Learner


@dataclass(frozen=True, eq=False)
class DeviceBatch:
    """A batch on the learner's device: x (T, 1, n, B) or tokens (T, 1, B), target, mask, and lengths (B,).

    `total` is the number of targets that count. `source` (T, 1, B) and its lengths (B,) are what an encoder reads.
    Where each seed has its own batch, S stands for the 1, target and mask have S too (before k and B), and total is
    (S,).
    """

    x: Tensor
    target: Tensor
    mask: Tensor | None
    lengths: Tensor | None
    total: float | Tensor
    source: Tensor | None = None
    source_lengths: Tensor | None = None

    def steps(self, start: int, stop: int) -> "DeviceBatch":
        """Return the batch with some steps of x; lengths count from the first of them."""
        lengths = None if self.lengths is None else self.lengths - start
        return replace(self, x=self.x[start:stop], lengths=lengths)


def to_device(learner: Learner, batch: Batch) -> DeviceBatch:
    """Copy a batch to the learner's device."""
    like = learner.flat_params
    numbers = torch.from_numpy(batch.target)
    target = numbers.to(like.device) if learner.problem.kind == "classes" else numbers.to(like)
    mask = None if batch.mask is None else torch.from_numpy(batch.mask).to(like)
    targets = batch.x.shape[-1] * (len(batch.x) if learner.problem.where == "each" else 1)
    total = targets if batch.mask is None else max(1.0, float(batch.mask.sum()))
    x = torch.from_numpy(batch.x)[:, None]
    x = x.to(like.device) if learner.problem.tokens else x.to(like)
    lengths = None if batch.lengths is None else torch.from_numpy(batch.lengths).to(like.device)
    if batch.source is None:
        return DeviceBatch(x, target, mask, lengths, float(total))
    source = torch.from_numpy(batch.source.x)[:, None].to(like.device)
    source_lengths = torch.from_numpy(batch.source.lengths).to(like.device)
    return DeviceBatch(x, target, mask, lengths, float(total), source, source_lengths)


def side_by_side(batches: Sequence[DeviceBatch], where: str) -> DeviceBatch:
    """Return the batches of S seeds as one; `where` tells whether there are targets at the last step or at each.

    They are of one size, without lengths and without a source: `learner.make_learner` refuses others.
    """
    if len(batches) == 1:
        return batches[0]
    seeds = 0 if where == "last" else 1  # the place of S in the targets
    masks = [one.mask for one in batches if one.mask is not None]
    return DeviceBatch(
        torch.cat([one.x for one in batches], dim=1),
        torch.stack([one.target for one in batches], dim=seeds),
        torch.stack(masks, dim=1) if masks else None,
        None,
        batches[0].x.new_tensor([one.total for one in batches], dtype=torch.get_default_dtype()),
    )
