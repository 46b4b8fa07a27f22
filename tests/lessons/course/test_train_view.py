import pytest

from explainer.lessons.course.train_view import train_view
from explainer.runs.experiment import EXPERIMENTS
from explainer.training.recipe import Recipe
from explainer.ui.links import link_errors


@pytest.mark.parametrize(
    ("experiment", "variant"), [(key, name) for key, one in EXPERIMENTS.items() for name in one.variants]
)
def test_the_link_of_every_experiment_can_be_used(experiment, variant):
    view = train_view(EXPERIMENTS[experiment].recipe(variant))
    assert view.page == "train" and link_errors(view.link) == []


def test_only_what_differs_from_the_defaults_stands_in_the_link():
    recipe = Recipe("brackets", {"length": 40, "deepest": 4}, "LSTM", m=16, seeds=3, updates=800, rate=0.3)
    assert train_view(recipe, "GRU").link == {
        "task": "brackets", "racer3": "none", "train_rate": "0.3",
    }  # fmt: skip
