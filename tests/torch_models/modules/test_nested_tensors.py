from collections import OrderedDict, namedtuple
from dataclasses import dataclass

import torch
from torch.nn.utils.rnn import PackedSequence, pack_sequence

from explainer.torch_models.modules.nested_tensors import map_tensors, tensors_in

Pair = namedtuple("Pair", "first second")


@dataclass(frozen=True)
class Answer:
    logits: torch.Tensor
    name: str


def test_every_tensor_is_changed_and_everything_else_stays():
    one, two = torch.ones(2), torch.zeros(3)
    packed = pack_sequence([torch.ones(3, 1), torch.ones(1, 1)])
    value = {"a": [one, (two, None)], "b": Pair(one, 3), "c": Answer(two, "x"), "d": packed, "e": OrderedDict(f=one)}
    found = map_tensors(value, lambda tensor: tensor + 1)
    assert [tuple(tensor.shape) for tensor in tensors_in(found)] == [(2,), (3,), (2,), (3,), (4, 1), (2,)]
    assert isinstance(found["b"], Pair) and found["b"].second == 3 and found["c"].name == "x"
    assert isinstance(found["d"], PackedSequence) and torch.equal(found["d"].batch_sizes, packed.batch_sizes)
    assert (found["e"]["f"] == 2).all() and isinstance(found["e"], OrderedDict) and found["a"][1][1] is None
    assert (one == 1).all() and (value["c"].logits == 0).all() and (packed.data == 1).all()


def test_tensors_come_in_order_and_are_the_same_objects():
    one, two = torch.ones(2), torch.zeros(3)
    assert [id(tensor) for tensor in tensors_in([two, {"x": one}])] == [id(two), id(one)]
    assert tensors_in("text") == [] and tensors_in(Answer) == []
