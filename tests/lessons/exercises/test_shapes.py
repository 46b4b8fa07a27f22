import pytest
import torch

from explainer.lessons.exercises.catalogue import make_exercise
from explainer.lessons.exercises.checking import check
from explainer.lessons.exercises.shapes import draw_module


@pytest.mark.parametrize("seed", range(30))
def test_every_answer_is_that_of_torch(seed):
    drawn, answers = draw_module(seed), {blank.key: blank.answer for blank in make_exercise("shapes", seed).blanks}
    module = getattr(torch.nn, drawn.cell)(
        drawn.n, drawn.m, num_layers=drawn.layers, batch_first=drawn.batch_first, bidirectional=drawn.bidirectional
    )
    output, state = module(torch.zeros(drawn.sequence_shape(drawn.n)))
    states = dict(zip(("h_n", "c_n"), state if isinstance(state, tuple) else (state,), strict=False))
    shapes = {"output": tuple(output.shape), **{name: tuple(one.shape) for name, one in states.items()}}
    assert answers == {**shapes, "parameters": sum(one.numel() for one in module.parameters())}


def test_the_modules_are_all_kinds_of_modules():
    drawn = [draw_module(seed) for seed in range(60)]
    for name in ("cell", "layers", "batch_first", "bidirectional"):
        assert len({getattr(one, name) for one in drawn}) == (3 if name in ("cell", "layers") else 2)


@pytest.mark.parametrize("seed", range(12))
def test_a_swapped_batch_gets_its_sentence(seed):
    drawn, blanks = draw_module(seed), make_exercise("shapes", seed).blanks
    swapped = drawn.sequence_shape(drawn.m * drawn.directions, not drawn.batch_first)
    verdict = check(blanks[0], str(swapped))
    assert verdict.right is False and "swapped" in verdict.message.text
    keras = check(blanks[-1], str(drawn.parameters(biases=1)))
    assert keras.right is False and "two biases" in keras.message.text
