"""Join the calls of a recurrent module, each of which was passed the states that the one before returned."""

from collections.abc import Sequence

import torch
from torch import Tensor

from explainer.torch_models.modules.recorded_call import RecordedCall

MOST_COMPARED = 16  # sequences that a call is compared with, the last ones


def join_calls(calls: Sequence[RecordedCall]) -> list[list[RecordedCall]]:
    """Return calls in sequences: each goes on from the last states of the one before it, with the same weights."""
    sequences: list[list[RecordedCall]] = []
    for call in calls:
        earlier = reversed(sequences[-MOST_COMPARED:])
        found = next((one for one in earlier if _continues(one[-1], call)), None)
        if found is None:
            sequences.append([call])
        else:
            found.append(call)
    return sequences


def _continues(last: RecordedCall, call: RecordedCall) -> bool:
    """Tell whether a call starts where another ended; two directions, or packed sequences, cannot."""
    one, other = last.inputs, call.inputs
    plain = call.spec.num_directions == 1 and one.lengths is None and other.lengths is None
    alike = one.x.shape[1:] == other.x.shape[1:] and one.layout == other.layout and one.x.dtype == other.x.dtype
    if not (plain and alike and call.state_before):
        return False
    return _equal(last.state_after, call.state_before) and _equal(_weights(last), _weights(call))


def _weights(call: RecordedCall) -> tuple[Tensor, ...]:
    return tuple((call.spec.weights or {}).values())


def _equal(one: Sequence[Tensor], other: Sequence[Tensor]) -> bool:
    return len(one) == len(other) and all(map(_same, one, other))


def _same(one: Tensor, other: Tensor) -> bool:
    if one is other or one.shape != other.shape:
        return one is other
    return torch.equal(one, other) or torch.allclose(one, other, 0.0, 0.0, equal_nan=True)
