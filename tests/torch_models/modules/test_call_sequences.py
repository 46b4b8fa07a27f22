import torch
from torch import nn

from explainer import trace_module
from tests.torch_models.modules.models import make_models


class Loop(nn.Module):
    """Calls one module again and again, as `calls` says: which earlier call's states each call goes on from."""

    def __init__(self, rnn, calls):
        super().__init__()
        self.rnn, self.calls = rnn, calls

    def forward(self, rows):
        states = []
        for row, before in zip(rows, self.calls, strict=True):
            state = None if before is None else states[before]
            returned = self.rnn(row, state)
            states.append(returned[1] if isinstance(self.rnn, nn.RNNBase) else returned)
        return states[-1]


def rows(*shape):
    torch.manual_seed(0)
    return torch.randn(*shape).double()


def test_calls_that_pass_on_their_states_are_the_steps_of_one_trace():
    for rnn in (nn.GRUCell(3, 4), nn.LSTMCell(3, 4), nn.RNNCell(3, 4)):
        x, model = rows(5, 2, 3), Loop(rnn.double(), [None, 0, 1, 2, 3])
        t = trace_module(model, x)
        assert list(t) == ["rnn"] and torch.allclose(t["rnn"]["h"], trace_module(rnn, x)["h"], atol=1e-12)
        assert trace_module(model, x[:, 0])["rnn"]["h"].shape == (5, 4)


def test_a_module_called_with_pieces_is_one_trace_in_its_own_layout():
    rnn, x = nn.LSTM(3, 4, num_layers=2, batch_first=True).double(), rows(2, 6, 3)
    t = trace_module(Loop(rnn, [None, 0, 1]), x.split([1, 2, 3], dim=1))
    whole = trace_module(rnn, x)
    for name in whole.names:
        assert torch.allclose(t["rnn"][name], whole[name], atol=1e-12), name
    assert torch.equal(t["rnn"].x, x) and torch.allclose(t["rnn"].output, whole.output, atol=1e-12)


def test_calls_without_the_states_of_another_are_separate_sequences():
    t = trace_module(Loop(nn.GRU(3, 4).double(), [None, None, 0, 1, 2]), rows(5, 1, 2, 3))
    assert list(t) == ["rnn[0]", "rnn[1]"] and t["rnn[0]"]["z"].shape == (3, 2, 4) and t["rnn[1]"]["z"].shape[0] == 2
    sentence = "“rnn” was called 5 times and its states were not passed on unchanged between 2 sequences, "
    assert t.notes == (sentence + "“rnn[0]” to “rnn[1]”.",)


def test_two_calls_that_go_on_from_one_are_two_sequences():
    t = trace_module(Loop(nn.GRUCell(3, 4).double(), [None, 0, 0]), rows(3, 2, 3))
    assert [len(trace["z"]) for trace in t.values()] == [2, 1]
    assert torch.equal(t["rnn[1]"].run.inputs.initial_states[0]["h"], t["rnn[0]"]["h"][0])


def test_both_directions_cannot_be_joined():
    t = trace_module(Loop(nn.GRU(3, 4, bidirectional=True).double(), [None, 0]), rows(2, 3, 2, 3))
    assert list(t) == ["rnn[0]", "rnn[1]"]


def test_other_weights_or_another_batch_begin_a_sequence():
    class Dropped(Loop):
        def forward(self, rows):
            state = None
            for k, row in enumerate(rows):
                self.rnn.weight_hh = nn.Parameter(self.rnn.weight_hh * (1 + (k == 2)))
                state = self.rnn(row, state)
            return state

    model = Dropped(nn.GRUCell(3, 4).double(), [])
    before = model.rnn.weight_hh
    t = trace_module(model, rows(4, 2, 3))
    assert [len(trace["z"]) for trace in t.values()] == [2, 2] and model.rnn.weight_hh is before
    assert max(trace.max_abs_diff for trace in t.values()) < 1e-12


def test_dropout_of_each_piece_is_its_own():
    rnn = nn.GRU(3, 4, num_layers=2, dropout=0.5).double().train()
    t = trace_module(Loop(rnn, [None, 0, 1]), rows(3, 4, 2, 3))
    assert list(t) == ["rnn"] and t["rnn"].max_abs_diff < 1e-12 and (t["rnn"].directions[1].x == 0).any()


def test_a_module_called_once_has_no_note():
    model, args = make_models()["tagger"]
    assert trace_module(model, *args).notes == ()
