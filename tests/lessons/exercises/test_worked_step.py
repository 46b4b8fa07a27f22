import re

import numpy as np
import pytest
import torch

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.lessons.exercises.draw import draw_steps
from explainer.lessons.exercises.worked_step import formula, is_reached, letters, recomputed, rounded, shown_steps

SEEDS = range(6)


def worked(cell: str, seed: int):
    (found,) = draw_steps((lower(CELLS[cell]),), seed)
    return found


def by_torch(cell: str, step) -> dict[str, np.ndarray]:
    """Compute the new states in PyTorch's own cells."""
    module = {"RNN": torch.nn.RNNCell, "LSTM": torch.nn.LSTMCell, "GRU": torch.nn.GRUCell}[cell](1, 2).double()
    order = {"RNN": "h", "LSTM": "ifgo", "GRU": "rzn"}[cell]
    stacked = {
        "weight_ih": [step.params[f"W_{gate}"] for gate in order],
        "weight_hh": [step.params[f"U_{gate}"] for gate in order],
        "bias_ih": [step.params[f"b_{gate}"] for gate in order],
        "bias_hh": [step.params.get(f"d_{gate}", np.zeros(2)) for gate in order],
    }
    module.load_state_dict({name: torch.tensor(np.concatenate(parts)) for name, parts in stacked.items()})
    past = [torch.tensor(step.values[f"{name}_prev"]) for name in step.program.cell.state]
    out = module(torch.tensor(step.values["x"]), tuple(past) if cell == "LSTM" else past[0])
    states = out if cell == "LSTM" else (out,)
    return {name: state.detach().numpy() for name, state in zip(step.program.cell.state, states, strict=True)}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("cell", ["RNN", "LSTM", "GRU"])
def test_the_key_is_that_of_pytorch(cell, seed):
    step = worked(cell, seed)
    for name, state in by_torch(cell, step).items():
        np.testing.assert_allclose(step.values[name], state, atol=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("cell", ["RNN", "LSTM", "GRU", "GRU-Cho"])
def test_every_line_is_reached_from_the_rounded_numbers_on_the_sheet(cell, seed):
    step = worked(cell, seed)
    for name in step.shown:
        printed = rounded(step.values[name])
        assert np.abs(printed - step.values[name]).max() <= 0.0005 + 1e-12
        assert np.abs(recomputed(step, name) - printed).max() <= 0.0005 + 1e-12  # half of the last digit
    assert is_reached(step)


@pytest.mark.parametrize("cell", ["RNN", "LSTM", "GRU", "GRU-Cho"])
def test_the_formulas_computed_as_they_are_written_give_the_numbers(cell):
    step = worked(cell, 3)
    scope = {**step.params, **{name: value for name, value in step.values.items() if name.isidentifier()}}
    scope |= {"sigmoid": lambda a: 1 / (1 + np.exp(-a)), "tanh": np.tanh}
    for name in step.shown:
        text = re.sub(r"([WU]_[a-z]) (\w+)", r"(\1 @ \2)", formula(step.program, name))
        for sign, python in (("σ", "sigmoid"), ("⊙", "*"), ("−", "-")):
            text = text.replace(sign, python)
        np.testing.assert_allclose(eval(text, scope), step.values[name], atol=1e-12)  # our own formula
        scope[letters(step.program)[name]] = step.values[name]


def test_the_lines_of_an_lstm_step_as_they_are_read():
    program = lower(CELLS["LSTM"])
    assert [f"{letters(program)[name]} = {formula(program, name)}" for name in shown_steps(program)][-4:] == [
        "o = σ(s_o)", "c = f ⊙ c_prev + i ⊙ g", "q = tanh(c)", "h = o ⊙ q",
    ]  # fmt: skip
