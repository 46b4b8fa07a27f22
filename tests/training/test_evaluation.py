import numpy as np
import pytest
import torch

from explainer.training import evaluation
from explainer.training.evaluation import judge
from explainer.training.learner import learner
from tests.training.tiny import T, Twin, small, tiny


@pytest.mark.parametrize("ask", [("classes", "last"), ("classes", "each", True), ("numbers", "last"),
                                 ("numbers", "each", True)])  # fmt: skip
def test_a_judgement_is_torch_nns(ask):
    problem = tiny(*ask)
    ours = learner(small(seeds=2, cell="LSTM"), problem, torch.float64)
    judged = judge(ours, None)
    for seed in range(2):
        twin = Twin(ours, seed)
        assert abs(judged.loss[seed] - twin.lost(problem, problem.test)[0].item()) < 1e-12
        x = torch.tensor(problem.test.x, dtype=torch.float64).permute(0, 2, 1)
        said = twin.head(twin.rnn(x)[0]).detach().numpy()  # (T, B, k)
        target, counts = problem.test.target, problem.test.counts
        if ask[0] == "classes":
            errors = said.argmax(axis=2)[-1 if ask[1] == "last" else slice(None)] == target
        else:
            right = target.transpose(0, 2, 1) if ask[1] == "each" else target.T
            errors = ((said[-1 if ask[1] == "last" else slice(None)] - right) ** 2).mean(axis=-1)
        assert judged.metric[seed] == pytest.approx(np.average(errors, weights=counts))


def test_slices_change_nothing(monkeypatch):
    ours = learner(small(seeds=2), tiny("classes", "each", True), torch.float64)
    whole = judge(ours, None)
    monkeypatch.setattr(evaluation, "columns", lambda *sizes: 7)
    parts = judge(ours, None)
    assert np.allclose(whole.loss, parts.loss, atol=1e-12) and np.array_equal(whole.metric, parts.metric)


def test_a_part_is_the_first_columns():
    problem = tiny()
    ours = learner(small(), problem, torch.float64)
    first = evaluation.first(problem.test, 8)
    assert first.x.shape == (T, 3, 8)
    assert judge(ours, 8).loss[0] == pytest.approx(Twin(ours).lost(problem, first)[0].item())
