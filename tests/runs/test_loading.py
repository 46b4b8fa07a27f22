import numpy as np
import pytest

from explainer.runs import loading
from explainer.runs.loading import OpenError, moments, nearest, open_at, problem_of, recipe_of, siblings, title
from explainer.runs.row import Row
from explainer.runs.service import Desk
from explainer.torch_models.weights import Sizes, shapes
from explainer.training.arrays_file import pack
from explainer.training.recipe import Recipe


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A desk with one run that has ended, as if a worker had trained it: three starts, two moments."""
    from explainer.cells.catalogue import CELLS
    from explainer.cells.program import lower

    desk = Desk(tmp_path)
    monkeypatch.setattr(loading, "desk", lambda: desk)
    recipe = Recipe(task="latch", cell="GRU", m=4, seeds=3)
    row = Row("abcdefghij", "me", recipe, state="ended", step=40)
    desk.book.add(row)
    rng = np.random.default_rng(0)
    wanted = dict(shapes(lower(CELLS["GRU"]), Sizes(3, 4, 2, 1, 3)))
    for step in (1, 40):
        arrays = {name: rng.normal(size=shape).astype(np.float32) for name, shape in wanted.items()}
        head = {"run": row.id, "kind": "snapshot", "step": step}
        desk.book.take(head, pack(arrays))
    yield desk
    loading._open.cache_clear()
    loading._problem.cache_clear()
    desk.close()


def test_a_run_of_this_server_is_opened_at_any_moment_and_start(desk):
    assert moments("abcdefghij") == (1, 40)
    one, other = open_at("abcdefghij", 40, 1), open_at("abcdefghij", 40, 3)
    assert np.array_equal(one.layers[0].params["W_z"], desk.weights("abcdefghij", 40)["0.W_z"][0])
    assert np.array_equal(other.layers[0].params["W_z"], desk.weights("abcdefghij", 40)["0.W_z"][2])
    assert one.problem is problem_of("abcdefghij") and one.problem.n == 3
    with pytest.raises(OpenError, match="has 3 starts; there is no 4"):
        open_at("abcdefghij", 40, 4)
    with pytest.raises(OpenError, match="step 7 were not kept; there are those of 1, 40"):
        open_at("abcdefghij", 7)


def test_what_is_not_there_is_told(desk):
    for ask in (recipe_of, moments, problem_of):
        with pytest.raises(OpenError, match="There is no run “zzzzzzzzzz”"):
            ask("zzzzzzzzzz")


def test_the_nearest_moment_is_found():
    steps = moments("recall-lstm")
    assert nearest("recall-lstm", None) == steps[-1] == nearest("recall-lstm", 99_999)
    assert nearest("recall-lstm", 0) == 0 and nearest("recall-lstm", 26) == 25


def test_siblings_learned_the_very_same_task():
    assert siblings("recall-lstm") == {"GRU": "recall-gru", "RNN": "recall-rnn"}
    assert siblings("recall-gru") == {"LSTM": "recall-lstm", "RNN": "recall-rnn"}
    assert title(recipe_of("recall-lstm")) == "Delayed recall"


def test_other_settings_have_no_siblings(desk):
    assert set(siblings("abcdefghij")) == {"LSTM", "RNN"}
    desk.book.add(Row("short00000", "me", Recipe(task="recall", settings={"gap": 7}), state="ended"))
    assert siblings("short00000") == {}
