from collections import Counter

import pytest

from explainer.torch_models.files.keras_graph import graph_of, numbered, snake_case


@pytest.mark.parametrize(
    ("name", "path"),
    [("LSTM", "lstm"), ("SimpleRNN", "simple_rnn"), ("SimpleRNNCell", "simple_rnn_cell"), ("LSTMCell", "lstm_cell"),
     ("TimeDistributed", "time_distributed"), ("Conv1D", "conv1d"), ("Functional", "functional")],
)  # fmt: skip
def test_classes_are_named_as_in_the_paths_of_keras_3(name, path):
    assert snake_case(name) == path


def test_the_second_of_a_name_gets_the_number_1():
    count: Counter[str] = Counter()
    assert [numbered(word, count) for word in ("lstm", "gru", "lstm", "lstm")] == ["lstm", "gru", "lstm_1", "lstm_2"]


def test_layers_of_models_within_models_have_their_names_and_paths():
    lstm = {"class_name": "LSTM", "config": {"name": "rnn"}}
    inner = {"class_name": "Sequential", "config": {"name": "inner", "layers": [lstm]}}
    old = {"class_name": "Sequential", "config": [lstm]}
    found = graph_of({"config": {"layers": [inner, old, lstm]}})
    paths = {"inner/rnn": "layers/sequential/layers/lstm", "inner": "layers/sequential",
             "sequential/rnn": "layers/sequential_1/layers/lstm", "sequential": "layers/sequential_1",
             "rnn": "layers/lstm"}  # fmt: skip
    assert {"/".join(names): one.path for names, one in found.items()} == paths
    assert found[("rnn",)].sources == {"": (("sequential",),)}
