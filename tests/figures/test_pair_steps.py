import re
from html import unescape

import numpy as np
import pytest

from explainer.figures import length_figures, pair_steps
from explainer.figures.written_pair import LABELS, Half, Step, as_html
from explainer.figures.written_text import Colouring
from explainer.runs.checkpoint import with_problem
from explainer.runs.written_pair import write_pair
from explainer.tasks.pair_scores import PairScores
from explainer.tasks.pair_source import with_source
from tests.pair_runs import random_checkpoint

WEIGHTS = random_checkpoint()
PAIR = write_pair(WEIGHTS)
SYMBOLS = WEIGHTS.problem.outputs


def halves(pair=PAIR, colouring: Colouring | None = None):
    runs = [pair.encoder.x, *(run.read for run in pair.decoders)]
    links = [[f"/?half={k}&t={t + 1}" for t in range(len(run))] for k, run in enumerate(runs)]
    return pair_steps.halves(
        pair, colouring or Colouring("probability", pair_steps.probability_values(pair), "hidden"), links
    )


def test_each_step_has_what_was_read_written_and_how_likely_it_was():
    source, free, forced = halves()
    assert "".join(step.symbol for step in source.steps) == WEIGHTS.problem.pairs.test[0][0] and not source.labels
    for half, run in ((free, PAIR.free), (forced, PAIR.forced)):
        assert [step.symbol for step in half.steps] == [SYMBOLS[k] for k in run.written]
        assert [step.read for step in half.steps] == [SYMBOLS[k] for k in run.read] and half.labels == LABELS
        assert [step.probability for step in half.steps] == [f"{row.max():.0%}" for row in run.probabilities]
        assert [step.shade for step in half.steps] == pytest.approx(run.probabilities.max(axis=1))
    right = (PAIR.forced.written == WEIGHTS.problem.probe.target[:, 0]).tolist()
    assert [step.is_right for step in forced.steps] == right and not all(right)
    assert np.isnan([step.shade for step in source.steps]).all()


def test_a_unit_colours_all_halves_on_one_scale():
    values = np.concatenate(PAIR.values("c", 1))
    source, free, forced = halves(colouring=Colouring("c, unit 2", values, ""))
    shades = [step.shade for half in (source, free, forced) for step in half.steps]
    assert shades == pytest.approx(values / np.abs(values).max())
    assert f"; c, unit 2 {values[0]:.4g}".replace("-", "−") in source.steps[0].about


def test_without_an_answer_nothing_is_wrong_and_one_half_is_left_out():
    pair = write_pair(with_problem(WEIGHTS, with_source(WEIGHTS.problem, "5+")))
    found = halves(pair)
    assert len(found) == 2 and all(step.is_right for step in found[1].steps)
    table = pair_steps.table(pair)
    assert set(table[0]) == {"step", "right symbol", "writing freely: reads", "writing freely: best guesses"}
    assert all(row["right symbol"] == "" for row in table)


def test_the_table_has_both_runs_side_by_side():
    table = pair_steps.table(PAIR)
    assert len(table) == max(len(PAIR.free.read), len(PAIR.forced.read))
    assert "".join(row["right symbol"] for row in table) == f"{WEIGHTS.problem.pairs.test[0][1]}◁"
    first = table[0]["writing freely: best guesses"]
    best = PAIR.free.probabilities[0].argmax()
    assert first.startswith(f"“{SYMBOLS[best]}” {PAIR.free.probabilities[0, best]:.1%}, ") and first.count("“") == 3
    assert len({tuple(row) for row in table}) == 1


def test_the_picture_escapes_symbols_and_names_every_letter():
    letter = Step("<", "/?a=1&b=2", "“<”, wrong", 0.5, " ", "50%", is_right=False)
    half = Half("Teacher forcing on “<b>”", [letter], "keep", LABELS)
    html = as_html(Half("The encoder reads", []), {"c": np.array([-2.0, 0.5])}, [half])
    assert "<b>" not in html and "&lt;b&gt;" in html and "line-through" in html and ">␣<" in html
    assert 'href="/?a=1&amp;b=2"' in html and 'aria-label="“&lt;”, wrong"' in html
    assert [unescape(one) for one in re.findall(r'role="img" title="([^"]*)"', html)] == [
        "c: 2 units from −2.00 to 0.50"
    ]
    assert "1.000) 0.000% 50.000%" in html and "0.250) 50.000% 100.000%" in html


def test_a_large_state_has_bands_of_several_units():
    html = as_html(Half("x", []), {"h": np.linspace(-1, 1, 512)}, [])
    assert html.count("rgba(") == 128 and "512 units" in html


def test_a_bar_for_each_length():
    scores = PairScores(0.5, 1.0, 1.0, {1: 0.5, 3: 0.25}, {1: 2, 3: 40})
    figure = length_figures.exact_by_length(scores)
    assert figure["data"][0]["x"] == [1, 3] and figure["data"][0]["y"] == [0.5, 0.25]
    assert length_figures.rows(scores)[1] == {
        "symbols of the target": 3, "held-out pairs": 40, "exact match": "25.0%",
    }  # fmt: skip
