import pytest

from explainer.lessons.course.lesson import View
from explainer.lessons.course.view_state import state_of
from explainer.numerics.setup import Setup


def test_an_empty_link_has_the_defaults_of_the_page():
    state = state_of(View("cell"))
    assert state.setup and state.sequence
    assert state.setup.run(state.sequence).output.shape == (22, 8)
    assert (state.setup.cell, state.setup.m, state.setup.seed) == (Setup().cell, Setup().m, Setup().seed)


def test_a_link_sets_cell_weights_changes_and_input():
    link = {"cell": "GRU", "m": "3", "seed": "4", "scale": "1.5", "keep": "2", "changes": "z@2:1", "input": "pulses"}
    state = state_of(View("sequence", link))
    assert state.setup and (state.setup.cell, state.setup.m, state.setup.scale, state.setup.keep) == (
        "GRU",
        3,
        1.5,
        "2",
    )
    assert (state.trace.layers[0].values["z"][1:] == 1).all() and len(state.trace.x) == 60


@pytest.mark.parametrize(
    "view", [View("train"), View("cell", {"start": "trained", "run": "recall-lstm"}), View("clipping")]
)
def test_a_view_whose_setup_is_not_in_its_link_has_none(view):
    assert state_of(view).setup is None and state_of(view).link == view.link
