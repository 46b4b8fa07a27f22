"""Recording the probe of a network that reads a source and writes a target: it writes freely, symbol by symbol."""

from dataclasses import replace

import numpy as np
import torch

from explainer.engine.network import Run
from explainer.numerics.measures import GATES
from explainer.training.decoding import decode, probe_target
from explainer.training.deferred import to_numpy
from explainer.training.device_batch import to_device
from explainer.training.evaluation import evaluation_noise
from explainer.training.gradient_norms import gradient_norms
from explainer.training.learner import Learner, select_seed
from explainer.training.pair_evaluation import Tokens, evaluate_pairs
from explainer.training.passes import cast_params, encode_source, forward, readout_outputs
from explainer.training.records import Numbers, PairRecord, ProbeRecord
from explainer.training.saturation import saturation


def record_pair(learner: Learner, step: int) -> ProbeRecord:
    """Return the first seed's top layers on the probe, encoder and then decoder, and the scores of every seed.

    The probe is the first pair of the test set, so what is written after its source is known from the evaluation.
    """
    seed, problem, evaluation = select_seed(learner, 0), learner.problem, evaluate_pairs(learner)
    read = evaluation.inputs[: len(problem.probe.x), 0, 0]  # (T,)
    values, outputs, gradients = _run(seed, read)
    prediction = decode(problem, outputs[:, 0], problem.probe.x)[..., 0]  # (T, k)
    gates = [line.name for line in learner.network.program.cell.equations if line.role in GATES]
    return ProbeRecord(
        step, values, prediction, probe_target(problem), evaluation.exact,
        {name: saturation(values[name]) for name in gates}, gradients,
        pair=PairRecord(read, evaluation.forced, evaluation.free),
    )  # fmt: skip


def _run(seed: Learner, read: Tokens) -> tuple[dict[str, Numbers], Numbers, dict[str, Numbers]]:
    """Return each equation of both top layers over the source and the symbols read, (Ts + T, m), outputs, and norms.

    The norms are those of the gradients of the loss on the right target, (Ts + T,) for each state.
    """
    placed, noise = to_device(seed, seed.problem.probe), evaluation_noise(seed)
    inputs = torch.from_numpy(np.ascontiguousarray(read))[:, None, None].to(placed.x.device)
    with torch.no_grad():
        encoded = encode_source(seed, cast_params(seed), placed, noise)
        written = forward(seed, replace(placed, x=inputs), encoded.state, noise)
        outputs = readout_outputs(seed.params, "each", written)  # (T, 1, k, 1)
        gradients = gradient_norms(seed.problem, seed.params, placed, written, outputs, encoded)
    lines = seed.network.program.cell.equations
    values = {line.name: np.concatenate([_values(run, line.name) for run in (encoded, written)]) for line in lines}
    return values, to_numpy(outputs), gradients


def _values(run: Run, name: str) -> Numbers:
    return to_numpy(run.layers[-1].value(name))[:, 0, :, 0]  # (T, m)
