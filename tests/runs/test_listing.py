import io
import json
import zipfile

import numpy as np
import pytest

from explainer.figures import run_figures
from explainer.runs import listing
from explainer.runs.listing_entry import SHIPPED
from explainer.runs.row import Row
from explainer.runs.service import Desk
from explainer.runs.shipped import names, shipped
from explainer.torch_models.weights import read
from explainer.training.recipe import Recipe

THEIRS = frozenset({"theirs0000"})


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A desk with two runs that have ended, one of them the visitor's own, with a curve of two starts."""
    desk = Desk(tmp_path)
    monkeypatch.setattr(listing, "desk", lambda: desk)
    for run, owner in (("mine000000", "me"), ("theirs0000", "you")):
        desk.book.add(Row(run, owner, Recipe(task="latch", seeds=2), state="running", made=5.0))
        numbers = np.array([[0.01, 1.0, 2.0, 9, 9], [0.01, 0.5, np.nan, 9, 9], [0.01, 0.25, 0.75, 9, 9]], "<f4")
        head = {"run": run, "kind": "updates", "from": 1, "seeds": 2, "speed": []}
        desk.book.take(head, numbers.tobytes())
        ended = {"run": run, "kind": "ended", "reason": "done", "sentence": "Done.", "metric": [0.5, 0.7], "step": 3}
        desk.book.take(ended)
    yield desk
    desk.close()


def test_strangers_runs_are_not_listed(desk):
    assert {one.run for one in listing.entries("me")} == {"mine000000", *names()}
    assert {one.run for one in listing.entries("nobody", frozenset({"other00000"}))} == {*names()}


def test_runs_opened_by_link_are_listed_and_ones_own_are_known(desk):
    found = {one.run: one for one in listing.entries("me", THEIRS)}
    assert set(found) == {"mine000000", "theirs0000", *names()}
    assert found["mine000000"].own and not found["theirs0000"].own
    assert found["mine000000"].metric == pytest.approx(0.6) and found["mine000000"].note == "Done."
    assert found["recall-lstm"].state == SHIPPED and found["recall-lstm"].score == "accuracy 100.0%"


def test_curves_have_a_column_per_start(desk):
    curve = listing.curves("mine000000")
    assert curve["step"].tolist() == [1, 2, 3]
    assert np.array_equal(curve["loss"], [[1.0, 2.0], [0.5, np.nan], [0.25, 0.75]], equal_nan=True)
    assert run_figures.middle(curve["loss"]).tolist() == [1.5, 0.5, 0.5]
    ours = listing.curves("recall-lstm")
    assert ours["loss"].shape == (len(shipped("recall-lstm").losses), 1)


def test_losses_are_drawn_thin_with_the_median_thick(desk):
    curves = {"mine": listing.curves("mine000000"), "recall": listing.curves("recall-lstm")}
    data = run_figures.losses(curves)["data"]
    assert [one["line"]["width"] for one in data] == [1, 1, 3, 2]
    assert data[1]["y"] == [2.0, None, 0.75] and data[2]["y"] == [1.5, 0.5, 0.5]
    json.dumps(data, allow_nan=False)
    assert "mine at 0.5 after 3 updates" in run_figures.sentence(curves)
    assert run_figures.sentence({}) == "There is no loss to show yet."


def test_only_ones_own_are_deleted(desk):
    found = {one.run: one for one in listing.entries("me", THEIRS)}
    assert "is not yours" in listing.delete(found["theirs0000"])
    assert "is not yours" in listing.delete(found["recall-lstm"])
    assert listing.delete(found["mine000000"]) == "The run mine000000 was deleted."
    assert {one.run for one in listing.entries("me", THEIRS)} == {"theirs0000", *names()}
    assert "There is no run" in listing.delete(found["mine000000"])


def test_a_shipped_run_is_packed_with_all_it_has():
    with zipfile.ZipFile(io.BytesIO(listing.packed("recall-gru"))) as archive:
        assert json.loads(archive.read("recipe.json"))["cell"] == "GRU"
        assert archive.read("metrics.csv").decode().startswith("update,loss\n")
        last = shipped("recall-gru").steps[-1]
        arrays = read(archive.read(f"weights/step-{last:06d}.safetensors")).arrays
        assert np.array_equal(arrays["0.W_z"], shipped("recall-gru").moments[last]["0.W_z"])
