import numpy as np
import pytest
import torch

from explainer.training import evaluation
from explainer.training.evaluation import evaluate
from explainer.training.learner import make_learner
from tests.training.tiny import T, Twin, small, tiny


@pytest.mark.parametrize("kind_of_problem", [("classes", "last"), ("classes", "each", True), ("numbers", "last"),
                                 ("numbers", "each", True)])  # fmt: skip
def test_an_evaluation_equals_torch_nn(kind_of_problem):
    problem = tiny(*kind_of_problem)
    ours = make_learner(small(seeds=2, cell="LSTM"), problem, torch.float64)
    evaluation = evaluate(ours, None)
    for seed in range(2):
        twin = Twin(ours, seed)
        assert abs(evaluation.loss[seed] - twin.batch_loss(problem, problem.test)[0].item()) < 1e-12
        x = torch.tensor(problem.test.x, dtype=torch.float64).permute(0, 2, 1)
        outputs = twin.head(twin.rnn(x)[0]).detach().numpy()  # (T, B, k)
        target, counts = problem.test.target, problem.test.mask
        if kind_of_problem[0] == "classes":
            errors = outputs.argmax(axis=2)[-1 if kind_of_problem[1] == "last" else slice(None)] == target
        else:
            right = target.transpose(0, 2, 1) if kind_of_problem[1] == "each" else target.T
            errors = ((outputs[-1 if kind_of_problem[1] == "last" else slice(None)] - right) ** 2).mean(axis=-1)
        assert evaluation.metric[seed] == pytest.approx(np.average(errors, weights=counts))


def test_slices_change_nothing(monkeypatch):
    ours = make_learner(small(seeds=2), tiny("classes", "each", True), torch.float64)
    whole = evaluate(ours, None)
    monkeypatch.setattr(evaluation, "evaluation_batch", lambda *sizes: 7)
    parts = evaluate(ours, None)
    assert np.allclose(whole.loss, parts.loss, atol=1e-12) and np.array_equal(whole.metric, parts.metric)


def test_a_part_is_the_first_sequences():
    problem = tiny()
    ours = make_learner(small(), problem, torch.float64)
    first = evaluation.first_sequences(problem.test, 8)
    assert first.x.shape == (T, 3, 8)
    assert evaluate(ours, 8).loss[0] == pytest.approx(Twin(ours).batch_loss(problem, first)[0].item())
