import numpy as np
import pytest

from explainer.tasks.catalogue import make_problem
from explainer.tasks.text import OWN

TEXT = "".join(np.random.default_rng(1).choice(list("abcdefgh "), 10_000))
SETTINGS = {"source": OWN, "length": 35}


@pytest.mark.parametrize(("share", "updates"), [(0.0, 8), (0.1, 8), (0.5, 4)])
def test_an_epoch_ends_where_a_batch_begins_from_the_initial_state_again(share, updates):
    problem = make_problem("text", SETTINGS | {"held_out": share}, TEXT)
    assert problem.split.updates_per_epoch(32) == updates
    begins = [k for k in range(1, 30) if not problem.stream(7, k, 32).continues]
    assert begins == list(range(1, 30, updates))


def test_the_parts_and_the_name_of_the_test():
    split = make_problem("text", SETTINGS, TEXT).split
    assert (split.training, split.test, split.held_out, split.test_name) == (9000, 1000, True, "held-out text")
    whole = make_problem("text", SETTINGS | {"held_out": 0.0}, TEXT).split
    assert (whole.training, whole.test, whole.held_out) == (10_000, 10_000, False)
    assert whole.test_name == "training text in pieces"
    assert make_problem("text", {"source": "zen"}).split.held_out is False
    assert make_problem("recall", {}).split is None


def test_an_epoch_of_d2l_has_as_many_batches():
    """Zhang et al., section 9.3: cut an offset and what is left over of 32 rows, then as many windows of 35 as fit."""
    for offset in range(35):
        tokens = (10_000 - offset - 1) // 32 * 32
        assert tokens // 32 // 35 == 8
