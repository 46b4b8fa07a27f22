import numpy as np

from explainer.numerics.measures import saturation
from explainer.numerics.trace import trace
from explainer.runs.loading import load_checkpoint, nearest_step
from explainer.runs.prepare_model import FILE, FORGETS, NEVER_WRITES, RUN, prepare
from explainer.torch_models.files import bundle


def test_the_file_is_what_the_script_makes():
    made, read = prepare(), bundle.read(FILE.read_bytes())
    for name, array in made.params[0][0].items():
        np.testing.assert_allclose(read.params[0][0][name], array, atol=1e-6)
    np.testing.assert_array_equal(read.x, made.x)
    assert (read.name, read.cell) == (made.name, made.cell)


def test_two_gates_never_open_and_no_other_is_shut():
    model = bundle.read(FILE.read_bytes())
    values = trace([model.layer()], np.asarray(model.x)).layers[0].values
    for gate, unit in (("f", FORGETS), ("i", NEVER_WRITES)):
        closed = saturation(values[gate])[0]
        assert closed[unit] == 1.0 and np.delete(closed, unit).max() < 0.1
        assert values[gate][:, unit].max() < 0.1


def test_nothing_else_differs_from_the_run():
    model, layer = bundle.read(FILE.read_bytes()), load_checkpoint(RUN, nearest_step(RUN, None)).layers[0]
    for name, array in model.params[0][0].items():
        changed = np.flatnonzero(~np.isclose(array, layer.params[name], atol=1e-6))
        assert list(changed) == {"b_f": [FORGETS], "b_i": [NEVER_WRITES]}.get(name, [])
