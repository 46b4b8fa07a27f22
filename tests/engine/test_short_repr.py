from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from explainer.engine.short_repr import ShortRepr, describe


@dataclass(repr=False)
class Example(ShortRepr):
    h: Any
    names: Any = ()


def test_tensors_and_arrays_are_described_by_dtype_and_shape():
    assert repr(Example(torch.zeros(2, 3), ["a"])) == "Example(h=float32 (2, 3), names=['a'])"
    assert describe({"W_f": np.zeros(4)}) == "{'W_f': float64 (4,)}"
    assert describe((torch.zeros(1, dtype=torch.float64), None)) == "(float64 (1,), None)"


def test_long_collections_and_texts_are_shortened():
    assert describe(list(range(9))) == "[0, 1, 2, 3, 4, 5, … 3 more]"
    assert len(describe("a" * 1000)) == 80
    assert describe(Example("a\nb")) == r"Example(h='a\nb', names=())"
