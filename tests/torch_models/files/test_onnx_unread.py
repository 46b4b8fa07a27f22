import pytest

from explainer.torch_models.files.onnx_cells import read_onnx
from explainer.torch_models.files.onnx_schema import parse
from explainer.torch_models.files.onnx_unread import IN_FUNCTION, UNKNOWN
from explainer.torch_models.model import ModelError

from .test_onnx_cells import data


def quantised(found) -> None:
    node = found.graph.node.add()
    node.CopyFrom(found.graph.node[0])
    node.domain, node.op_type, node.name, node.output[0] = b"com.microsoft", b"DynamicQuantizeLSTM", b"fast", b"other"


def in_function(found) -> None:
    function = found.functions.add(name=b"encoder")
    function.node.add().CopyFrom(found.graph.node[0])


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (quantised, UNKNOWN.format("fast", "com.microsoft.DynamicQuantizeLSTM")),
        (in_function, IN_FUNCTION.format("encoder/cell")),
    ],
)
@pytest.mark.parametrize("is_alone", [False, True])
def test_a_node_that_is_not_read_is_an_error_or_a_note(change, error, is_alone):
    found = parse(data("lstm"), "x")
    change(found)
    if not is_alone:
        (model,) = read_onnx(found.SerializeToString(), "x")
        assert model.notes[-1].endswith(f"of the same file is left out: {error}")
        return
    found.graph.node[0].op_type = b"Relu"
    with pytest.raises(ModelError) as caught:
        read_onnx(found.SerializeToString(), "x")
    assert str(caught.value) == error
