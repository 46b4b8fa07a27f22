"""Sampling from a language model while it learns: its first seed writes after a prompt."""

import numpy as np

from explainer.engine.stepper import Stepper
from explainer.tasks.prompt import Prompt, can_write, default_prompt, read_prefix, vocabulary_of
from explainer.tasks.writing import Sampling, write
from explainer.training.evaluation import evaluation_noise
from explainer.training.learner import Learner
from explainer.training.records import OrderError, Sample

LENGTHS = {"character": 120, "word": 40}  # tokens that are written after the prefix
STREAM = 1217  # tells the seeds of samples from those of batches and noise


def write_sample(learner: Learner, step: int, prompt: Prompt | None = None) -> Sample:
    """Return what the first seed writes after update `step`; what is drawn depends on (recipe.seed, step) alone.

    Without a prompt it is `default_prompt`. Raises OrderError where the problem is no text that goes on, and InputError
    for a prefix that it cannot read.
    """
    problem = learner.problem
    if not can_write(problem):
        raise OrderError("A sample needs a language model, and this task has none; the task “text” has.")
    prompt = prompt or default_prompt(problem)
    stepper = Stepper(learner.network, learner.params, noise=evaluation_noise(learner))
    rng = np.random.default_rng([learner.recipe.seed, step, STREAM])
    sampling = Sampling(LENGTHS[problem.unit], prompt.temperature)
    written = write(stepper.step, read_prefix(problem, prompt.prefix), sampling, rng)
    return Sample(step, prompt, written, tuple(vocabulary_of(problem).pieces(map(int, written.tokens))))
