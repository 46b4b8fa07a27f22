"""Every sentence of the figures keeps the rules of sentence_rules, for several cells, sizes and predictions."""

import re

import numpy as np
import pytest

from explainer.cells.catalogue import CELLS
from explainer.cells.memory import carried_state
from explainer.figures import gradient_sentences, model_sentences, prediction_sentences, trace_sentences
from explainer.figures.module_html import html
from explainer.figures.run_figures import loss_sentence
from explainer.inputs.text import read_text
from explainer.numerics import gradient_flow, measures
from explainer.numerics.counterfactual import LayerHold
from explainer.numerics.gradients import compute_gradients
from explainer.numerics.setup import Setup
from explainer.runs.loading import checkpoint_steps, load_checkpoint
from explainer.runs.prediction import predict_sequence
from explainer.runs.shipped import shipped_names
from explainer.tasks.probe import sequence
from explainer.web.board.gradient_payload import memory_curves
from tests.conftest import small_run
from tests.figures.sentence_rules import check, problems, sentences
from tests.torch_models.modules.traced import traced

SIGNED = ("new", "memory", "hidden")
TEXTS = ("th", "the cat sat on the mat")


@pytest.mark.parametrize("text", ["1 steps back", "It read 3 unit.", "word " * 26])
def test_the_rules_find_what_is_wrong(text):
    assert problems(text)


@pytest.mark.parametrize(
    "text", ["1 step back", "3 units", "unit 1 is open", "step 12, unit 3 reads", "Unit 1 keeps 0.5", "word " * 25]
)
def test_the_rules_accept_what_is_right(text):
    assert not problems(text)


def test_a_text_is_split_into_its_sentences():
    assert sentences("**Run 1** is 0.5. It ends (at 3.). “A” is right.") == [
        "**Run 1** is 0.5.", "It ends (at 3.).", "“A” is right.",
    ]  # fmt: skip


@pytest.mark.parametrize("steps", [1, 2, 60])
@pytest.mark.parametrize("units", [1, 4])
@pytest.mark.parametrize("name", CELLS)
def test_sentences_about_a_trace(name, units, steps):
    run = small_run(name, steps, m=units).layers[0]
    labels = tuple("ab c")[:steps] + ("long label",) * max(0, steps - 4)
    for line in run.program.cell.equations:
        if line.role in measures.GATES:
            check(*trace_sentences.of_gate(run, line.name, labels))
        elif line.role in SIGNED:
            check(*trace_sentences.of_state(run, line.name, labels))
    check(*trace_sentences.of_lines(run, labels), *trace_sentences.of_half_lives(run))
    if measures.gates(run):
        check(trace_sentences.of_saturation(run))
    check(model_sentences.of_layer(run.layer))


def test_sentences_about_forgetting():
    curves = {name: np.geomspace(1.0, 10.0**-k, 40) for k, name in enumerate(["LSTM-peephole", "GRU", "RNN-ReLU"])}
    check(trace_sentences.of_forgetting(curves, ("long label",) * 40))
    check(trace_sentences.of_forgetting({"LSTM": np.ones(1)}, ("a",)))


@pytest.mark.parametrize("scale", [0.01, 1.0, 6.0])
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("name", CELLS)
def test_sentences_about_gradients(name, text, scale):
    read = read_text(text, "character")
    found = compute_gradients(Setup(name, scale=scale), read, "last")
    labels, program = read.visible_labels, found.run.program
    check(gradient_sentences.of_loss(found), gradient_sentences.of_gradient_norms(found, labels))
    check(gradient_sentences.of_memory_curves(found, memory_curves(found)))
    check(gradient_sentences.of_path_shares(found, gradient_flow.belt_shares(found.top), labels))
    norms = {f"|dL/d{line.name}|": gradient_flow.norms(found.values(line.name)) for line in program.cell.equations}
    check(gradient_sentences.of_gate_gradients(norms, labels))
    for param in program.params:
        terms = found.top.terms(param)
        rows, column = (terms[..., 0].T, 0) if terms.ndim == 3 else (terms.T, -1)
        check(*gradient_sentences.of_step_contributions(rows, param, column, labels))
    assert carried_state(program) or "keep gate" in gradient_sentences.of_path_shares(found, np.ones(1), labels)
    check(gradient_sentences.BANDS_LEGEND)


@pytest.mark.parametrize("run", shipped_names())
def test_sentences_about_checkpoints_and_predictions(run):
    for step in (checkpoint_steps(run)[0], checkpoint_steps(run)[-1]):
        weights = load_checkpoint(run, step)
        held = LayerHold("h", 2.0, 3, 0)
        for shown in (sequence(weights.problem), sequence(weights.problem, weights.problem.test, 2)):
            now, changed = predict_sequence(weights, shown), predict_sequence(weights, shown, held)
            check(prediction_sentences.of_prediction(weights.problem, now))
            for score in (0.5, 0.25, np.nan):
                check(prediction_sentences.of_hold(weights, held, 0.5, score, changed, now))
        for score in (0.0, 1.0, np.nan):
            check(prediction_sentences.of_checkpoint(weights, score))


@pytest.mark.parametrize("steps", [1, 2, 2500])
def test_the_sentence_about_losses(steps):
    curve = {"step": np.array([steps]), "loss": np.ones((1, 3))}
    check(loss_sentence({f"LSTM, delayed recall, run {k}": curve for k in range(6)}), loss_sentence({}))


@pytest.mark.parametrize(("steps", "batch"), [(1, 1), (5, 2)])
def test_the_text_of_the_notebook_view(steps, batch):
    for layers in (1, 10):
        text = html(traced(steps=steps, batch=batch, m=1, num_layers=layers).run, 1e-4)
        found = [one.strip() for one in re.split(r"<br>|</div>", text)]
        check(*(plain for one in found if (plain := re.sub("<[^>]*>", "", one).strip())))
        check(*re.findall('title="([^"]*)"', text))
