"""A model whose recurrent modules are written by hand: every value of every call, with autograd's gradient."""

import copy

import torch
from torch import nn
from torch.nn.utils.rnn import PackedSequence, pack_sequence, unpack_sequence

from tests.torch_models.modules.by_hand import run_by_hand
from tests.torch_models.modules.configured import CELL_CLASSES

KINDS = (nn.RNN, nn.LSTM, nn.GRU, *CELL_CLASSES)


class ByHand(nn.Module):
    """Computes what a recurrent module computes, sequence by sequence and step by step, and keeps every value."""

    def __init__(self, module):
        super().__init__()
        self.module, self.calls = module, []

    def forward(self, x, state=None):
        module, packed = self.module, isinstance(x, PackedSequence)
        is_cell, first = isinstance(module, CELL_CLASSES), getattr(module, "batch_first", False)
        unbatched = not packed and x.ndim == (1 if is_cell else 2)
        if packed:
            rows = unpack_sequence(x)
        elif is_cell:
            rows = [one[None] for one in (x[None] if unbatched else x)]
        else:
            rows = [x] if unbatched else list(x if first else x.transpose(0, 1))
        values = run_by_hand(module, rows, self.starts(state, len(rows), x.data.dtype, is_cell, unbatched))
        self.calls.append(values)
        states = [torch.stack([last_of(one, name) for one in values], dim=1) for name in self.state_names]
        states = [one[:, 0] if unbatched else one for one in states]
        if is_cell:
            states = [one[0] for one in states]
            return tuple(states) if len(states) > 1 else states[0]
        top = max(int(suffix[1:].split("_")[0]) for suffix in values[0])
        h = [torch.cat([torch.stack(v[s]["h"]) for s in (f"l{top}", f"l{top}_reverse") if s in v], 1) for v in values]
        output = pack_sequence(h, enforce_sorted=False) if packed else torch.stack(h, 0 if first else 1)
        output = h[0] if unbatched else output
        return output, tuple(states) if len(states) > 1 else states[0]

    @property
    def state_names(self):
        return ("h", "c") if isinstance(self.module, (nn.LSTM, nn.LSTMCell)) else ("h",)

    def starts(self, state, count, dtype, is_cell, unbatched):
        directions = getattr(self.module, "num_layers", 1) * (2 if getattr(self.module, "bidirectional", False) else 1)
        sizes = [getattr(self.module, "proj_size", 0) or self.module.hidden_size, self.module.hidden_size]
        if state is None:
            zeros = tuple(torch.zeros(size, dtype=dtype) for size in sizes)
            return [[zeros] * directions for _ in range(count)]
        whole = [one.reshape(directions, count, -1) for one in (state if isinstance(state, tuple) else (state,))]
        return [[(whole[0][d, b], whole[-1][d, b]) for d in range(directions)] for b in range(count)]


def last_of(values, name):
    """Return the last state of each layer and direction of one sequence, (L D, m)."""
    return torch.stack([one[name][0 if suffix.endswith("reverse") else -1] for suffix, one in values.items()])


def by_hand(model):
    """Return a copy of a model in which each recurrent module is written by hand, and these by path."""
    model, found = copy.deepcopy(model), {}
    for path, module in list(model.named_modules()):
        if isinstance(module, KINDS):
            parent, _, name = path.rpartition(".")
            found[path] = ByHand(module)
            setattr(model.get_submodule(parent), name, found[path])
    return model, found


def steps_of(calls, suffix, name, b):
    """Return a value of one sequence at each step of several calls."""
    return [step for values in calls for step in values[b][suffix][name]]
