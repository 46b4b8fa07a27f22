"""Models that hold recurrent modules, as people write them, with an input each; all in float64."""

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence


class Tagger(nn.Module):
    """Words in, a score per word out."""

    def __init__(self, kind=nn.LSTM, **options):
        super().__init__()
        self.embed, self.drop = nn.Embedding(11, 4), nn.Dropout(0.3)
        self.rnn = kind(4, 5, batch_first=True, **options)
        width = (options.get("proj_size") or 5) * (2 if options.get("bidirectional") else 1)
        self.out = nn.Linear(width, 3)

    def forward(self, tokens):
        return self.out(self.rnn(self.drop(self.embed(tokens)))[0])


class Packed(nn.Module):
    """Sentences of different lengths, packed."""

    def __init__(self):
        super().__init__()
        self.embed, self.rnn = nn.Embedding(11, 4), nn.GRU(4, 5, num_layers=2, bidirectional=True, batch_first=True)
        self.out = nn.Linear(10, 2)

    def forward(self, tokens, lengths):
        x = pack_padded_sequence(self.embed(tokens), lengths, batch_first=True, enforce_sorted=False)
        output, h = self.rnn(x)
        per_word = self.out(pad_packed_sequence(output, batch_first=True)[0])  # (B, T, 2)
        return per_word.sum(1) + self.out(h[-2:].transpose(0, 1).flatten(1))


class Translator(nn.Module):
    """An encoder, and a decoder that is called step by step, with its states passed on."""

    def __init__(self, cell=True):
        super().__init__()
        self.embed, self.encoder = nn.Embedding(11, 4), nn.LSTM(4, 5)
        self.target = nn.Embedding(7, 3)
        self.decoder = nn.LSTMCell(8, 5) if cell else nn.LSTM(8, 5, num_layers=2)
        self.out, self.is_cell = nn.Linear(5, 7), cell

    def forward(self, source, target):
        memory, (h, c) = self.encoder(self.embed(source))  # (T, B, 5)
        is_cell, scores = self.is_cell, []
        state = (h[0], c[0]) if is_cell else (h.repeat(2, 1, 1), c.repeat(2, 1, 1))
        for tokens in target:
            query = state[0] if is_cell else state[0][-1]  # (B, 5)
            attention = torch.softmax((memory * query).sum(-1), 0)  # (T, B)
            x = torch.cat([self.target(tokens), (attention[..., None] * memory).sum(0)], 1)
            if is_cell:
                state = self.decoder(x, state)
                h = state[0]
            else:
                output, state = self.decoder(x[None], state)
                h = output[0]
            scores.append(self.out(h) + state[1].sum())
        return torch.stack(scores)


class Stacked(nn.Module):
    """Two modules one above the other, unbatched, the lower in both directions with a projection."""

    def __init__(self):
        super().__init__()
        self.below, self.above = nn.LSTM(3, 5, bidirectional=True, proj_size=2), nn.RNN(4, 6, nonlinearity="relu")

    def forward(self, x):
        output, state = self.above(torch.tanh(self.below(x)[0]))
        return {"output": output, "state": state}


def words(*shape, seed=0):
    return torch.randint(0, 7, shape, generator=torch.Generator().manual_seed(seed))


def make_models():
    """Return each model with its arguments, by a name for the test."""
    torch.manual_seed(0)
    found = {
        "tagger": (Tagger(), (words(3, 6),)),
        "tagger in two directions": (Tagger(nn.GRU, num_layers=2, bidirectional=True), (words(3, 6),)),
        "tagger with a projection": (Tagger(proj_size=3, num_layers=2, bias=False), (words(3, 6),)),
        "packed": (Packed(), (words(3, 6), torch.tensor([4, 6, 2]))),
        "decoder of a Cell": (Translator(), (words(5, 3), words(4, 3, seed=1))),
        "decoder of a module": (Translator(cell=False), (words(5, 3), words(4, 3, seed=1))),
        "stacked": (Stacked(), (torch.randn(6, 3).double(),)),
        "sequential": (nn.Sequential(nn.Linear(3, 4), nn.GRU(4, 5)), (torch.randn(6, 2, 3).double(),)),
    }
    return {name: (model.double().eval(), args) for name, (model, args) in found.items()}
