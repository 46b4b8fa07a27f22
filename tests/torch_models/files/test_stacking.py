import numpy as np
import pytest

from explainer.torch_models.files.stacking import READS, FileLayer, fits, stack_layers
from explainer.torch_models.model import ModelError


def layer(name: str, n: int, m: int, below: str | None = None, **fields) -> FileLayer:
    params = {"W_h": np.zeros((m, n)), "U_h": np.zeros((m, m)), "b_h": np.zeros(m)}
    sides = fields.pop("sides", 1)
    return FileLayer(name, fields.pop("cell", "RNN"), (params,) * sides, below=below,
                     **({"output_size": sides * m} | fields))  # fmt: skip


def names(*layers: FileLayer, stacked: str = "") -> list[str]:
    makers = {one.name: (lambda one=one: one) for one in layers}
    return [model.name for model in stack_layers(makers, "Keras", "nothing", stacked)]


def test_layers_that_read_each_other_are_one_model_in_their_order():
    (model,) = stack_layers({one.name: (lambda one=one: one) for one in (
        layer("a", 3, 4), layer("b", 4, 4, "a"), layer("c", 4, 4, "b"))}, "Keras", "nothing")  # fmt: skip
    assert model.name == "a to c" and [row[0]["W_h"].shape for row in model.params] == [(4, 3), (4, 4), (4, 4)]


@pytest.mark.parametrize(
    ("low", "high"),
    [
        (layer("a", 3, 4), layer("b", 4, 5, "a")),  # another number of units
        (layer("a", 3, 4), layer("b", 5, 4, "a")),  # another number of inputs
        (layer("a", 3, 4), layer("b", 4, 4, "a", cell="GRU")),
        (layer("a", 3, 4), layer("b", 4, 4, "a", is_apart=True)),
        (layer("a", 3, 4), layer("b", 4, 4, "a", text="h = W_h @ x")),
        (layer("a", 3, 4, output_size=None), layer("b", 4, 4, "a")),
        (layer("a", 3, 4, sides=2), layer("b", 4, 4, "a", sides=2)),  # it would read 8 numbers
    ],
)
def test_layers_that_do_not_fit_are_models_of_their_own_with_a_note(low, high):
    assert not fits(low, high)
    models = stack_layers({"a": lambda: low, "b": lambda: high}, "Keras", "nothing")
    assert [model.name for model in models] == ["a", "b"]
    assert any(note.startswith("In the file it reads the output") for note in models[1].notes)
    assert READS.format("a") not in models[0].notes


def test_both_directions_are_stacked_where_the_next_reads_both():
    assert names(layer("a", 3, 4, sides=2), layer("b", 8, 4, "a", sides=2)) == ["a to b"]


def test_one_layer_that_two_read_is_stacked_with_the_first():
    assert names(layer("a", 3, 4), layer("b", 4, 4, "a"), layer("c", 4, 4, "a")) == ["a to b", "c"]


def test_a_note_tells_where_stacking_is_assumed():
    models = stack_layers({"a": lambda: layer("a", 3, 4), "b": lambda: layer("b", 4, 4, "a"),
                           "c": lambda: layer("c", 7, 4)}, "Keras", "nothing", "assumed")  # fmt: skip
    assert [(model.name, "assumed" in model.notes) for model in models] == [("a to b", True), ("c", False)]


def test_a_layer_that_cannot_be_made_is_left_out_with_its_reason():
    def broken() -> FileLayer:
        raise ModelError("“b” is broken.")

    models = stack_layers({"a": lambda: layer("a", 3, 4), "b": broken}, "Keras", "nothing")
    assert [model.name for model in models] == ["a"]
    assert models[0].notes[-1] == "“b” of the same file is left out: “b” is broken."
    with pytest.raises(ModelError, match="“b” is broken"):
        stack_layers({"b": broken}, "Keras", "nothing")
    with pytest.raises(ModelError, match="nothing"):
        stack_layers({}, "Keras", "nothing")
