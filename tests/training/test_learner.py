import numpy as np
import pytest
import torch

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import NAME, write_cell
from explainer.cells.program import lower
from explainer.numerics.initialisation import chrono, draw
from explainer.training.choices import KEEPS
from explainer.training.learner import beginning, flat, learner
from explainer.training.limits import RecipeError
from explainer.training.recipe import Recipe
from tests.training.tiny import N, T, small, tiny


def test_each_seed_begins_where_the_starts_say():
    recipe = small(cell="LSTM", seeds=2, layers=2, start="orthogonal", scale=2.0, keep="3")
    ours = learner(recipe, tiny(), torch.float64)
    for s in range(2):
        for layer, n in ((0, N), (1, 4)):
            known = draw(lower(CELLS["LSTM"]), n, 4, 7 + s, "orthogonal", 2.0, 3.0, layer)
            for name, array in known.items():
                assert np.array_equal(ours.params[f"{layer}.{name}"][s].detach().numpy(), array)


def test_chrono_is_drawn_for_the_length_of_the_task():
    ours = learner(small(cell="LSTM", keep="chrono"), tiny(), torch.float64)
    known = chrono(lower(CELLS["LSTM"]), 4, 7, T)
    assert np.array_equal(ours.params["0.b_f"][0].detach().numpy(), known["b_f"])


@pytest.mark.parametrize("keep", KEEPS)
def test_every_keep_is_a_beginning(keep):
    wanted = {"as drawn": None, "chrono": "chrono"}.get(keep, keep)
    found = beginning(Recipe(keep=keep), 50).keep
    assert found == wanted or found == float(keep)


def test_a_cell_of_ones_own_is_the_shipped_one_when_it_says_the_same():
    own = learner(small(cell=NAME, text=write_cell(CELLS["GRU"])), tiny())
    shipped = learner(small(), tiny())
    assert all(torch.equal(own.params[name], param) for name, param in shipped.params.items())


def test_weights_lie_side_by_side_and_are_taken_off_in_their_places():
    ours = learner(small(seeds=2), tiny())
    before = {name: param.detach().clone() for name, param in ours.params.items()}
    with torch.no_grad():
        ours.whole.sub_(0.25 * flat(list(ours.params.values())))
    assert flat(list(before.values())).shape == (2, ours.size)
    for name, param in ours.params.items():
        assert torch.allclose(param, 0.75 * before[name])


def test_what_has_no_room_is_refused_before_it_is_made():
    with pytest.raises(RecipeError, match="GB is the most"):
        learner(small(m=128, seeds=32, batch=128), tiny(steps=500))
