from dataclasses import replace

import numpy as np

from explainer.inputs.sequence import MOST_STEPS
from explainer.torch_models.model_input import OWN_INPUT, input_spec
from explainer.ui.example_model import example

MODEL = example().model


def test_the_input_that_came_with_a_model_is_its_default():
    found = input_spec(MODEL)
    assert (found.sample_name, found.n, found.any_numbers) == (OWN_INPUT, MODEL.n, True)
    assert np.array_equal(found.sample.x, MODEL.x)
    assert found.sample.kind == "text" and found.sample.labels[:2] == tuple(str(k) for k in MODEL.x[:2].argmax(axis=1))
    assert input_spec(replace(MODEL, x=MODEL.x / 2)).sample.kind == "numbers"
    assert found.sample.title().startswith(f"{len(MODEL.x)} steps that came with the model, in ")


def test_without_one_the_default_is_noise():
    assert input_spec(replace(MODEL, x=None)).sample_name == "noise"
    assert input_spec(replace(MODEL, x=MODEL.x[:1])).sample.x.shape == (32, MODEL.n)


def test_a_long_input_is_cut():
    found = input_spec(replace(MODEL, x=np.tile(MODEL.x, (20, 1))))
    assert len(found.sample.x) == MOST_STEPS
    assert f"the first of {20 * len(MODEL.x):,}" in found.sample.title()
