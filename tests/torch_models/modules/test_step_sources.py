import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

from explainer import trace_module
from tests.torch_models.modules.models import make_models, words


class Before(nn.Module):
    """Words or numbers, something in between, and a GRU."""

    def __init__(self, between, batch_first=True, vocabulary=11):
        super().__init__()
        self.embed, self.between = nn.Embedding(vocabulary, 4) if vocabulary else nn.Identity(), between
        self.rnn = nn.GRU(4, 5, batch_first=batch_first)

    def forward(self, values):
        return self.rnn(self.between(self.embed(values)))[0]


NORM = nn.LayerNorm(4)
BETWEEN = {"nothing": lambda x: x, "dropout": lambda x: nn.functional.dropout(x, 0.5), "a norm": NORM,
           "a cut": lambda x: x[:, :5]}  # fmt: skip


@pytest.mark.parametrize("between", BETWEEN)
@pytest.mark.parametrize("frozen", [False, True])
def test_the_tokens_of_an_embedding_are_found(between, frozen):
    tokens = words(3, 6)
    model = Before(BETWEEN[between]).requires_grad_(not frozen)
    t = trace_module(model, tokens)["rnn"]
    assert torch.equal(t.tokens, tokens[:, :5] if between == "a cut" else tokens) and list(t.sources) == ["embed"]
    assert t.numbers is None and t.tokens.shape == t["z"].shape[:2]


def test_tokens_in_another_layout_and_of_as_many_words_as_sequences():
    tokens = words(4, 4)
    assert torch.equal(trace_module(Before(lambda x: x), tokens)["rnn"].tokens, tokens)
    turned = Before(lambda x: x.transpose(0, 1), batch_first=False)
    assert torch.equal(trace_module(turned, tokens)["rnn"].tokens, tokens.t())
    assert torch.equal(trace_module(Before(lambda x: x), tokens[0])["rnn"].tokens, tokens[0])


@pytest.mark.parametrize(
    "between",
    [
        lambda x: x.flip(1),
        lambda x: x.roll(1, 1),
        lambda x: x.cumsum(1),
        lambda x: x.flip(0),
        lambda x: x.detach(),
        lambda x: nn.functional.avg_pool1d(x.transpose(1, 2), 3, 1, 1).transpose(1, 2),
    ],
)
def test_what_moves_or_mixes_positions_has_no_known_tokens(between):
    t = trace_module(Before(between), words(3, 6))["rnn"]
    assert t.tokens is None and t.sources == {}


def test_the_tokens_of_a_loop_are_those_of_its_steps():
    model, (source, target) = make_models()["decoder of a Cell"]
    t = trace_module(model, source, target)
    assert torch.equal(t["encoder"].tokens, source) and torch.equal(t["decoder"].tokens, target)
    model, (source, target) = make_models()["decoder of a module"]
    assert torch.equal(trace_module(model, source, target)["decoder"].tokens, target)


def test_the_tokens_of_packed_sequences():
    model, (tokens, lengths) = make_models()["packed"]
    found = trace_module(model, tokens, lengths)["rnn"].tokens
    assert all(torch.equal(found[b, :length], tokens[b, :length]) for b, length in enumerate(lengths))
    shorter = Before(lambda x: pack_padded_sequence(x, [4, 3, 2], batch_first=True))
    with pytest.raises(AttributeError):
        shorter(tokens).shape  # noqa: B018
    assert torch.equal(trace_module(shorter, tokens)["rnn"].tokens, tokens[:, :4])


def test_the_models_own_numbers_are_found():
    x = torch.randn(3, 6, 4)
    t = trace_module(Before(nn.Linear(4, 4), vocabulary=0), x)["rnn"]
    assert torch.equal(t.numbers, x) and list(t.sources) == ["values"] and t.tokens is None
    series = torch.randn(3, 6)
    t = trace_module(Before(lambda x: x[..., None].expand(-1, -1, 4) ** 2, vocabulary=0), series)["rnn"]
    assert torch.equal(t.numbers, series)


def test_a_module_above_another_has_the_tokens_of_that():
    class Two(nn.Module):
        def __init__(self):
            super().__init__()
            self.embed, self.below = nn.Embedding(11, 4), nn.LSTM(4, 5, bidirectional=True)
            self.above = nn.GRU(10, 3, batch_first=True)

        def forward(self, tokens):
            return self.above(self.below(self.embed(tokens))[0].transpose(0, 1))[0]

    tokens = words(6, 3)
    t = trace_module(Two(), tokens)
    assert torch.equal(t["below"].tokens, tokens) and torch.equal(t["above"].tokens, tokens.t())


def test_what_a_module_reads_as_it_was_looked_up_is_known_without_a_graph():
    class Searched(Before):
        def forward(self, values):
            return torch.from_numpy(super().forward(values).numpy())

    tokens = words(4, 4)
    assert torch.equal(trace_module(Searched(lambda x: x), tokens)["rnn"].tokens, tokens)
    assert trace_module(Searched(lambda x: 2 * x), tokens)["rnn"].tokens is None


def test_several_embeddings_are_named():
    class Tagged(nn.Module):
        def __init__(self):
            super().__init__()
            self.word, self.tag, self.rnn = nn.Embedding(11, 4), nn.Embedding(7, 2), nn.GRU(6, 3)

        def forward(self, words, tags):
            return self.rnn(torch.cat([self.word(words), self.tag(tags)], -1))[0]

    word, tag = words(6, 3), words(6, 3, seed=1)
    found = trace_module(Tagged(), word, tags=tag)["rnn"].sources
    assert list(found) == ["word", "tag"] and torch.equal(found["word"], word) and torch.equal(found["tag"], tag)


def test_a_bare_module_has_no_sources():
    t = trace_module(nn.GRU(2, 3), torch.randn(4, 2))
    assert t.tokens is None and t.numbers is None and t.x.shape == (4, 2)
