import math
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from explainer.tasks.problem import TaskError
from explainer.training import arrays_file
from explainer.training.loop import train, train_on
from explainer.training.recipe import Recipe, RecipeError
from explainer.training.records import Ended, Order, ProbeRecord, SavedState, Snapshot, Started, Update
from explainer.training.schedules import factor
from explainer.training.state import EVALUATION_INTERVAL
from tests.training.tiny import B, T, small, tiny


def metrics_of(loop, count):
    """Make `count` updates and return their losses and norms, (updates, 2, S)."""
    return np.array([(made.loss, made.norm) for made in (loop.send(None) for _ in range(count))])


def start_loop(recipe, problem=None, **options):
    loop = train_on(recipe, problem or tiny(), **options)
    return loop, next(loop)


def test_a_run_starts_continues_and_ends():
    recipe = small(seeds=2)
    loop, started = start_loop(recipe)
    assert isinstance(started, Started)
    assert started.parameters == 3 * (4 * 3 + 4 * 4 + 4 + 4) + 2 * 4 + 2 and started.tokens == T * B
    assert (started.device, started.metric, started.step) == ("cpu", "accuracy", 0)
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
def test_a_run_is_reproducible_bit_for_bit(fields):
    runs = [metrics_of(start_loop(small(**fields))[0], 6) for _ in range(2)]
    assert np.array_equal(*runs)
    assert not np.array_equal(runs[0], metrics_of(start_loop(small(**fields, seed=8))[0], 6))


def test_a_rewound_run_repeats_the_first():
    loop, started = start_loop(small(seeds=2, optimiser="momentum"))
    first = metrics_of(loop, 5)
    loop.send(Order("rate", 0.5))
    again = loop.send(Order("rewind"))
    assert isinstance(again, Started) and again.step == 0 and again.parameters == started.parameters
    assert np.array_equal(metrics_of(loop, 5), first)


@pytest.mark.parametrize("optimiser", ["sgd", "momentum", "rmsprop", "adam"])
def test_a_run_that_is_resumed_equals_one_that_was_never_stopped(optimiser):
    recipe = small(optimiser=optimiser, seeds=2, learned_start=True, schedule="cosine", chunk=2, grow=1)
    loop, _ = start_loop(recipe)
    metrics_of(loop, 4)
    loop.send(Order("rate", 0.02))
    saved = loop.send(Order("state"))
    assert isinstance(saved, SavedState) and saved.step == 5
    rest, end = metrics_of(loop, 7), loop.send(None)
    other, started = start_loop(recipe, saved=arrays_file.unpack(arrays_file.pack(saved.arrays)))
    assert started.step == 5
    assert np.array_equal(metrics_of(other, 7), rest)
    again = other.send(None)
    assert again.step == end.step == 12 and np.array_equal(again.metric, end.metric)


def test_a_state_is_a_copy():
    loop, _ = start_loop(small())
    saved = loop.send(Order("state")).arrays
    before = {name: np.array(array) for name, array in saved.items()}
    metrics_of(loop, 3)
    assert all(np.array_equal(saved[name], before[name]) for name in saved)


def test_a_resumed_run_can_be_rewound():
    recipe = small()
    loop, _ = start_loop(recipe)
    first = metrics_of(loop, 3)
    other, _ = start_loop(recipe, saved=loop.send(Order("state")).arrays)
    other.send(Order("rewind"))
    assert np.array_equal(metrics_of(other, 3), first)


@pytest.mark.parametrize("damage", [lambda a: a.pop("weights.0.W_n"), lambda a: a.update({"moments.mean": np.zeros(3)}),
                                   lambda a: a.update({"run.step": np.array(["x", "y"])})])  # fmt: skip
def test_a_state_of_another_recipe_is_refused(damage):
    arrays = dict(start_loop(small())[0].send(Order("state")).arrays)
    damage(arrays)
    with pytest.raises(RecipeError, match="does not fit the recipe: “"):
        train_on(small(), tiny(), arrays)


def test_a_new_rate_applies_from_the_next_update_on():
    recipe = small(schedule="step", rate=0.1)
    loop, _ = start_loop(recipe)
    rates = [loop.send(None).rate, loop.send(Order("rate", 0.01)).rate, *(loop.send(None).rate for _ in range(5))]
    known = [(0.1 if k == 1 else 0.01) * factor("step", k, 12) for k in range(1, 8)]
    assert rates == pytest.approx(known)
    unchanged = start_loop(recipe)[0]
    assert np.array_equal(metrics_of(unchanged, 1), metrics_of(start_loop(recipe)[0], 1))


def test_recording_the_probe_changes_nothing():
    observed, alone = start_loop(small(seeds=2))[0], start_loop(small(seeds=2))[0]
    found = []
    for _ in range(4):
        found.append(metrics_of(observed, 1)[0])
        assert isinstance(observed.send(Order("probe")), ProbeRecord) and isinstance(
            observed.send(Order("snapshot")), Snapshot
        )
    assert np.array_equal(np.array(found), metrics_of(alone, 4))


def test_a_snapshot_has_all_weights():
    loop, started = start_loop(small(seeds=2, layers=2, learned_start=True))
    metrics_of(loop, 2)
    found = loop.send(Order("snapshot"))
    assert found.step == 2
    assert {"0.W_r", "1.U_n", "0.start.h", "readout.V", "readout.a"} <= set(found.weights)
    assert all(array.dtype == np.float32 and len(array) == 2 for array in found.weights.values())
    assert sum(array[0].size for array in found.weights.values()) == started.parameters


def test_a_run_ends_early_when_all_seeds_have_solved_it():
    easy = tiny("numbers", solved=100.0)
    *_, last, ended = start_loop(small(updates=100, early=True), easy)[0]
    assert (ended.reason, ended.step, last.step) == ("solved", EVALUATION_INTERVAL, EVALUATION_INTERVAL)
    assert ended.sentence.startswith(f"The task is solved after {EVALUATION_INTERVAL} updates: mean squared error ")
    *_, ended = start_loop(small(updates=70, early=False), easy)[0]
    assert (ended.reason, ended.step) == ("done", 70)
    assert ended.sentence.startswith("All 70 updates were made and the task is solved; mean squared error ")


def test_the_last_sentence_names_the_best_simple_answer_and_what_is_not_better():
    """Where a task has simple answers a run says what it is compared with, solved or not."""
    answers = (("repeating", 90.0), ("least squares", 50.0))
    easy = tiny("numbers", solved=49.0, baseline=50.0, baselines=answers)
    *_, ended = start_loop(small(updates=100, early=True), easy)[0]
    assert ended.reason == "solved"
    assert ended.sentence.endswith(". The best simple answer, least squares, reaches 50.0000.")
    hard = replace(easy, solved=0.0, baseline=0.0, baselines=(("repeating", 0.1), ("least squares", 0.0)))
    for seeds, verdict in ((1, "the network is not better"), (2, "no seed is better")):
        *_, ended = start_loop(small(seeds=seeds), hard)[0]
        assert ended.reason == "done"
        assert ended.sentence.endswith(f". The best simple answer, least squares, reaches 0.0000; {verdict}.")


WILD = small(cell="RNN-ReLU", optimiser="sgd", clip="none", rate=10.0, scale=8.0, updates=50, seeds=2)


@pytest.mark.parametrize(
    ("recipe", "problem", "reason"),
    [(small(updates=70, early=True), tiny("numbers", solved=100.0), "solved"), (WILD, tiny("numbers", "each"), "nan")],
)
def test_a_state_saved_after_the_last_update_ends_as_the_run_did(recipe, problem, reason):
    loop, _ = start_loop(recipe, problem)
    while not isinstance(made := loop.send(None), Ended):
        saved = loop.send(Order("state")).arrays
    again = start_loop(recipe, problem, saved=saved)[0].send(None)
    assert isinstance(again, Ended) and (again.reason, again.step) == (made.reason, made.step)
    assert made.reason == reason and np.array_equal(again.metric, made.metric, equal_nan=True)


def test_a_run_continues_until_the_last_seed_has_solved_the_task():
    problem = tiny("numbers", "last")
    *_, ended = start_loop(small(seeds=4, updates=EVALUATION_INTERVAL, rate=1e-9), problem)[0]
    between = float(np.sort(ended.metric)[:2].mean())
    early = small(seeds=4, updates=EVALUATION_INTERVAL, rate=1e-9, early=True)
    *_, ended = start_loop(early, replace(problem, solved=between))[0]
    assert ended.reason == "done" and (ended.metric < between).sum() == 1


def test_patience_ends_a_run_that_does_not_improve():
    *_, ended = start_loop(small(updates=400, rate=1e-9, patience=60))[0]
    assert (ended.reason, ended.step) == ("stopped", 150)  # the first evaluation is at 50, the one at 150 is 100 later
    assert "no seed has improved on the test set for 60" in ended.sentence


def test_patience_survives_resuming():
    recipe = small(updates=400, rate=1e-9, patience=60)
    loop, _ = start_loop(recipe)
    metrics_of(loop, 80)
    *_, ended = start_loop(recipe, saved=loop.send(Order("state")).arrays)[0]
    assert (ended.reason, ended.step) == ("stopped", 150)


def test_a_run_without_a_finite_loss_ends_with_a_sentence():
    *_, last, ended = start_loop(WILD, tiny("numbers", "each"))[0]
    assert ended.reason == "nan" and ended.step == last.step < 50
    assert not np.isfinite(last.loss).any() and np.isnan(ended.metric).all()
    wanted = f"Every seed's loss has not been a finite number since update {last.step}, at a learning rate of 10: "
    assert ended.sentence == wanted + "clip gradients by their norm, or start again with a rate of 1."


def test_one_seed_without_a_finite_loss_does_not_stop_the_others():
    recipe = small(seeds=3, updates=6, cell="LSTM")
    loop, _ = start_loop(recipe)
    arrays = dict(loop.send(Order("state")).arrays)
    arrays["weights.0.U_f"] = np.array(arrays["weights.0.U_f"])
    arrays["weights.0.U_f"][1] = math.nan
    *updates, ended = start_loop(recipe, saved=arrays)[0]
    found = np.array([made.loss for made in updates])
    assert np.isnan(found[:, 1]).all()
    assert np.array_equal(found[:, ::2], metrics_of(loop, 6)[:, 0, ::2])
    assert ended.reason == "done" and list(np.isnan(ended.metric)) == [False, True, False]
    assert ended.sentence.endswith("The loss of 1 of 3 seeds is not a finite number.")


def test_a_task_is_trained_by_its_name():
    loop = train(Recipe("recall", {"gap": 4}, "GRU", m=8, batch=8, updates=2, device="cpu"))
    started, *_, ended = loop
    assert started.tokens == 5 * 8 and started.baseline == 1 / 8 and ended.step == 2


def test_an_invalid_recipe_is_refused_at_once():
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


def test_a_run_that_has_ended_still_answers_orders_and_can_be_rewound():
    recipe = small(updates=3)
    loop, _ = start_loop(recipe)
    first = metrics_of(loop, 3)
    ended = loop.send(None)
    assert isinstance(ended, Ended)
    assert loop.send(Order("probe")).step == loop.send(Order("snapshot")).step == 3
    assert loop.send(Order("rewind")).step == 0
    assert np.array_equal(metrics_of(loop, 3), first)
    assert loop.send(None).reason == "done"
    with pytest.raises(StopIteration):
        loop.send(None)


def test_dropout_and_zoneout_act_in_training_alone():
    quiet, loud = start_loop(small(zoneout=0.0))[0], start_loop(small(zoneout=0.3, dropout=0.3))[0]
    assert not np.array_equal(metrics_of(quiet, 3), metrics_of(loud, 3))
    one, two = loud.send(Order("probe")), loud.send(Order("probe"))
    assert np.array_equal(one.metric, two.metric) and np.array_equal(one.values["h"], two.values["h"])
