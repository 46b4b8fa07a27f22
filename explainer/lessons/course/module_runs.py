"""Runs of a module's cell with random weights, which show what its outputs hold."""

import numpy as np

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.lessons.module_shapes import Module
from explainer.numerics.initialisation import init_params
from explainer.numerics.trace import Layer, trace


def last_states(module: Module) -> tuple[np.ndarray, list[np.ndarray]]:
    """Run a stack with random weights; return the last step of its output, and the last h of every layer."""
    program = lower(CELLS[module.kind])
    reads = [module.n, *[module.m] * (module.layers - 1)]
    layers = [Layer(program, init_params(program, n, module.m, 7, layer=k)) for k, n in enumerate(reads)]
    run = trace(layers, np.random.default_rng(7).standard_normal((module.steps, module.n)))
    return run.output[-1], [layer.values["h"][-1] for layer in run.layers]


def steps_read(module: Module) -> int:
    """Return how many inputs change what the backward direction shows at step 1: each is changed in turn."""
    program, x = lower(CELLS[module.kind]), np.random.default_rng(7).standard_normal((module.steps, module.n))
    layers = [Layer(program, init_params(program, module.n, module.m, 7))]
    before = trace(layers, x[::-1]).output[-1]  # at step 1, which a run from the end reads last
    changed = [x + (np.arange(module.steps) == t)[:, None] for t in range(module.steps)]
    return sum(not np.array_equal(trace(layers, one[::-1]).output[-1], before) for one in changed)
