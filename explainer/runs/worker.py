"""The worker process: trains one run, and reports how it ended whatever happens."""

import importlib
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import Any

from explainer.runs.frames import Frame, Head, pack, unpack
from explainer.runs.home import KERNELS, home
from explainer.runs.limits import LIMITS
from explainer.runs.memory_limit import is_out_of_memory, limit_memory
from explainer.runs.own_data import unpack_own_data
from explainer.runs.worker_loop import RunEnd, WorkerLoop
from explainer.tasks.prompt import Prompt
from explainer.training.arrays_file import unpack as unpack_arrays
from explainer.training.recipe import Recipe, recipe_from_json


def train_run(
    connection: Connection, head: Head, body: bytes, loop: str, saved: Frame | None = None,
    prepare: Callable[[], object] = lambda: None,
) -> None:  # fmt: skip
    """Train a run, from a saved state where there is one, and report how it ended whatever happens.

    `prepare` is called once the process has its device.
    """
    worker_loop = None
    try:
        recipe = recipe_from_json(head["recipe"])
        data = unpack_own_data(head["columns"], body)
        train: Any = importlib.import_module(loop).train
        known = (saved[0] if saved else head).get("prompt")
        arrays = {"saved": unpack_arrays(saved[1])} if saved else {}
        prompt = Prompt(**known) if known else None
        placed = place(recipe, head)
        prepare()
        worker_loop = WorkerLoop(connection, train(placed, data, **arrays), recipe, head.get("paused", False), prompt)
        worker_loop.saves_states = head.get("saves_states", False)
        if saved:
            worker_loop.resume(saved[0], head["known_step"], head["snapshot_step"])
        else:
            worker_loop.run()
    except RunEnd as end:
        reason, sentence = end.args
        assert worker_loop is not None
        worker_loop.finish({"kind": "ended", "reason": reason, "sentence": sentence, "step": worker_loop.step})
    except (EOFError, BrokenPipeError, ConnectionError):
        raise
    except Exception as error:  # whatever happens, the run ends with a reason
        step = worker_loop.step if worker_loop else 0
        connection.send_bytes(pack({"kind": "ended", **end_of_error(error, step), "step": step}))


def place(recipe: Recipe, head: Head) -> Recipe:
    """Return the recipe as it is trained where the supervisor has put it: on one of the cards, or on another device."""
    if "card" in head:
        from explainer.training.device import use_card

        use_card(head["card"], head["share"])
    return replace(recipe, device=head["device"]) if "device" in head else recipe


CARD_FULL = "The graphics card has no memory left for this run; try again when another run on it has ended."
STORED = "The run has ended after update {step:,}; its updates until then are stored."


def end_of_error(error: Exception, step: int) -> Head:
    """Return reason and sentence of a run that an error has ended; our own errors speak for themselves.

    `card_lost` tells the supervisor that the driver of a card has failed.
    """
    from explainer.training.device_error import DeviceFullError, DeviceLostError, is_full, is_lost, lost_sentence

    if isinstance(error, DeviceFullError) or is_full(error):
        return {"reason": "memory", "sentence": str(error) if isinstance(error, DeviceFullError) else CARD_FULL}
    if isinstance(error, DeviceLostError) or is_lost(error):
        sentence = str(error) if isinstance(error, DeviceLostError) else lost_sentence(error)
        return {"reason": "failed", "sentence": f"{sentence} {STORED.format(step=step)}", "card_lost": True}
    if is_out_of_memory(error):
        return {"reason": "memory", "sentence": LIMITS["bytes of a worker"].refuse().args[0]}
    if type(error).__module__.startswith("explainer."):
        return {"reason": "refused", "sentence": str(error)[:1000]}
    text = f"{type(error).__name__}: {error}"[:500]
    return {"reason": "failed", "sentence": f"The training failed after update {step}: {text}"}


def worker_main(connection: Connection, loop: str) -> None:
    """Wait for a run, train it, and end; end too when the other end of the pipe is closed."""
    from explainer.runs import warm_up  # noqa: F401  where the process was not forked from a warm one
    from explainer.training.device import flush_denormals
    from explainer.training.kernel_cache import use_kernel_cache

    flush_denormals()
    use_kernel_cache(home() / KERNELS)

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the supervisor decides when a worker ends
    try:
        train_run(connection, *unpack(connection.recv_bytes()), loop, prepare=limit_memory)
    except (EOFError, OSError):
        os._exit(0)
