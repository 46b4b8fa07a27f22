import io
import json
import zipfile

import numpy as np
import pytest

from explainer.figures import run_figures
from explainer.runs import listing
from explainer.runs.listing_entry import SHIPPED
from explainer.runs.row import Row
from explainer.runs.service import RunService
from explainer.runs.shipped import shipped_names, shipped_run
from explainer.torch_models.weights import read
from explainer.training.recipe import Recipe

THEIRS = frozenset({"theirs0000"})


@pytest.fixture
def service(tmp_path, monkeypatch):
    """A run service with two runs that have ended, one of them the visitor's own, with a curve of two seeds."""
    service = RunService(tmp_path)
    monkeypatch.setattr(listing, "run_service", lambda: service)
    for run, owner in (("mine000000", "me"), ("theirs0000", "you")):
        service.registry.add(Row(run, owner, Recipe(task="latch", seeds=2), state="running", created=5.0))
        numbers = np.array([[0.01, 1.0, 2.0, 9, 9], [0.01, 0.5, np.nan, 9, 9], [0.01, 0.25, 0.75, 9, 9]], "<f4")
        head = {"run": run, "kind": "updates", "from": 1, "seeds": 2, "speed": []}
        service.registry.receive(head, numbers.tobytes())
        ended = {"run": run, "kind": "ended", "reason": "done", "sentence": "Done.", "metric": [0.5, 0.7], "step": 3}
        service.registry.receive(ended)
    yield service
    service.close()


def test_runs_of_other_visitors_are_not_listed(service):
    assert {one.run for one in listing.entries("me")} == {"mine000000", *shipped_names()}
    assert {one.run for one in listing.entries("nobody", frozenset({"other00000"}))} == {*shipped_names()}


def test_runs_visited_by_link_are_listed_and_own_ones_marked(service):
    found = {one.run: one for one in listing.entries("me", THEIRS)}
    assert set(found) == {"mine000000", "theirs0000", *shipped_names()}
    assert found["mine000000"].own and not found["theirs0000"].own
    assert found["mine000000"].metric == pytest.approx(0.6) and found["mine000000"].note == "Done."
    assert found["recall-lstm"].state == SHIPPED and found["recall-lstm"].score == "accuracy 100.0%"


def test_curves_have_a_column_per_seed(service):
    curve = listing.loss_curve("mine000000")
    assert curve["step"].tolist() == [1, 2, 3]
    assert np.array_equal(curve["loss"], [[1.0, 2.0], [0.5, np.nan], [0.25, 0.75]], equal_nan=True)
    assert run_figures.median_over_seeds(curve["loss"]).tolist() == [1.5, 0.5, 0.5]
    ours = listing.loss_curve("recall-lstm")
    assert ours["loss"].shape == (len(shipped_run("recall-lstm").losses), 1)


def test_losses_are_drawn_thin_with_the_median_thick(service):
    curves = {"mine": listing.loss_curve("mine000000"), "recall": listing.loss_curve("recall-lstm")}
    data = run_figures.loss_curves(curves)["data"]
    assert [one["line"]["width"] for one in data] == [1, 1, 3, 2]
    assert data[1]["y"] == [2.0, None, 0.75] and data[2]["y"] == [1.5, 0.5, 0.5]
    json.dumps(data, allow_nan=False)
    assert "mine: 0.5 after 3 updates" in run_figures.loss_sentence(curves)
    assert run_figures.loss_sentence({}) == "There is no loss to show yet."


def test_only_own_runs_can_be_deleted(service):
    found = {one.run: one for one in listing.entries("me", THEIRS)}
    assert "is not yours" in listing.delete(found["theirs0000"])
    assert "is not yours" in listing.delete(found["recall-lstm"])
    assert listing.delete(found["mine000000"]) == "The run mine000000 was deleted."
    assert {one.run for one in listing.entries("me", THEIRS)} == {"theirs0000", *shipped_names()}
    assert "There is no run" in listing.delete(found["mine000000"])


def test_a_shipped_run_is_exported_with_recipe_curve_and_weights():
    with zipfile.ZipFile(io.BytesIO(listing.export_zip("recall-gru"))) as archive:
        assert json.loads(archive.read("recipe.json"))["cell"] == "GRU"
        assert archive.read("metrics.csv").decode().startswith("update,loss\n")
        last = shipped_run("recall-gru").steps[-1]
        arrays = read(archive.read(f"weights/step-{last:06d}.safetensors")).arrays
        assert np.array_equal(arrays["0.W_z"], shipped_run("recall-gru").checkpoints[last]["0.W_z"])
