from dataclasses import replace
from functools import lru_cache
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from explainer.figures.configuration import CONFIGURATIONS, configuration_of, describe, shape_rows, sizes_of
from explainer.inputs.symbols import one_hot
from explainer.tasks.catalogue import TASKS, make_problem
from explainer.tasks.own_data import Series
from explainer.tasks.pair_tasks import pair_data
from explainer.tasks.spell import SPELL
from tests.figures.sentence_rules import check

OTHERS = {"translate": "Encoder-decoder", "spell": "One to many"} | dict.fromkeys(
    ("recall", "adding", "trend", "windows", "hourly", "series", "reviews"), "Many to one"
)
SERIES = Series(("a",), np.random.default_rng(1).standard_normal((300, 1)).cumsum(axis=0))


def with_pairs():
    """A problem as an encoder-decoder has it: with pairs."""
    return SimpleNamespace(**(vars(make_problem("copy", {})) | {"pairs": pair_data("sums")}))


def one_to_many(fed_back: bool):
    """Spelling, with zeros after the first step, or with the letter that was written last."""
    found, digits = SPELL.make({}), 40

    def changed(batch):
        x = np.array(batch.x[:, :digits])
        x[1:] = 0
        letters = np.zeros((len(x), found.k, x.shape[2]), np.float32)
        letters[1:] = one_hot(batch.target[:-1], found.k) * batch.mask[1:, None]
        return replace(batch, x=np.concatenate([x, letters], axis=1) if fed_back else x)

    inputs = (*found.inputs[:digits], *(found.outputs if fed_back else ()))
    return replace(
        found, n=len(inputs), inputs=inputs, probe=changed(found.probe), test=changed(found.test),
        labels=("3,377", *(found.outputs[k] for k in found.probe.target[:-1, 0])),
    )  # fmt: skip


@lru_cache(maxsize=1)
def problems():
    """Every task, one to many, and pairs."""
    one = [one_to_many(False), one_to_many(True)]
    return [*(make_problem(key, {}, SERIES) for key in TASKS), *one, with_pairs()]


@pytest.mark.parametrize("key", TASKS)
def test_every_task_is_what_its_predictions_say(key):
    expected = OTHERS.get(key, "Many to many, aligned")
    assert configuration_of(make_problem(key, {}, SERIES)).title == expected


@pytest.mark.parametrize("fed_back", [True, False])
def test_one_to_many_reads_nothing_new_after_the_first_step(fed_back):
    problem = one_to_many(fed_back)
    assert configuration_of(problem).title == configuration_of(SPELL.make({})).title == "One to many"
    x = np.array(problem.test.x)
    x[5, 3, 7] = 1  # one number that is new
    assert configuration_of(replace(problem, test=replace(problem.test, x=x))).title == "Many to many, aligned"


def test_pairs_are_an_encoder_and_a_decoder():
    assert configuration_of(with_pairs()).title == "Encoder-decoder"
    assert {configuration_of(one) for one in problems()} == set(CONFIGURATIONS)


@pytest.mark.parametrize("layers", [1, 3])
@pytest.mark.parametrize("key", ["recall", "copy", "windows"])
def test_the_shapes_are_those_of_torch(key, layers):
    """Against nn.RNN itself, with and without batch_first, and a linear layer for the prediction."""
    problem, (batch, m) = make_problem(key, {}), (4, 6)
    rows = {row[0]: row for row in shape_rows(problem, sizes_of(problem, batch, m, layers))}
    x = torch.zeros(problem.steps, batch, problem.n)
    output, h_n = torch.nn.RNN(problem.n, m, layers)(x)
    readout = torch.nn.Linear(m, problem.k)
    prediction = readout(h_n[-1] if problem.where == "last" else output)
    for name, tensor in {"input": x, "output": output, "h_n": h_n, "prediction": prediction}.items():
        assert rows[name][2] == str(tuple(tensor.shape))
    first, h_first = torch.nn.RNN(problem.n, m, layers, batch_first=True)(x.transpose(0, 1))
    sizes = sizes_of(problem, batch, m, layers)
    for name, tensor in {"output": first, "h_n": h_first}.items():
        letters = rows[name][3].strip("()").split(", ")
        assert tuple(sizes[letter] for letter in letters) == tuple(tensor.shape)


def test_the_shapes_of_pairs_are_those_of_both_strings():
    problem, pairs = with_pairs(), pair_data("sums")
    rows = {row[0]: row for row in shape_rows(problem, sizes_of(problem, 8, 5, 1))}
    assert rows["source"][1:] == ("(T, B, n)", f"({pairs.source_steps}, 8, {len(pairs.source_symbols)})", "(B, T, n)")
    assert rows["output"][1:] == ("(S, B, m)", f"({pairs.target_steps}, 8, 5)", "(B, S, m)")
    assert rows["h_n"][1] == rows["h_n"][3] == "(L, B, m)"


def test_the_predictions_that_count_are_counted():
    assert "Of the 30 predictions for the test sequence below, 5 count." in describe(make_problem("copy", {}))
    assert "below" not in describe(make_problem("parity", {}))


def test_the_sentences_keep_the_rules():
    check(*(describe(one) for one in problems()), *(one.alt for one in CONFIGURATIONS))
