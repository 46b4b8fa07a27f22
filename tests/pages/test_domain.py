"""What pages say of a network whose cell takes the logarithm of a number below 0: a sentence, and never NaN."""

import pytest

from explainer.numerics.domain import outside_domain
from explainer.numerics.trace import trace
from explainer.runs.loading import load_checkpoint
from explainer.runs.prediction import outside_in_test_set
from tests.own_cell_run import STEP, TASKS, own_cell_service, run_name  # noqa: F401
from tests.pages.test_pages import components, header, open_app, texts

pytestmark = pytest.mark.usefixtures("own_cell_service")


def sentence_of(task: str) -> str:
    """Return what numpy says of a run on the task's probe."""
    weights = load_checkpoint(run_name(task), STEP)
    found = str(outside_domain(trace(weights.layers, weights.problem.dense(weights.problem.probe)[:, :, 0])))
    assert " of h, log(−" in found and "has no value: a logarithm needs a number above 0." in found
    return found


def shows_no_nan(app) -> bool:
    words = f"{texts(app)} {[header(app, k) for k in range(len(components(app)))]}".lower()
    return "nan" not in words.replace("finance", "").split() and "(nan)" not in words and "nan%" not in words


@pytest.mark.parametrize("task", TASKS)
def test_inspect_says_which_operation_had_no_value(task):
    app = open_app("inspect", run=run_name(task))
    assert not app.exception and f":red[{sentence_of(task)}]" in texts(app) and shows_no_nan(app)
    card = header(app)["cards"][0]
    assert card["sentences"] == ["There is no prediction, since its numbers have no value."]
    drawn = [one for line in card["figure"]["data"] if line.get("name") == "prediction" for one in line.get("y", [])]
    assert set(drawn) <= {None} or "z" in card["figure"]["data"][0]


def test_a_hold_that_gives_a_prediction_back_is_described():
    app = open_app("inspect", run=run_name("adding"), hold="h", held_sign="0.5")
    assert "mean squared error over the test set changes: no number → " in texts(app) and shows_no_nan(app)
    assert "Here there is a prediction with it, and no prediction without it." in texts(app)


def test_compare_draws_the_other_cells_alone():
    app = open_app("compare", run=run_name("sine"), start="trained")
    assert not app.exception and f":red[Your cell has no curve. {sentence_of('sine')}]" in texts(app)
    assert "GRU 0.0%, RNN 0.0%" in texts(app) and "Your cell 0" not in texts(app) and shows_no_nan(app)
    app = open_app("compare", run=run_name("copy"), start="trained")  # its symbols are too many for the other cells
    assert not app.exception and "Share of the effect" not in texts(app)


def test_gradients_name_what_has_none():
    app = open_app("gradients", run=run_name("recall"), start="trained")
    assert not app.exception and sentence_of("recall") in texts(app) and shows_no_nan(app)
    assert "Your cell: L = no value, since an operation of the run has none." in texts(app)
    assert "overflow" not in texts(app)


@pytest.mark.parametrize("page", ["cell", "sequence", "gradients", "compare", "write_a_cell", "cell_library"])
@pytest.mark.parametrize("function", ["log({})", "1 / relu({})", "exp(exp(exp(9 * {})))"])
def test_an_own_cell_outside_its_domain_opens_every_page(page, function):
    gate = function.format("(W_z @ x + U_z @ h_prev + b_z)")
    app = open_app(page, cell="Your cell", own=f"z = {gate}\nc = z * c_prev + W_n @ x\nh = tanh(c)")
    assert not app.exception and shows_no_nan(app)


def test_a_sentence_stands_once_on_a_page():
    own = "z = log(W_z @ x + U_z @ h_prev + b_z)\nc = z * c_prev + W_n @ x\nh = tanh(c)"
    for page in ("cell", "write_a_cell"):  # whose stage writes it
        found = texts(open_app(page, cell="Your cell", own=own))
        assert ":red[Not compared with PyTorch, as a number has no value.]" in found and "log(−" not in found
    assert texts(open_app("sequence", cell="Your cell", own=own)).count("has no value: a logarithm") == 1


@pytest.mark.usefixtures("own_cell_service")
def test_the_test_set_is_searched_where_it_has_no_score():
    weights = load_checkpoint(run_name("adding"), STEP)
    found = outside_in_test_set(weights)
    number = int(found.split(":")[0].removeprefix("In test sequence ").replace(",", "")) - 1
    x = weights.problem.dense(weights.problem.test)[:, :, number]
    assert found.endswith(str(outside_domain(trace(weights.layers, x)))[1:])
    for before in range(number):
        assert outside_domain(trace(weights.layers, weights.problem.dense(weights.problem.test)[:, :, before])) is None
    assert outside_in_test_set(load_checkpoint("adding-lstm", 0)) == ""
