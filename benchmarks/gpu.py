"""Fused kernels on a GPU: first that their numbers are right, then how long they take beside cuDNN's, in one script.

`python benchmarks/gpu.py` takes less than four minutes and needs torch, triton and numpy alone. It writes what it
found, part by part, to gpu.json in the folder that $OUT names (or the current one). `--rehearse` runs the same code at
small sizes on the CPU, in Triton's interpreter; its times mean nothing. Kernels are compiled at first, by many
processes at once, since that takes longer than all else.
"""

import argparse
import json
import os
import statistics
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, wait
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

REHEARSE = "--rehearse" in sys.argv
if REHEARSE:
    os.environ["TRITON_INTERPRET"] = "1"  # read when Triton is imported

import numpy as np
import torch
import triton

sys.path.insert(0, str(Path(__file__).parent.parent))
from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import read_cell
from explainer.cells.lowering import lower
from explainer.cells.program import Program
from explainer.engine.engine_choice import EngineOptions
from explainer.engine.scan import Scan
from explainer.engine.triton_tiles import Tiles, default_precision, padded
from explainer.numerics.initialisation import init_params
from explainer.tasks.batch import Batch
from explainer.tasks.problem import Problem
from explainer.training.learner import make_learner
from explainer.training.recipe import Recipe
from explainer.training.update import update

DEVICE = "cpu" if REHEARSE else "cuda"
SECONDS = 210  # after so many each part ends
SIZES = [(3, 4, 5)] if REHEARSE else [(32, 50, 64), (64, 100, 64), (128, 100, 64), (256, 35, 32)]  # (m, T, B)
CHECKED = [(3, 4, 5)] if REHEARSE else [(1, 7, 3), (17, 20, 33), (32, 50, 64), (64, 100, 64), (100, 40, 19)]
MANY_SEEDS = (3, 2, (3, 4, 5)) if REHEARSE else (256, 8, (16, 50, 32))  # at once, one after the other, size
D2L = (6, 3, 2, 5) if REHEARSE else (28, 256, 35, 32)  # symbols, m, T, B
PRECISIONS = ("ieee", "tf32x3", "bf16")
GRAPH = "eager" if REHEARSE else "graph"
COMPILING = 100  # seconds that compiling may take before the other parts begin
ROUNDS = 2 if REHEARSE else 15
OWN = "f = sigmoid(W_f @ x + U_f @ h_prev + b_f)\nh = f * h_prev + (1 - f) * tanh(W_h @ x + U_h @ (f * h_prev) + b_h)"
PROGRAMS = {**{name: lower(cell) for name, cell in CELLS.items()}, "own": lower(read_cell(OWN))}
BOUNDS = {"LSTM": ("LSTM", 1.0), "GRU": ("GRU", 1.0), "RNN": ("RNN", 1.0), "LSTM-peephole": ("LSTM", 1.3),
          "CIFG": ("LSTM", 1.3), "LSTM-norm": ("LSTM", 1.3), "own": ("LSTM", 1.3)}  # fmt: skip
N, K = 8, 4
Named = Mapping[str, torch.Tensor]
Step = Callable[[], object]


@dataclass(frozen=True)
class Inputs:
    """Random parameters, x, initial states and weights of a loss, in float64 on the CPU."""

    params: Named
    x: torch.Tensor
    state: Named
    weights: torch.Tensor


def random_inputs(program: Program, m: int, steps: int, columns: int, seeds: int, seed: int) -> Inputs:
    rng = np.random.default_rng(seed)
    drawn = [init_params(program, N, m, seed + s) for s in range(seeds)]
    params = {name: torch.tensor(np.stack([one[name] for one in drawn])) for name in drawn[0]}
    params |= {f"{s}_below": torch.tensor(rng.normal(size=(steps, seeds, m, columns))) for s in program.below}
    state = {s: torch.tensor(rng.normal(size=(seeds, m, columns))) for s in program.cell.state}
    x, weights = rng.normal(size=(steps, 1, N, columns)), rng.normal(size=(steps, seeds, m, columns))
    return Inputs(params, torch.tensor(x), state, torch.tensor(weights))


def run(scan: Scan, inputs: Inputs, device: str, dtype: torch.dtype) -> dict[str, torch.Tensor]:
    """Run forward and backward; return h and all gradients, in float64 on the CPU."""

    def leaf(value: torch.Tensor) -> torch.Tensor:
        return value.to(device, dtype).requires_grad_()

    params = {name: leaf(value) for name, value in inputs.params.items()}
    state, x = {name: leaf(value) for name, value in inputs.state.items()}, leaf(inputs.x)
    done = scan(params, x, state)
    (done.h * inputs.weights.to(device, dtype)).sum().backward()
    gradients = {f"gradient of {name}": one.grad for name, one in {**params, **state, "x": x}.items()}
    found = {"h": done.h.detach(), **gradients}
    return {name: value.double().cpu() for name, value in found.items() if value is not None}


def poison(scan: Scan) -> None:
    """Fill every buffer with NaN: what a kernel does not write is seen."""
    for memory in scan.free.values():
        buffers, backward = memory.buffers, memory.backward
        groups = [buffers.states, buffers.others, buffers.matrices, backward.states, backward.others,
                  backward.factor_grads]  # fmt: skip
        for tensor in [buffers.blocks, backward.blocks, *(one for group in groups for one in group.values())]:
            tensor.fill_(torch.nan)


def errors(name: str, options: EngineOptions, size: tuple[int, int, int], seed: int) -> dict[str, float]:
    """Return ‖found − right‖ / ‖right‖ of h and of all gradients, on poisoned buffers and with fresh inputs."""
    program, seeds = PROGRAMS[name], 2
    scan, (m, steps, columns) = Scan(program, options), size
    run(scan, random_inputs(program, m, steps, columns, seeds, seed + 1), DEVICE, torch.float32)
    poison(scan)
    inputs = random_inputs(program, m, steps, columns, seeds, seed)
    found = run(scan, inputs, DEVICE, torch.float32)
    right = run(Scan(program, EngineOptions("eager")), inputs, "cpu", torch.float64)
    return {key: float((found[key] - one).norm() / (one.norm() + 1e-30)) for key, one in right.items()}


Case = tuple[str, EngineOptions, tuple[int, int, int], int]
"""A cell, options, a size (m, T, B), and how many seeds."""


def checked_cases() -> list[Case]:
    """Each cell at one size, the LSTM at all sizes and precisions, and the graph of the eager calls."""
    exact, sizes = EngineOptions("fused", "ieee"), [CHECKED[0], CHECKED[-1]]
    cases: list[Case] = [(name, exact, sizes[k % 2], 2) for k, name in enumerate(PROGRAMS)]
    cases += [("LSTM", EngineOptions("fused", precision), size, 2) for size in CHECKED for precision in PRECISIONS]
    cases += [("LSTM", fused(SIZES[-1][0]), SIZES[-1], 2), ("GRU-Cho", in_pieces(SIZES[0][0]), SIZES[0], 2)]
    return cases + [(name, EngineOptions(GRAPH), CHECKED[0], 2) for name in ("LSTM", "LSTM-norm", "sLSTM")]


def timed_cases() -> list[Case]:
    """What is timed with the default tiles."""
    seeds, _, size = MANY_SEEDS
    cases: list[Case] = [(name, fused(one[0]), one, 1) for one in SIZES for name in BOUNDS]
    return [*cases, *((name, fused(size[0]), size, seeds) for name in ("LSTM", "GRU", "RNN"))]


def compile_kernels() -> Iterator[dict[str, Any]]:
    """Compile all kernels into Triton's cache on disk, which the parts below then read."""
    cases = [case for case in [*timed_cases(), *checked_cases()] if case[1].engine == "fused"]
    cases = list({repr(case): case for case in cases}.values())[: 2 if REHEARSE else None]
    began, workers = time.perf_counter(), 1 if REHEARSE else min(14, os.cpu_count() or 1)
    pool = ProcessPoolExecutor(workers, get_context("spawn"))
    try:
        done, late = wait([pool.submit(compile_case, case) for case in cases], timeout=COMPILING)
        failed = [str(one.exception())[:300] for one in done if one.exception()]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    yield {"kernels": len(cases), "late": len(late), "failed": failed, "seconds": time.perf_counter() - began}


def compile_case(case: Case) -> None:
    """Run a case with few steps: kernels are compiled for so many units, seeds and sequences, for any steps."""
    name, options, (m, _, columns), seeds = case
    run(Scan(PROGRAMS[name], options), random_inputs(PROGRAMS[name], m, 2, columns, seeds, 0), DEVICE, torch.float32)


def correctness() -> Iterator[dict[str, Any]]:
    """Compare with float64 on the CPU."""
    seed = int.from_bytes(os.urandom(2), "little")
    for name, options, size, _ in checked_cases():
        try:
            found = errors(name, options, size, seed)
        except Exception:  # the other cases are to be seen too
            yield {"cell": name, "engine": options.engine, "size": size, "failed": traceback.format_exc()[-600:]}
            continue
        worst = max(found, key=lambda key: found[key] if found[key] == found[key] else float("inf"))
        yield {"cell": name, "engine": options.engine, "precision": options.precision, "size": size, "seed": seed,
               "of_h": found["h"], "worst": found[worst], "of": worst}  # fmt: skip


def in_pieces(m: int) -> EngineOptions:
    return EngineOptions("fused", default_precision(m), tiles=Tiles(padded(m), 16, 16, True))


def batch(steps: int, columns: int) -> Batch:
    rng = np.random.default_rng(0)
    return Batch(rng.normal(size=(steps, N, columns)).astype(np.float32), rng.integers(0, K, columns))


def bare(kind: str, m: int, steps: int, columns: int) -> Step:
    """The usual loop: the module, a Linear on the last step, cross-entropy, Adam."""
    torch.manual_seed(0)
    cell, head = getattr(torch.nn, kind)(N, m).to(DEVICE), torch.nn.Linear(m, K).to(DEVICE)
    optimiser = torch.optim.Adam([*cell.parameters(), *head.parameters()], lr=1e-3)
    data = batch(steps, columns)
    x = torch.from_numpy(data.x).to(DEVICE).transpose(1, 2).contiguous()  # (T, B, n)
    target = torch.from_numpy(data.target).to(DEVICE)

    def step() -> None:
        optimiser.zero_grad()
        torch.nn.functional.cross_entropy(head(cell(x)[0][-1]), target).backward()
        optimiser.step()

    return step


def ours(name: str, m: int, steps: int, columns: int, options: EngineOptions, seeds: int = 1) -> Step:
    """The update of the app's training loop, every value stored."""
    data = batch(steps, columns)
    problem = Problem(N, K, steps, "classes", "last", "accuracy", 1 / K, 1.0, lambda rng, B: data, data, data, (), ())
    cell, text = ("Your cell", OWN) if name == "own" else (name, "")
    recipe = Recipe(cell=cell, text=text, m=m, seeds=seeds, batch=columns, rate=1e-3, clip="none", device=DEVICE)
    learner = make_learner(recipe, problem)
    learner, k = replace(learner, network=replace(learner.network, options=options)), iter(range(1, 10**6))
    return lambda: update(learner, next(k), 1e-3)


def layer_alone(name: str, m: int, steps: int, columns: int, options: EngineOptions) -> Step:
    """Forward and backward of one layer, without readout and optimiser."""
    inputs, scan = random_inputs(PROGRAMS[name], m, steps, columns, 1, 0), Scan(PROGRAMS[name], options)
    params, state = ({key: value.to(DEVICE, torch.float32) for key, value in group.items()}
                     for group in (inputs.params, inputs.state))  # fmt: skip
    leaves = [value.requires_grad_() for value in params.values()]
    x, weights = inputs.x.to(DEVICE, torch.float32), inputs.weights.to(DEVICE, torch.float32)
    return lambda: torch.autograd.grad((scan(params, x, state).h * weights).sum(), leaves)


def module_alone(kind: str, m: int, steps: int, columns: int) -> Step:
    cell = getattr(torch.nn, kind)(N, m).to(DEVICE)
    x, weights = torch.randn(steps, columns, N, device=DEVICE), torch.randn(steps, columns, m, device=DEVICE)
    return lambda: torch.autograd.grad((cell(x)[0] * weights).sum(), list(cell.parameters()))


def interleaved(sides: Mapping[str, Step], rounds: int = ROUNDS) -> dict[str, float]:
    """Return each side's median time, in ms, by CUDA events; the sides take turns, after a warm-up."""
    for side in sides.values():
        for _ in range(3):
            side()
    times: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, side in sides.items():
            times[name].append(milliseconds(side))
    return {name: statistics.median(found) for name, found in times.items()}


def row_of(about: Mapping[str, Any], sides: Callable[[], Mapping[str, Step]], rounds: int = ROUNDS) -> dict[str, Any]:
    """Return a row with each side's median time, or with what failed: the other rows are to be seen too."""
    try:
        return {**about, **interleaved(sides(), rounds)}
    except Exception:
        return {**about, "failed": traceback.format_exc()[-600:]}


def milliseconds(step: Step) -> float:
    if REHEARSE:
        start = time.perf_counter()
        step()
        return (time.perf_counter() - start) * 1e3
    begin, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
    torch.cuda.synchronize()
    begin.record()
    for _ in range(3):
        step()
    end.record()
    end.synchronize()
    return float(begin.elapsed_time(end)) / 3


def fused(m: int) -> EngineOptions:
    return EngineOptions("fused", default_precision(m))


def training_steps() -> Iterator[dict[str, Any]]:
    """A whole training step of each cell against the module that it is measured by, and the layer alone."""
    for name, (kind, bound) in BOUNDS.items():
        for size in SIZES:
            about = {"cell": name, "size": size, "against": kind, "bound": bound}
            row = row_of(about, partial(training_sides, name, kind, size))
            if "failed" not in row:
                row |= {"ratio": row["ours"] / row["cudnn"], "ratio_of_layers": row["our_layer"] / row["cudnn_layer"]}
            yield row


def training_sides(name: str, kind: str, size: tuple[int, int, int]) -> dict[str, Step]:
    options = fused(size[0])
    return {"ours": ours(name, *size, options), "cudnn": bare(kind, *size),
            "our_layer": layer_alone(name, *size, options), "cudnn_layer": module_alone(kind, *size)}  # fmt: skip


def many_seeds() -> Iterator[dict[str, Any]]:
    """Many seeds at once against the module, one after the other."""
    seeds, counted, size = MANY_SEEDS
    for kind in ("LSTM", "GRU", "RNN"):
        row = row_of({"cell": kind, "size": size, "seeds": seeds, "bound": 50}, partial(seed_sides, kind), 5)
        if "failed" not in row:
            row["times_faster"] = row["some_one_by_one"] / counted * seeds / row["at_once"]
        yield row


def seed_sides(kind: str) -> dict[str, Step]:
    seeds, counted, size = MANY_SEEDS
    one = bare(kind, *size)
    return {"at_once": ours(kind, *size, fused(size[0]), seeds),
            "some_one_by_one": lambda: [one() for _ in range(counted)]}  # fmt: skip


def d2l_tokens() -> Iterator[dict[str, Any]]:
    """Tokens per second of the GRU of Dive into Deep Learning; 25,223 are published, on another card."""
    symbols, m, steps, columns = D2L
    rng = np.random.default_rng(0)
    data = Batch(rng.integers(0, symbols, (steps, columns)), rng.integers(0, symbols, (steps, columns)))
    problem = Problem(symbols, symbols, steps, "classes", "each", "accuracy", 1 / symbols, 1.0, lambda rng, B: data,
                      data, data, (), (), tokens=True)  # fmt: skip
    recipe = Recipe(
        task="text", cell="GRU", m=m, batch=columns, optimiser="sgd", rate=1.0, device=DEVICE, keep="as drawn"
    )
    learner = make_learner(recipe, problem)
    learner, k = replace(learner, network=replace(learner.network, options=fused(m))), iter(range(1, 10**6))
    found = interleaved({"ours": lambda: update(learner, next(k), 1.0), "cudnn": d2l_module(symbols, m, data)})
    yield {"size": D2L, **found, "tokens_per_second": 1e3 * steps * columns / found["ours"],
           "tokens_per_second_of_cudnn": 1e3 * steps * columns / found["cudnn"], "published": 25_223}  # fmt: skip


def d2l_module(symbols: int, m: int, data: Batch) -> Step:
    cell, head = torch.nn.GRU(symbols, m).to(DEVICE), torch.nn.Linear(m, symbols).to(DEVICE)
    params = [*cell.parameters(), *head.parameters()]
    optimiser = torch.optim.SGD(params, lr=1.0)
    tokens, target = torch.from_numpy(data.x).to(DEVICE), torch.from_numpy(data.target).to(DEVICE)

    def step() -> None:
        optimiser.zero_grad()
        outputs = head(cell(torch.nn.functional.one_hot(tokens, symbols).float())[0])
        torch.nn.functional.cross_entropy(outputs.flatten(0, 1), target.flatten()).backward()
        torch.nn.utils.clip_grad_norm_(params, 1.0)
        optimiser.step()

    return step


def engines_and_tiles() -> Iterator[dict[str, Any]]:
    """The LSTM's layer by each engine, and with other tiles: what the defaults could be."""
    for size in SIZES:
        units, exact = padded(size[0]), default_precision(size[0])
        options = {
            "eager": EngineOptions("eager"), "graph": EngineOptions(GRAPH),
            "default": fused(size[0]), "needed": replace(fused(size[0]), keep="needed"),
            "tf32x3": EngineOptions("fused", "tf32x3"), "bf16": EngineOptions("fused", "bf16"),
            "4 warps": EngineOptions("fused", exact, tiles=Tiles(units, 16, min(units, 32), units > 64, 4)),
            "8 warps": EngineOptions("fused", exact, tiles=Tiles(units, 16, min(units, 32), units > 64, 8)),
            "pieces": EngineOptions("fused", exact, tiles=Tiles(units, 16, min(units, 32), True, 8)),
        }  # fmt: skip
        for label, one in options.items():
            yield row_of({"size": size, "options": label}, partial(layer_sides, size, one), 5)


def layer_sides(size: tuple[int, int, int], options: EngineOptions) -> dict[str, Step]:
    return {"layer": layer_alone("LSTM", *size, options)}


PARTS = (compile_kernels, correctness, training_steps, many_seeds, d2l_tokens, engines_and_tiles)


Part = Callable[[], Iterator[dict[str, Any]]]


def machine() -> dict[str, Any]:
    """Return what the results begin with."""
    return {
        "device": "CPU, in the interpreter" if REHEARSE else torch.cuda.get_device_name(), "torch": torch.__version__,
        "triton": triton.__version__, "cudnn_allows_tf32": torch.backends.cudnn.allow_tf32, "began": time.time(),
        "cut_short": [], "restarted_after": [], "failed": {},
    }  # fmt: skip


def run_part(part: Part, found: dict[str, Any], file: Path) -> None:
    """Run a part and write each of its rows; it ends early when the time is over, or when the driver has failed."""
    rows = found[part.__name__] = []
    try:
        for row in part():
            rows.append({"at_s": round(time.time() - found["began"], 1), **row})
            print(part.__name__, json.dumps(rows[-1]), flush=True)
            file.write_text(json.dumps(found, indent=1))
            if time.time() - found["began"] > SECONDS:
                found["cut_short"].append(part.__name__)
                break
            if row.get("failed") and is_dead():
                break
    except Exception:  # the other parts are to be seen too
        found["failed"][part.__name__] = traceback.format_exc()[-2000:]
        print(found["failed"][part.__name__], flush=True)


def is_dead() -> bool:
    """Tell whether the driver has failed in this process, so that nothing more can run in it."""
    try:
        return bool(not REHEARSE and torch.cuda.synchronize())
    except RuntimeError:
        return True


def main(file: Path, parts: Sequence[Part], found: dict[str, Any]) -> None:
    """Run the parts; after a failure of the driver the rest goes on in a fresh process, in this one's place."""
    for k, part in enumerate(parts):
        run_part(part, found, file)
        rest = [one.__name__ for one in parts[k + 1 :]]
        dead = is_dead()
        found["restarted_after"] += [part.__name__] * dead
        file.write_text(json.dumps(found, indent=1))
        if dead and rest:
            options = ["--resume", "--parts", ",".join(rest), *["--rehearse"] * REHEARSE]
            os.execv(sys.executable, [sys.executable, __file__, *options])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rehearse", action="store_true", help="small, on the CPU, in Triton's interpreter")
    parser.add_argument("--parts", default="", help="only these parts, with commas between their names")
    parser.add_argument("--resume", action="store_true", help="add to the results that are there")
    arguments = parser.parse_args()
    chosen = [part for part in PARTS if part.__name__ in arguments.parts.split(",")] or PARTS
    torch.set_num_threads(1 if REHEARSE else torch.get_num_threads())
    results = Path(os.environ.get("OUT", ".")) / "gpu.json"
    with np.errstate(all="ignore"):
        main(results, chosen, json.loads(results.read_text()) if arguments.resume else machine())
