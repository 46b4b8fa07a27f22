"""Every sentence of the lessons keeps the rules of tests/figures/sentence_rules.py, at many settings."""

import itertools

import numpy as np
import pytest

from explainer.lessons import (
    clipping,
    clipping_sentences,
    derivation,
    gradient_descent,
    gradient_descent_sentences,
    remarks,
    vanishing_sentences,
)
from explainer.lessons.by_hand import compute_example, read_series
from explainer.lessons.vanishing_gradients import LIMITS, MAP_LENGTHS, MAP_RADII, PRESETS, Setting, measure_gradients
from tests.figures.sentence_rules import check


@pytest.mark.parametrize("steps", [0, 1, 2, 20])
@pytest.mark.parametrize("start", [*itertools.product(*clipping.REGION.values()), (4.65, -1.55), (4.16, -2.1)])
def test_sentences_about_clipping(start, steps):
    for rate, threshold in itertools.product([*clipping.RANGES["walk_rate"], 0.8, 1e308], clipping.RANGES["clip"]):
        paths = clipping.descent_paths(start, rate, threshold, steps)
        check(*(clipping_sentences.of_path(name, path) for name, path in paths.items()))
        check(clipping_sentences.of_errors(paths), clipping_sentences.of_clipping(paths["norm"], threshold))
    surface = clipping_sentences.of_surface(clipping.error_surface())
    check(clipping_sentences.ABOUT, clipping_sentences.ABOUT_HEATMAP, surface)


@pytest.mark.parametrize("steps", [0, 1, 2, 3, 40])
@pytest.mark.parametrize("name", gradient_descent.CURVES)
def test_sentences_about_gradient_descent(name, steps):
    curve = gradient_descent.CURVES[name]
    for start in (*gradient_descent.RANGES["place"], 0.0, 0.33, 1.8):
        for run in gradient_descent.descend(curve, start, (0.05, 0.7, 1.0, 1.85, 2.0, 3.0), steps):
            check(gradient_descent_sentences.of_run(curve, run, "Run 1"))
    check(gradient_descent_sentences.of_rate_limit(curve), gradient_descent_sentences.ABOUT)


@pytest.mark.parametrize(
    "setting",
    [
        *PRESETS.values(),
        *(
            Setting(radius, bias, length, activation=activation, m=m)
            for radius, bias, length, m in itertools.product(*LIMITS.values())
            for activation in ("tanh", "ReLU")
        ),
        Setting(radius=10.0, length=200, initialisation="identity", activation="ReLU"),
        Setting(radius=1e6, length=200, initialisation="identity", activation="ReLU"),
    ],
)
def test_sentences_about_vanishing_gradients(setting):
    measured = {cell: measure_gradients(cell, setting) for cell in setting.cells}
    check(vanishing_sentences.of_remaining(measured), *vanishing_sentences.of_causes(setting, measured))
    for sentence in (*vanishing_sentences.of_overflow(measured), *vanishing_sentences.of_zeros(measured)):
        check(sentence)


def test_the_sentence_about_the_maps():
    shares = np.geomspace(1e-20, 1e20, len(MAP_LENGTHS) * len(MAP_RADII)).reshape(len(MAP_LENGTHS), -1)
    check(vanishing_sentences.of_phase_maps(dict.fromkeys(("RNN-ReLU", "LSTM", "GRU"), shares)))


@pytest.mark.parametrize("rate", [0.0, 1e-9, 0.1, 1000.0, 1e300])
@pytest.mark.parametrize(
    "text", ["10 20 30 40", "0 0 0", "1 -5 2 8 3 -4", "0.1 0.2 1", "1e9 -1e9 1e9", "1e-300 0 1e-300"]
)
def test_remarks_about_the_worked_example(text, rate):
    for seed in range(5):
        example = compute_example(read_series(text), seed, rate)
        check(*remarks.of_sections(example), remarks.of_scaling(example), remarks.of_outcome(example))


@pytest.mark.parametrize("steps", [2, 5])
def test_texts_of_the_derivation(steps):
    sections = derivation.sections(steps)
    check(derivation.INTRO, derivation.ROUNDED, *(section.about for section in sections))
    check(
        *(section.title for section in sections),
        *(group.title for one in sections for group in one.groups if group.title),
    )
