"""The conventions of the GRU, checked against torch.nn.GRU and against equations written out here."""

import numpy as np
import pytest
import torch

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.inputs.text import read_text
from explainer.lessons import gru_sentences
from explainer.lessons.gru_conventions import (
    CONVENTIONS,
    compare_conventions,
    converted_params,
    copied_params,
    keep_factor,
    run_convention,
)
from explainer.numerics.parity import torch_module
from explainer.numerics.setup import Setup
from tests.figures.sentence_rules import check

SEQUENCE = read_text("the cat sat on the mat", "character")
LAYER = Setup("GRU", keep="as drawn").stack(SEQUENCE)[0]


def sigmoid(a: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-a))


def by_loops(params: dict, x: np.ndarray, keeps: bool) -> np.ndarray:
    """Run the GRU with the reset before the product, as the papers of 2014 print it."""
    h, rows = np.zeros(LAYER.m), []
    for row in x:
        r = sigmoid(params["W_r"] @ row + params["U_r"] @ h + params["b_r"])
        z = sigmoid(params["W_z"] @ row + params["U_z"] @ h + params["b_z"])
        n = np.tanh(params["W_n"] @ row + params["U_n"] @ (r * h) + params["b_n"])
        h = z * h + (1 - z) * n if keeps else (1 - z) * h + z * n
        rows.append(h)
    return np.array(rows)


@pytest.mark.parametrize("name", ["PyTorch", "Keras"])
def test_what_frameworks_run_is_torchs_gru(name):
    module = torch_module([LAYER])
    theirs = module(torch.tensor(SEQUENCE.x))[0].detach().numpy()
    params = converted_params(LAYER.params, CONVENTIONS[name])
    assert np.allclose(run_convention(CONVENTIONS[name], params, SEQUENCE.x), theirs, atol=1e-12, rtol=0)


@pytest.mark.parametrize("name", ["Keras, reset_after=False", "Cho et al. 2014", "Chung et al. 2014"])
@pytest.mark.parametrize("change", [copied_params, converted_params])
def test_what_papers_print_is_run(name, change):
    convention = CONVENTIONS[name]
    params = change(LAYER.params, convention)
    expected = by_loops(params, SEQUENCE.x, convention.keeps)
    assert np.allclose(run_convention(convention, params, SEQUENCE.x), expected, atol=1e-13, rtol=0)


def test_chung_and_cho_differ_in_a_label_alone():
    differences = compare_conventions(Setup("GRU"), SEQUENCE)
    cho, chung = differences["Cho et al. 2014"], differences["Chung et al. 2014"]
    assert cho.converted == cho.copied == pytest.approx(chung.converted, abs=1e-12)
    assert chung.copied > 2 * chung.converted
    assert chung.relabelled < 1e-14 and cho.relabelled == 0


@pytest.mark.parametrize("seed", range(5))
def test_the_place_of_the_reset_gate_changes_numbers(seed):
    differences = compare_conventions(Setup("GRU", seed=seed), SEQUENCE)
    assert differences["PyTorch"].copied == differences["Keras"].copied == 0
    assert 0.1 < differences["Cho et al. 2014"].converted < 2


def test_the_exchanged_gate_writes():
    cell = CONVENTIONS["Chung et al. 2014"].equations
    lines = {line.name: line for line in cell.equations}
    assert lines["h"].text == "(1 - z) * h_prev + z * n"
    assert lines["z"].role == "write"
    assert lower(cell).params == lower(CELLS["GRU-Cho"]).params


@pytest.mark.parametrize("name", CONVENTIONS)
def test_the_keep_factor_is_what_the_equation_keeps(name):
    convention = CONVENTIONS[name]
    (blend,) = (line.text for line in convention.equations.equations if line.name == "h")
    space = {"z": 0.9, "n": 0.0, "h_prev": 1.0}
    assert keep_factor(convention, 0.9) == pytest.approx(eval(blend, space))  # noqa: S307  (a shipped equation)


def test_the_orders_are_those_of_the_frameworks():
    assert CONVENTIONS["PyTorch"].order == ("r", "z", "n") and CONVENTIONS["Keras"].order == ("z", "r", "n")


@pytest.mark.parametrize("name", CONVENTIONS)
def test_sentences_keep_the_rules(name):
    found = compare_conventions(Setup("GRU"), SEQUENCE)
    texts = (
        gru_sentences.of_convention(CONVENTIONS[name]),
        gru_sentences.of_difference(name, found[name], SEQUENCE, 7),
    )
    check(gru_sentences.ABOUT, *texts)


def test_the_sentences_say_what_differs():
    found = compare_conventions(Setup("GRU"), SEQUENCE)
    texts = {name: gru_sentences.of_difference(name, found[name], SEQUENCE, 7) for name in CONVENTIONS}
    assert "h is that of PyTorch's GRU" in texts["Keras"]
    assert "another place" in texts["Cho et al. 2014"] and "The label of z is a part" in texts["Chung et al. 2014"]
    assert "keeps 0.10 of its state" in gru_sentences.of_convention(CONVENTIONS["Chung et al. 2014"])
    assert gru_sentences.rows(found)["difference of h"][0] == "0"
