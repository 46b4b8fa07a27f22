import re
from dataclasses import replace

import numpy as np
import pytest
import torch

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import OWN_CELL, write_cell
from explainer.cells.lowering import lower
from explainer.numerics.initialisation import chrono_biases, init_params
from explainer.training.choices import KEEP_BIAS_CHOICES
from explainer.training.learner import flatten, init_settings, make_learner
from explainer.training.limits import RecipeError
from explainer.training.memory_estimate import stored_numbers
from explainer.training.recipe import Recipe, checked
from tests.training.tiny import N, T, small, tiny


def test_each_seed_is_initialised_as_in_numpy():
    recipe = small(cell="LSTM", seeds=2, layers=2, start="orthogonal", scale=2.0, keep="3")
    ours = make_learner(recipe, tiny(), torch.float64)
    for s in range(2):
        for layer, n in ((0, N), (1, 4)):
            known = init_params(lower(CELLS["LSTM"]), n, 4, 7 + s, "orthogonal", 2.0, 3.0, layer)
            for name, array in known.items():
                assert np.array_equal(ours.params[f"{layer}.{name}"][s].detach().numpy(), array)


def test_chrono_is_drawn_for_the_length_of_the_task():
    ours = make_learner(small(cell="LSTM", keep="chrono"), tiny(), torch.float64)
    known = chrono_biases(lower(CELLS["LSTM"]), 4, 7, T)
    assert np.array_equal(ours.params["0.b_f"][0].detach().numpy(), known["b_f"])


@pytest.mark.parametrize("keep", KEEP_BIAS_CHOICES)
def test_every_keep_bias_choice_has_a_value(keep):
    wanted = {"as drawn": None, "chrono": "chrono"}.get(keep, keep)
    found = init_settings(Recipe(keep=keep), 50).keep_bias
    assert found == wanted or found == float(keep)


def test_a_custom_cell_with_the_equations_of_a_shipped_one_equals_it():
    own = make_learner(small(cell=OWN_CELL, text=write_cell(CELLS["GRU"])), tiny())
    shipped = make_learner(small(), tiny())
    assert all(torch.equal(own.params[name], param) for name, param in shipped.params.items())


def test_parameters_are_views_of_the_flat_parameters():
    ours = make_learner(small(seeds=2), tiny())
    before = {name: param.detach().clone() for name, param in ours.params.items()}
    with torch.no_grad():
        ours.flat_params.sub_(0.25 * flatten(list(ours.params.values())))
    assert flatten(list(before.values())).shape == (2, ours.parameter_count)
    for name, param in ours.params.items():
        assert torch.allclose(param, 0.75 * before[name])


def test_a_recipe_that_needs_too_much_memory_is_refused():
    with pytest.raises(RecipeError, match="GB is the most"):
        make_learner(small(m=128, seeds=32, batch=128), tiny(steps=500))


def on_card(monkeypatch, free: int, total: int, share: float = 1.0) -> None:
    """Let torch say that there is a card with so many bytes; no tensor can be on it."""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device=None: (free, total))
    monkeypatch.setattr(torch.cuda, "get_per_process_memory_fraction", lambda device=None: share)


MANY = small(cell="LSTM", m=32, batch=64, seeds=1024, device="cuda")


def test_a_card_trains_1024_seeds_at_once_where_its_memory_suffices(monkeypatch):
    assert checked(MANY).seeds == 1024  # m × batch × seeds is four times what a processor may have
    on_card(monkeypatch, 130 * 2**30, 139 * 2**30)
    reached = []
    monkeypatch.setattr(torch, "empty", lambda *args, **options: reached.append(options["device"]) or 1 / 0)
    with pytest.raises(ZeroDivisionError):  # nothing has been refused until the first tensor is made there
        make_learner(MANY, tiny())
    assert reached == [torch.device("cuda")]


@pytest.mark.parametrize(("free", "share"), [(2**30, 1.0), (130 * 2**30, 0.01)], ids=["others hold it", "share"])
def test_1024_seeds_are_refused_where_a_card_has_too_little_memory(monkeypatch, free, share):
    on_card(monkeypatch, free, 139 * 2**30, share)
    free_bytes = min(free, 139 * 2**30 * share) * 0.8
    with pytest.raises(
        RecipeError, match=rf"need .* GB over {T} steps; {free_bytes / 2**30:.1f} GB is the most"
    ) as caught:
        make_learner(MANY, tiny())
    seeds = int(re.search(r"By the estimate, (\d+) seeds", str(caught.value))[1])
    needed = 4 * stored_numbers(replace(MANY, seeds=seeds), lower(CELLS["LSTM"]), T)
    assert 0.98 * free_bytes < needed <= free_bytes
