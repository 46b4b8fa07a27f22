from dataclasses import replace

import numpy as np

from explainer.inputs.sequence import MOST_STEPS
from explainer.torch_models.model_input import OWN, reader
from explainer.ui.example_model import example

MODEL = example().model


def test_the_input_that_came_with_a_model_is_its_own():
    found = reader(MODEL)
    assert (found.first, found.n, found.free) == (OWN, MODEL.n, True)
    assert np.array_equal(found.own.x, MODEL.x)
    assert found.own.kind == "text" and found.own.labels[:2] == tuple(str(k) for k in MODEL.x[:2].argmax(axis=1))
    assert reader(replace(MODEL, x=MODEL.x / 2)).own.kind == "numbers"
    assert found.own.title().startswith(f"{len(MODEL.x)} steps that came with the model, in ")


def test_without_one_it_is_noise():
    assert reader(replace(MODEL, x=None)).first == "noise"
    assert reader(replace(MODEL, x=MODEL.x[:1])).own.x.shape == (32, MODEL.n)


def test_a_long_one_is_cut():
    found = reader(replace(MODEL, x=np.tile(MODEL.x, (20, 1))))
    assert len(found.own.x) == MOST_STEPS
    assert f"the first of {20 * len(MODEL.x):,}" in found.own.title()
