"""Recording the probe: gates, states, gradient norms and prediction of a learner on one test sequence."""

import torch

from explainer.numerics.measures import GATES
from explainer.training.decoding import decode, probe_target
from explainer.training.deferred import to_numpy
from explainer.training.device_batch import to_device
from explainer.training.evaluation import evaluate, evaluation_noise
from explainer.training.gradient_norms import gradient_norms
from explainer.training.learner import Learner, select_seed
from explainer.training.pair_record import record_pair
from explainer.training.passes import forward, readout_outputs
from explainer.training.records import ProbeRecord
from explainer.training.saturation import saturation


def record_probe(learner: Learner, step: int) -> ProbeRecord:
    """Return the first seed's top layer, gradient norms and prediction on the probe, and the metric of every seed."""
    if learner.encoder is not None:
        return record_pair(learner, step)
    seed, problem = select_seed(learner, 0), learner.problem
    with torch.no_grad():
        placed = to_device(seed, problem.probe)
        result = forward(seed, placed, noise=evaluation_noise(seed))
        outputs = readout_outputs(seed.params, problem.where, result)
        gradients = gradient_norms(problem, seed.params, placed, result, outputs)
    lines = learner.network.program.cell.equations
    values = {line.name: to_numpy(result.layers[-1].value(line.name)[:, 0, :, 0]) for line in lines}  # (T, m)
    prediction = decode(problem, to_numpy(outputs)[..., 0, :, :], problem.probe.x)[..., 0]  # (k,) or (T, k)
    return ProbeRecord(
        step, values, prediction, probe_target(problem), evaluate(learner).metric,
        {line.name: saturation(values[line.name]) for line in lines if line.role in GATES}, gradients,
    )  # fmt: skip
