import numpy as np

from explainer.inputs.symbols import one_hot


def test_one_hot_has_a_single_one_where_the_symbol_is():
    x = one_hot(np.array([[0, 2], [1, 1]]), 3)
    assert x.shape == (2, 3, 2) and x.dtype == np.float32
    assert x[0].T.tolist() == [[1, 0, 0], [0, 0, 1]] and x[1].T.tolist() == [[0, 1, 0], [0, 1, 0]]
