import math
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from explainer.tasks.problem import TaskError
from explainer.training import arrays_file
from explainer.training.loop import follow, train
from explainer.training.recipe import Recipe, RecipeError
from explainer.training.records import Begun, Ended, Look, Order, Snapshot, State, Update
from explainer.training.schedules import factor
from explainer.training.state import EVERY
from tests.training.tiny import B, T, small, tiny


def told(loop, count):
    """Take so many updates and return their losses and norms, (updates, 2, S)."""
    return np.array([(made.loss, made.norm) for made in (loop.send(None) for _ in range(count))])


def opened(recipe, problem=None, **options):
    loop = follow(recipe, problem or tiny(), **options)
    return loop, next(loop)


def test_a_run_begins_goes_on_and_ends():
    recipe = small(seeds=2)
    loop, begun = opened(recipe)
    assert isinstance(begun, Begun)
    assert begun.parameters == 3 * (4 * 3 + 4 * 4 + 4 + 4) + 2 * 4 + 2 and begun.tokens == T * B
    assert (begun.device, begun.metric, begun.step) == ("cpu", "accuracy", 0)
    records = list(loop)
    assert [made.step for made in records[:-1]] == list(range(1, 13))
    assert all(isinstance(made, Update) and made.loss.shape == made.norm.shape == (2,) for made in records[:-1])
    ended = records[-1]
    assert isinstance(ended, Ended) and (ended.reason, ended.step) == ("done", 12) and ended.metric.shape == (2,)
    assert ended.sentence.startswith("All 12 updates were made; accuracy ")


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"seeds": 3, "cell": "LSTM", "layers": 2, "chunk": 3, "grow": 1},
        {"dropout": 0.3, "zoneout": 0.2, "chunk": 3},
    ],
)
def test_a_run_can_be_made_again_bit_for_bit(fields):
    runs = [told(opened(small(**fields))[0], 6) for _ in range(2)]
    assert np.array_equal(*runs)
    assert not np.array_equal(runs[0], told(opened(small(**fields, seed=8))[0], 6))


def test_a_run_that_is_rewound_is_the_first_again():
    loop, begun = opened(small(seeds=2, optimiser="momentum"))
    first = told(loop, 5)
    loop.send(Order("rate", 0.5))
    again = loop.send(Order("rewind"))
    assert isinstance(again, Begun) and again.step == 0 and again.parameters == begun.parameters
    assert np.array_equal(told(loop, 5), first)


@pytest.mark.parametrize("optimiser", ["sgd", "momentum", "rmsprop", "adam"])
def test_a_run_that_is_resumed_equals_one_that_was_never_stopped(optimiser):
    recipe = small(optimiser=optimiser, seeds=2, learned_start=True, schedule="cosine", chunk=2, grow=1)
    loop, _ = opened(recipe)
    told(loop, 4)
    loop.send(Order("rate", 0.02))
    kept = loop.send(Order("state"))
    assert isinstance(kept, State) and kept.step == 5
    rest, end = told(loop, 7), loop.send(None)
    other, begun = opened(recipe, found=arrays_file.unpack(arrays_file.pack(kept.arrays)))
    assert begun.step == 5
    assert np.array_equal(told(other, 7), rest)
    again = other.send(None)
    assert again.step == end.step == 12 and np.array_equal(again.metric, end.metric)


def test_a_state_is_a_copy():
    loop, _ = opened(small())
    kept = loop.send(Order("state")).arrays
    before = {name: np.array(array) for name, array in kept.items()}
    told(loop, 3)
    assert all(np.array_equal(kept[name], before[name]) for name in kept)


def test_a_resumed_run_can_be_rewound():
    recipe = small()
    loop, _ = opened(recipe)
    first = told(loop, 3)
    other, _ = opened(recipe, found=loop.send(Order("state")).arrays)
    other.send(Order("rewind"))
    assert np.array_equal(told(other, 3), first)


@pytest.mark.parametrize("spoil", [lambda a: a.pop("weights.0.W_n"), lambda a: a.update({"moments.mean": np.zeros(3)}),
                                   lambda a: a.update({"run.step": np.array(["x", "y"])})])  # fmt: skip
def test_a_state_of_another_recipe_is_refused(spoil):
    arrays = dict(opened(small())[0].send(Order("state")).arrays)
    spoil(arrays)
    with pytest.raises(RecipeError, match="does not fit the recipe: “"):
        follow(small(), tiny(), arrays)


def test_a_rate_holds_from_the_next_update_on():
    recipe = small(schedule="step", rate=0.1)
    loop, _ = opened(recipe)
    rates = [loop.send(None).rate, loop.send(Order("rate", 0.01)).rate, *(loop.send(None).rate for _ in range(5))]
    known = [(0.1 if k == 1 else 0.01) * factor("step", k, 12) for k in range(1, 8)]
    assert rates == pytest.approx(known)
    unchanged = opened(recipe)[0]
    assert np.array_equal(told(unchanged, 1), told(opened(recipe)[0], 1))


def test_looking_changes_nothing():
    watched, alone = opened(small(seeds=2))[0], opened(small(seeds=2))[0]
    found = []
    for _ in range(4):
        found.append(told(watched, 1)[0])
        assert isinstance(watched.send(Order("look")), Look) and isinstance(watched.send(Order("snapshot")), Snapshot)
    assert np.array_equal(np.array(found), told(alone, 4))


def test_a_snapshot_has_all_weights():
    loop, begun = opened(small(seeds=2, layers=2, learned_start=True))
    told(loop, 2)
    found = loop.send(Order("snapshot"))
    assert found.step == 2
    assert {"0.W_r", "1.U_n", "0.start.h", "readout.V", "readout.a"} <= set(found.weights)
    assert all(array.dtype == np.float32 and len(array) == 2 for array in found.weights.values())
    assert sum(array[0].size for array in found.weights.values()) == begun.parameters


def test_a_run_ends_early_when_all_seeds_have_solved_it():
    easy = tiny("numbers", solved=100.0)
    *_, last, ended = opened(small(updates=100, early=True), easy)[0]
    assert (ended.reason, ended.step, last.step) == ("solved", EVERY, EVERY)
    assert ended.sentence.startswith(f"The task is solved after {EVERY} updates: mean squared error ")
    *_, ended = opened(small(updates=70, early=False), easy)[0]
    assert (ended.reason, ended.step) == ("done", 70)


def test_one_seed_that_has_not_solved_it_keeps_the_run_going():
    problem = tiny("numbers", "last")
    *_, ended = opened(small(seeds=4, updates=EVERY, rate=1e-9), problem)[0]
    between = float(np.sort(ended.metric)[:2].mean())
    *_, ended = opened(small(seeds=4, updates=EVERY, rate=1e-9, early=True), replace(problem, solved=between))[0]
    assert ended.reason == "done" and (ended.metric < between).sum() == 1


def test_patience_ends_what_does_not_become_better():
    *_, ended = opened(small(updates=400, rate=1e-9, patience=60))[0]
    assert (ended.reason, ended.step) == ("stopped", 150)  # the first look is at 50, the one at 150 is 100 later
    assert "no seed has become better on the test set for 60" in ended.sentence


def test_patience_is_not_lost_by_resuming():
    recipe = small(updates=400, rate=1e-9, patience=60)
    loop, _ = opened(recipe)
    told(loop, 80)
    *_, ended = opened(recipe, found=loop.send(Order("state")).arrays)[0]
    assert (ended.reason, ended.step) == ("stopped", 150)


def test_a_run_without_any_number_ends_with_a_sentence():
    wild = small(cell="RNN-ReLU", optimiser="sgd", clip="none", rate=10.0, scale=8.0, updates=50, seeds=2)
    *_, last, ended = opened(wild, tiny("numbers", "each"))[0]
    assert ended.reason == "nan" and ended.step == last.step < 50
    assert not np.isfinite(last.loss).any() and np.isnan(ended.metric).all()
    wanted = f"Every seed's loss is no number any more since update {last.step}, at a learning rate of 10: "
    assert ended.sentence == wanted + "clip gradients by their norm, or begin again with a rate of 1."


def test_one_seed_without_a_number_does_not_stop_the_others():
    recipe = small(seeds=3, updates=6, cell="LSTM")
    loop, _ = opened(recipe)
    arrays = dict(loop.send(Order("state")).arrays)
    arrays["weights.0.U_f"] = np.array(arrays["weights.0.U_f"])
    arrays["weights.0.U_f"][1] = math.nan
    *updates, ended = opened(recipe, found=arrays)[0]
    found = np.array([made.loss for made in updates])
    assert np.isnan(found[:, 1]).all()
    assert np.array_equal(found[:, ::2], told(loop, 6)[:, 0, ::2])
    assert ended.reason == "done" and list(np.isnan(ended.metric)) == [False, True, False]
    assert ended.sentence.endswith("The loss of 1 of 3 seeds is no number any more.")


def test_a_task_is_found_and_followed():
    loop = train(Recipe("recall", {"gap": 4}, "GRU", m=8, batch=8, updates=2, device="cpu"))
    begun, *_, ended = loop
    assert begun.tokens == 5 * 8 and begun.baseline == 1 / 8 and ended.step == 2


def test_what_cannot_be_followed_is_said_at_once():
    with pytest.raises(RecipeError, match="“rate” is not a number"):
        train(Recipe(rate=math.nan))
    with pytest.raises((RecipeError, TaskError)):
        train(Recipe(task="series"))


def test_a_recipe_and_records_are_read_without_torch():
    code = (
        "import sys; import explainer.training.recipe, explainer.training.records, explainer.training.schedules, "
        "explainer.training.arrays_file; print({'torch', 'streamlit', 'pandas'} & set(sys.modules))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "set()"


def test_a_run_that_has_ended_can_still_be_looked_at_and_rewound():
    recipe = small(updates=3)
    loop, _ = opened(recipe)
    first = told(loop, 3)
    ended = loop.send(None)
    assert isinstance(ended, Ended)
    assert loop.send(Order("look")).step == loop.send(Order("snapshot")).step == 3
    assert loop.send(Order("rewind")).step == 0
    assert np.array_equal(told(loop, 3), first)
    assert loop.send(None).reason == "done"
    with pytest.raises(StopIteration):
        loop.send(None)


def test_chance_is_for_training_alone():
    quiet, loud = opened(small(zoneout=0.0))[0], opened(small(zoneout=0.3, dropout=0.3))[0]
    assert not np.array_equal(told(quiet, 3), told(loud, 3))
    one, two = loud.send(Order("look")), loud.send(Order("look"))
    assert np.array_equal(one.metric, two.metric) and np.array_equal(one.values["h"], two.values["h"])
