from dataclasses import replace

import pytest

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.figures import review_sentences
from explainer.figures.review_sentences import of_accuracy, of_but, of_moves, of_write_gate
from explainer.numerics.initialisation import init_params
from explainer.numerics.layer import Layer
from explainer.numerics.measures import GATES
from explainer.runs.findings import review_findings
from explainer.runs.loading import checkpoint_steps, load_checkpoint
from explainer.tasks.review_findings import measure_reviews
from tests.figures.sentence_rules import check
from tests.tasks.hand_set_reviews import PROBLEM, READOUT, layers

FOUND = measure_reviews(layers(), READOUT, PROBLEM, 0)
PROGRAM = layers()[0].program


def test_what_the_gates_do_is_what_was_set():
    write = of_write_gate(FOUND, PROGRAM)
    assert write.startswith("The write gate i opens further on opinion words than on fillers: 0.67 against 0.33")
    assert write.endswith("Unit 2 differs most: 1.00 against 0.00.")
    i, f, o = of_but(FOUND, PROGRAM)
    count = f"({FOUND.counts['at “but”']} times)"
    assert i.startswith(f"At “but” {count} i falls to 0.33, from 0.67 at the word before")
    assert f.startswith(f"At “but” {count} f falls to 0.33, from 0.67 at the word before; elsewhere it is 0.67.")
    assert f.endswith("Unit 2 of f changes most: 0.00 at “but”, 1.00 before, 1.00 elsewhere.")
    assert "o stays near 0.67" in o
    check(write, i, f, o)


def test_a_gate_that_reads_no_words_hardly_differs():
    gru = layers("GRU")
    found = measure_reviews(gru, READOUT, PROBLEM, 0)
    sentence = of_write_gate(found, gru[0].program)
    assert sentence.startswith("The write gate 1 − z hardly differs between opinion words and fillers: 0.50 against")
    assert len(of_but(found, gru[0].program)) == 2  # r and z; 1 - z is z again
    turned = replace(FOUND, gates=tuple(replace(gate, means={kind: 1 - mean for kind, mean in gate.means.items()})
                                        for gate in FOUND.gates))  # fmt: skip
    assert "opens less on opinion words" in of_write_gate(turned, PROGRAM)
    assert "f rises to 0.67" in of_but(turned, PROGRAM)[1]


def test_a_cell_without_gates():
    rnn = layers("RNN")
    found = measure_reviews(rnn, READOUT, PROBLEM, 0)
    assert of_write_gate(found, rnn[0].program).startswith("RNN has no gate") and of_but(found, rnn[0].program) == []


def test_the_accuracy_names_every_kind_and_every_answer():
    text = of_accuracy(FOUND)
    for answer in FOUND.accuracy.values():
        if answer is not FOUND.accuracy["the more frequent answer"]:
            assert f"{answer['plain']:.1%} of the plain, {answer['negated']:.1%} of the negated and" in text
    check(text, of_moves(FOUND, "good"), review_sentences.METHOD)


@pytest.mark.parametrize("name", CELLS)
def test_every_cell_gets_its_sentences(monkeypatch, name):
    monkeypatch.setattr("explainer.tasks.review_findings.MOST_NUMBERS", 40 * 3 * 90)
    program = lower(CELLS[name])
    two = [Layer(program, init_params(program, n, 3, 0, layer=k)) for k, n in enumerate((PROBLEM.n, 3))]
    found = measure_reviews(two, READOUT, PROBLEM, 1)
    gates = [line for line in program.cell.equations if line.role in GATES]
    assert len(of_but(found, program)) == len(gates)
    check(of_write_gate(found, program), of_accuracy(found), of_moves(found, "good"), *of_but(found, program))


@pytest.mark.parametrize("run", ["reviews-lstm", "reviews-gru", "reviews-rnn"])
def test_the_sentences_on_the_shipped_runs(run):
    for step in checkpoint_steps(run)[:: len(checkpoint_steps(run)) - 1]:
        weights = load_checkpoint(run, step)
        found, program = review_findings(weights, 0), weights.layers[0].program
        check(of_accuracy(found), of_moves(found, "good"), of_write_gate(found, program), *(of_but(found, program)))
    assert found.accuracy["the network"]["negated"] > 0.85
    assert found.moves["opinion words"] > 1.5 * found.moves["fillers"]
