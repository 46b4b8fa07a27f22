import re
from dataclasses import replace

import numpy as np
import pytest

from explainer.cells.catalogue import CELLS
from explainer.figures import trace_sentences
from explainer.numerics import measures
from tests.conftest import small_run

LABELS = tuple("the cat")


def test_a_gate_sentence_has_the_mean_and_the_peak():
    run = small_run("LSTM").layers[0]
    gate = run.values["f"][:, 2]
    peak = trace_sentences.step(gate.argmax(), LABELS)
    words = f"Unit 3 keeps {gate.mean():.2f} on average, most at {peak}: {gate.max():.2f}."
    assert trace_sentences.of_gate(run, "f", LABELS)[2] == words


def test_a_state_sentence_has_the_range_and_the_end():
    run = small_run("GRU").layers[0]
    state = run.values["h"][:, 0]
    words = trace_sentences.of_state(run, "h", LABELS)[0]
    found = [float(text.replace("−", "-")) for text in re.findall(r"[−]?\d\.\d\d", words)]
    assert found == [round(v, 2) for v in (state.min(), state.max(), state[-1])]


def test_steps_are_counted_from_1_and_quoted():
    assert trace_sentences.step(0, LABELS) == "step 1 (“t”)"
    assert trace_sentences.step(3, LABELS) == "step 4"


def test_half_life_sentences_have_their_numbers():
    run = small_run("LSTM").layers[0]
    keep = measures.keep_per_step(run)
    words = trace_sentences.of_half_lives(run)[1]
    assert f"keeps {keep[1]:.2f} of its memory per step" in words
    assert f"{np.log(0.5) / np.log(keep[1]):.1f} step" in words


def test_memory_that_never_fades_and_cells_without_a_keep_gate():
    assert "less than half is lost in 70 steps" in trace_sentences.of_half_lives(small_run("LSTM-1997").layers[0])[0]
    assert trace_sentences.of_half_lives(small_run("RNN").layers[0])[0] == (
        "RNN has no gate that keeps its state: every step rewrites the whole state."
    )


def test_the_most_saturated_gate_is_named():
    run = small_run("LSTM").layers[0]
    assert re.search(
        r"[ifo] of unit \d, (open|closed) \d+% of the time|No gate is ever", trace_sentences.of_saturation(run)
    )


@pytest.mark.parametrize("name", CELLS)
def test_every_cell_has_its_sentences(name):
    run = small_run(name).layers[0]
    assert len(trace_sentences.of_lines(run, LABELS)) == len(trace_sentences.of_half_lives(run)) == 4


def test_numbers_below_zero_have_a_minus_sign():
    run = small_run("LSTM").layers[0]
    below = replace(run, values={**run.values, "f": run.values["f"] - 1})  # as a factor of a cell of one's own may be
    sentence = trace_sentences.of_gate(below, "f", LABELS)[0]
    assert "keeps −0." in sentence and "-0" not in sentence
