"""What a network is trained on: tasks, their settings, and problems with batches, a test set and a probe."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.inputs.scaling import Scaling
from explainer.inputs.symbols import one_hot
from explainer.tasks.batch import Batch, StreamBatch
from explainer.tasks.pairs import PairData
from explainer.tasks.test_seed import TEST_SEED
from explainer.tasks.text_split import TextSplit

Settings = Mapping[str, Any]
"""Values of a task's settings by name: whole numbers, numbers or choices."""

TEST_SIZE = 512  # sequences in a test set


class TaskError(ValueError):
    """An invalid setting or series for a task; the message says what is allowed."""


@dataclass(frozen=True, eq=False)
class Problem:
    """A task with its settings applied: inputs, targets, metric and data.

    `kind` is "classes" (k of them, cross-entropy) or "numbers" (k of them, squared error); `where` is "last"
    or "each" step. `metric` is a key of METRICS; `baseline` is its value without any memory, `solved` the value from
    which the task counts as solved. `test` is drawn once from its own seed and may be longer than `steps`, the
    length of training sequences; `probe` is one of its sequences, (T, n, 1), shown while training, and `labels` name
    its steps. `inputs` and `outputs` name the channels, and `scalings` (one per input, none where nothing
    was scaled) say how they were scaled; `unscale` undoes the scaling of a prediction. `future` (steps, k), scaled,
    is the true continuation of the probe, where predictions can be fed back as inputs. `line` computes from inputs
    (T, n, B) what is added to unscaled predictions, (k, B), where a network predicts a change. `baselines` are simple
    answers, each with a name and its score over the test set; where there are any, `baseline` is that of the best.
    Where `tokens` is set, the inputs are tokens from 0 to n - 1; `unit` is "character" or "word" where they are those
    of a text, and `split` tells its parts. `stream` draws batches that continue one another, in place of `draw`. Where
    there are `pairs`, an encoder reads the source of each batch, and the network starts from its last states and writes
    the target; the probe is the first pair of the test. `test_text` (N,) holds the tokens of the test text in order,
    where the test set is cut from one; `learned_by_heart` says that it is trained on.
    """

    n: int
    k: int
    steps: int
    kind: str
    where: str
    metric: str
    baseline: float
    solved: float
    draw: Callable[[np.random.Generator, int], Batch]
    test: Batch
    probe: Batch
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    labels: tuple[str, ...] = ()
    scalings: tuple[Scaling, ...] = ()
    unscale: Callable[[NDArray[Any]], NDArray[Any]] = field(default=lambda numbers: numbers)
    future: NDArray[np.float32] | None = None
    line: Callable[[NDArray[Any]], NDArray[Any]] | None = None
    baselines: tuple[tuple[str, float], ...] = ()
    tokens: bool = False
    stream: Callable[[int, int, int], StreamBatch] | None = None
    unit: str = ""
    pairs: PairData | None = None
    test_text: NDArray[np.int64] | None = None
    learned_by_heart: bool = False
    split: TextSplit | None = None

    @property
    def all_steps(self) -> int:
        """Steps of a training sequence, those of its source included."""
        return self.steps + (self.pairs.source_steps if self.pairs else 0)

    @property
    def has_equal_batches(self) -> bool:
        """Whether all batches are of one size, so that seeds trained at once can each have their own."""
        return self.pairs is None and self.test.lengths is None

    def dense(self, batch: Batch) -> NDArray[np.float32]:
        """Return a batch's inputs as numbers, (T, n, B): tokens become one-hot vectors."""
        return one_hot(batch.x, self.n) if self.tokens else batch.x


def held_out(draw: Callable[[np.random.Generator, int], Batch], count: int = TEST_SIZE) -> Batch:
    """Draw the test set, always from the same seed."""
    return draw(np.random.default_rng(TEST_SEED), count)


@dataclass(frozen=True)
class TaskSetting:
    """One setting of a task: its title, default value, help sentence, and its range or its choices.

    `absent` is its value in a recipe that was written before the setting came, where that is not the default.
    """

    title: str
    default: int | float | str
    about: str
    low: float = 0
    high: float = 0
    choices: tuple[str, ...] = ()
    absent: int | float | str | None = None


@dataclass(frozen=True, eq=False)
class Task:
    """A kind of problem: its texts, its settings, and the recipes that were measured to work.

    `description` is the question, `hint` what to look for in a trained network, `baseline` what is compared with it.
    `make` builds the problem from settings that have passed `checked_settings`, and from the visitor's own data
    where `reads` is "series", "text", "pairs" or "labelled". `recipe_defaults` holds, per cell name ("" for any other),
    the fields of a Recipe that work with the defaults, as measured, and `recipes_of_settings` the same for a setting
    and its choice where they differ. `published` are results of others to compare with; `tokens` tells that the inputs
    of its problems are tokens.
    """

    key: str
    title: str
    description: str
    hint: str
    baseline: str
    settings: Mapping[str, TaskSetting]
    make: Callable[..., Problem]
    recipe_defaults: Mapping[str, Mapping[str, Any]]
    reads: str = ""
    recipes_of_settings: Mapping[tuple[str, str], Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    published: str = ""
    tokens: bool = False
