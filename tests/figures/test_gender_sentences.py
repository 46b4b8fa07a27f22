from dataclasses import replace

import numpy as np
import pytest

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.figures import gender_sentences
from explainer.figures.gender_sentences import of_distances, of_gate, of_probes, of_units, of_verdict
from explainer.numerics.initialisation import init_params
from explainer.numerics.layer import Layer
from explainer.runs.findings import gender_findings, pronoun_scores
from explainer.runs.loading import checkpoint_steps, load_checkpoint
from explainer.tasks.gender_findings import measure_gender
from explainer.tasks.pronoun_distance import DistanceScore
from tests.figures.sentence_rules import check
from tests.tasks.hand_set_pronouns import PROBLEM, gru, lstm, nothing, spread_groups


def verdict_on(layers):
    sentence = of_verdict(measure_gender(layers, PROBLEM, 0), layers[0].program)
    check(sentence)
    return sentence


@pytest.mark.parametrize(
    ("layers", "sentence"),
    [
        (lstm(), "The textbook story holds: unit 1 of c carries the gender, and f clears it at a new subject."),
        (gru(), "The textbook story holds: unit 1 of h carries the gender, and z clears it at a new subject."),
        (
            lstm(groups=spread_groups()),
            "The textbook story does not hold: no unit of c alone carries the gender; one direction of several units "
            "does.",
        ),
        (
            nothing(),
            "The textbook story does not hold: c does not carry the gender; a probe is right about as often as a "
            "constant answer.",
        ),
        (
            lstm(clears=False, retained=0.45),
            "The textbook story holds in part: unit 1 of c carries the gender. But f neither clears it at a new "
            "subject nor keeps it elsewhere.",
        ),
        (
            lstm(retained=0.7),
            "The textbook story holds in part: unit 1 of c carries the gender. But f clears it elsewhere too.",
        ),
    ],
)
def test_the_verdict_on_a_network_whose_answer_is_known(layers, sentence):
    assert verdict_on(layers) == sentence


def test_the_verdict_on_a_gate_that_clears_a_part_or_nothing():
    layers = lstm()
    found = measure_gender(layers, PROBLEM, 0)
    for left, does in ((0.5, "clears only a part of it"), (0.9, "does not clear it")):
        changed = replace(found, gate=replace(found.gate, at_new=np.full(4, left)))
        assert of_verdict(changed, layers[0].program).endswith(f"But f {does} at a new subject.")
    assert of_verdict(replace(found, gate=None), layers[0].program).endswith("But no gate clears it at a new subject.")


def test_the_verdict_on_a_direction_that_changes_with_the_word():
    layers = nothing("RNN")
    found = measure_gender(layers, PROBLEM, 0)
    probe = replace(found.probes[0], word_accuracy=0.99)
    changed = replace(found, probes=(probe,))
    assert "it lies in a direction that changes with the word" in of_verdict(changed, layers[0].program)
    assert "A probe for each word just read is right at 99.0%" in of_probes(changed)
    half = replace(found, probes=(replace(probe, accuracy=0.7, word_accuracy=0.7),))
    assert "a probe finds it at some of the steps alone" in of_verdict(half, layers[0].program)
    check(of_verdict(changed, layers[0].program), of_verdict(half, layers[0].program), of_probes(changed))


def test_the_numbers_are_those_that_were_measured():
    layers = lstm()
    found = measure_gender(layers, PROBLEM, 0)
    assert of_units(found) == "Unit 1 of c alone, by a threshold, is right at 100.0%; 1 of 4 units reaches 95%."
    assert of_gate(found, layers[0].program) == (
        f"At a new subject f keeps 0.00 of unit 1 on average ({found.gate.new:,} times), "
        f"elsewhere 1.00 ({found.gate.others:,} times)."
    )
    assert of_probes(found).startswith(
        f"A linear probe reads the gender from c at 100.0% and h at 100.0% of {found.steps:,} steps"
    )
    spread = measure_gender(lstm(groups=spread_groups()), PROBLEM, 0)
    assert "none of 4 units reaches 95%" in of_units(spread)


def test_where_no_gate_keeps_it_the_reason_is_named():
    for cell, reason in (
        ("RNN", "RNN has no gate that keeps its state"),
        ("LSTM-1997", "LSTM-1997 has no single gate that multiplies its old c."),
    ):
        layers = nothing(cell)
        assert reason in of_gate(measure_gender(layers, PROBLEM, 0), layers[0].program)
    found = replace(measure_gender(lstm(), PROBLEM, 0), gate=None)
    assert of_gate(found, lstm()[0].program).startswith("No scored sequence has a second subject")


def test_the_distance_with_the_most_errors_is_named():
    scores = (DistanceScore(5, 9, 30, 1.0, 0.5, 0.6), DistanceScore(10, 14, 10, 0.8, 0.5, 0.6))
    assert of_distances(scores) == (
        "The pronoun is right at 95.0% of 40 question marks; the more frequent pronoun at 50.0%, that of the first "
        "person at 60.0%. It is right least often 10 to 14 steps after the subject: 80.0%."
    )
    assert of_distances(scores[:1]).endswith("It is right as often at every distance.")


@pytest.mark.parametrize("name", CELLS)
def test_every_cell_gets_its_sentences(monkeypatch, name):
    monkeypatch.setattr("explainer.tasks.gender_findings.MOST_NUMBERS", 60 * 5 * 60)
    program = lower(CELLS[name])
    layers = [Layer(program, init_params(program, n, 5, 0, layer=k)) for k, n in enumerate((PROBLEM.n, 5))]
    found = measure_gender(layers, PROBLEM, 1)
    check(of_verdict(found, program), of_probes(found), of_units(found), of_gate(found, program))
    assert "story holds" not in of_verdict(found, program)


@pytest.mark.parametrize("run", ["pronouns-lstm", "pronouns-gru", "pronouns-rnn"])
def test_the_sentences_on_the_shipped_runs(run):
    for step in checkpoint_steps(run)[:: len(checkpoint_steps(run)) - 1]:
        weights = load_checkpoint(run, step)
        found, program = gender_findings(weights, 0), weights.layers[0].program
        check(of_verdict(found, program), of_probes(found), of_units(found), of_gate(found, program))
        check(of_distances(pronoun_scores(weights)))
    assert all(one.network > 0.98 for one in pronoun_scores(weights))
    check(gender_sentences.METHOD, gender_sentences.THRESHOLDS)
