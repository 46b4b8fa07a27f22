"""Modules and inputs for tests: every option that torch.nn's recurrent modules take."""

from dataclasses import dataclass
from typing import Any

import torch
from hypothesis import strategies as st
from torch import nn
from torch.nn.utils.rnn import pack_sequence

CELL_CLASSES = (nn.RNNCell, nn.LSTMCell, nn.GRUCell)


@dataclass(eq=False)
class Case:
    """A module with an input and first states; `sequences` are the input one by one, (T_b, n)."""

    module: Any
    x: Any
    state: Any
    sequences: list[Any]
    form: str

    @property
    def directions(self):
        return getattr(self.module, "num_layers", 1) * (2 if getattr(self.module, "bidirectional", False) else 1)

    def initial_states(self, b):
        """Return (h, c) of each layer and direction for a sequence."""
        sizes = [getattr(self.module, "proj_size", 0) or self.module.hidden_size, self.module.hidden_size]
        if self.state is None:
            dtype = next(self.module.parameters()).dtype
            return [tuple(torch.zeros(size, dtype=dtype) for size in sizes)] * self.directions
        states = [self.state] if isinstance(self.state, torch.Tensor) else list(self.state)
        whole = [one.reshape(self.directions, len(self.sequences), -1) for one in states]
        return [(whole[0][k, b], whole[-1][k, b]) for k in range(self.directions)]


@st.composite
def cases(draw):
    kind = draw(st.sampled_from([nn.RNN, nn.LSTM, nn.GRU, *CELL_CLASSES]))
    n, m, seed = draw(st.integers(1, 4)), draw(st.integers(1, 5)), draw(st.integers(0, 2**31))
    dtype = draw(st.sampled_from([torch.float64, torch.float32]))
    options: dict[str, Any] = {"bias": draw(st.booleans())}
    if kind in (nn.RNN, nn.RNNCell):
        options["nonlinearity"] = draw(st.sampled_from(["tanh", "relu"]))
    form = draw(
        st.sampled_from(["step", "steps of one", "sequence"] if kind in CELL_CLASSES else ["one", "batch", "packed"])
    )
    if kind not in CELL_CLASSES:
        options |= {"num_layers": draw(st.integers(1, 3)), "bidirectional": draw(st.booleans()),
                    "batch_first": draw(st.booleans())}  # fmt: skip
        options["dropout"] = draw(st.sampled_from([0.0, 0.3])) if options["num_layers"] > 1 else 0.0
    if kind is nn.LSTM and m > 1 and draw(st.booleans()):
        options["proj_size"] = draw(st.integers(1, m - 1))
    torch.manual_seed(seed)
    module = kind(n, m, **options).to(dtype).train(draw(st.booleans()))
    if draw(st.booleans()):
        module.requires_grad_(False)
    return make_case(module, form, n, dtype, draw)


def make_case(module, form, n, dtype, draw):
    unbatched = form in ("one", "step")
    count = 1 if unbatched else draw(st.integers(1, 3))
    longest = 1 if form.startswith("step") else draw(st.integers(1, 6))
    lengths = [draw(st.integers(1, longest)) if form == "packed" else longest for _ in range(count)]
    sequences = [torch.randn(length, n, dtype=dtype) for length in lengths]
    if form == "packed":
        x = pack_sequence(sequences, enforce_sorted=False)
    else:
        x = torch.stack(sequences, dim=1)  # (T, B, n)
        x = {"one": x[:, 0], "step": x[0, 0], "steps of one": x[0]}.get(form, x)
        x = x.transpose(0, 1) if form == "batch" and module.batch_first else x
    case = Case(module, x, None, sequences, form)
    case.state = random_states(case, count, unbatched, dtype) if draw(st.booleans()) else None
    return case


def random_states(case, count, unbatched, dtype):
    module = case.module
    lead = () if isinstance(module, CELL_CLASSES) else (case.directions,)
    output_size = getattr(module, "proj_size", 0) or module.hidden_size
    h = torch.randn(*lead, *([] if unbatched else [count]), output_size, dtype=dtype)
    if not isinstance(module, (nn.LSTM, nn.LSTMCell)):
        return h
    return h, torch.randn(*lead, *([] if unbatched else [count]), module.hidden_size, dtype=dtype)
