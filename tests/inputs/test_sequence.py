import numpy as np

from explainer.inputs.sequence import numeric
from explainer.inputs.text import read_text


def test_raw_undoes_the_scaling_of_each_channel():
    raw = np.array([[1.0, 100.0], [2.0, 300.0], [4.0, 200.0]])
    assert np.allclose(numeric(raw, ("a", "b"), "standard").raw, raw)


def test_x_is_described():
    assert (
        read_text("a cab", "character").describe_x().endswith("1 for the current symbol and 0 for the others: ␣ a b c")
    )
    assert numeric(np.array([[10.0, 1.0], [30.0, 2.0]]), ("load", "flag"), "none").describe_x() == "x = load, flag"
    assert numeric(np.array([[10.0], [30.0]]), ("load",), "standard").describe_x() == "x = (load − 20) / 10"


def test_titles_are_short():
    assert len(read_text("word " * 90, "word").title()) < 45
    assert numeric(np.eye(5), tuple("abcde"), "none").title() == "5 steps of a, b, c …"
