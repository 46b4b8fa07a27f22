"""Gatescope's own weight files: a run of the Train page, or an exported model, by the letters of its cell."""

import json
import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import OWN_CELL
from explainer.cells.lowering import lower
from explainer.cells.primitives import Array
from explainer.cells.program import CellError, Program
from explainer.inputs.sequence import counted
from explainer.numerics.parameter_names import EMBEDDING, ENCODER
from explainer.numerics.setup import cell_of
from explainer.torch_models.files import embedded_tokens
from explainer.torch_models.files.assumed_activation import SAME_LETTERS
from explainer.torch_models.files.candidates import openable
from explainer.torch_models.files.entries import Entries, Entry, numbers, precision_note, shaped
from explainer.torch_models.files.limits import LIMITS, MAX_MODELS, short
from explainer.torch_models.model import PROJECTION, Model, ModelError

KEY = re.compile(
    r"(?:(?P<step>\d{1,12})/|layers\.)?(?P<layer>\d{1,3})\.(?P<direction>reverse\.)?(?P<start>start\.)?(?P<letter>[A-Za-z]\w{0,60})"
)
MODULE = "layers."  # the prefix of the names in an exported module
READOUT = "The output layer above the layers is left out."
LEFT_OUT_ENCODER = "The encoder, whose last states this network begins with, is left out."
Keys = dict[tuple[int, int], dict[str, str]]
"""Names in the file of one step's weights, by layer and direction, and there by letter; initial states as "start.h"."""


def is_gatescope(names: Iterable[str]) -> bool:
    """Tell whether these are names in a file of Gatescope: “0.W_i”, “250/0.W_i” after 250 updates."""
    return any(match["letter"].startswith(("W_", "U_")) for match in map(KEY.fullmatch, names) if match)


def read_gatescope(entries: Entries, metadata: dict[str, str], whole: str) -> tuple[Model, ...]:
    """Return the models, the latest step first, one for each seed; raises ModelError.

    A file with the names of an exported module, “layers.0.W_i”, has one seed, and its arrays have no axis for it.
    """
    entries = {
        key.removeprefix(MODULE): _with_seed_axis(one) if key.startswith(MODULE) else one
        for key, one in entries.items()
    }
    recipe, steps = _recipe(metadata), _keys_by_step(entries)
    seeds = {step: _seeds(entries, keys, whole) for step, keys in steps.items()}
    latest = sorted(steps, key=lambda one: -1 if one is None else one, reverse=True)
    chosen = [(step, seed) for step in latest[:MAX_MODELS] for seed in range(seeds[step])][:MAX_MODELS]
    candidates = []
    for step, seed in chosen:
        name = _name(recipe, whole, step, seed, seeds[step])
        candidates.append((name, partial(_model, entries, steps[step], recipe, seed, len(chosen), name)))
    return openable(candidates, "It has no layer: names like “0.W_i” would be right.", sum(seeds.values()))


def _with_seed_axis(found: Entry) -> Entry:
    return Entry(found.array[None], found.dtype)


def _recipe(metadata: dict[str, str]) -> dict[str, Any]:
    try:
        recipe = json.loads(metadata.get("recipe", "{}"))
    except (ValueError, RecursionError):
        return {}
    return recipe if isinstance(recipe, dict) else {}


def _keys_by_step(entries: Entries) -> dict[int | None, Keys]:
    steps: dict[int | None, Keys] = {}
    for key in entries:
        match = KEY.fullmatch(key)
        if match:
            step = None if match["step"] is None else int(match["step"])
            index = (int(match["layer"]), int(match["direction"] is not None))
            found = steps.setdefault(step, {}).setdefault(index, {})
            found[f"{match['start'] or ''}{match['letter']}"] = key
    return steps


def _seeds(entries: Entries, found: Keys, whole: str) -> int:
    """Return how many seeds there are, the first axis of all arrays; a shape alone is trusted up to a limit."""
    shapes = {key: entries[key].shape for letters in found.values() for key in letters.values()}
    empty = next((key for key, shape in shapes.items() if 0 in shape), None)
    if empty is not None:
        raise ModelError(f"“{short(empty)}” has the shape {shapes[empty]}; one without a 0 would be right.")
    seeds = max(shape[0] if shape else 1 for shape in shapes.values())
    LIMITS["seeds"].check(seeds, whole)
    return seeds


def _name(recipe: dict[str, Any], whole: str, step: int | None, seed: int, seeds: int) -> str:
    parts = [short(recipe.get("name", whole))]
    parts += [] if step is None else [f"after {counted(step, 'update')}"]
    return ", ".join([*parts, f"seed {seed + 1}"] if seeds > 1 else parts)


def _model(entries: Entries, keys: Keys, recipe: dict[str, Any], seed: int, models: int, name: str) -> Model:
    cell, notes = _cell(recipe, keys.get((0, 0), {}))
    text = str(recipe.get("text", "")) if cell == OWN_CELL else ""
    program = _program(cell, text)
    layers, directions = (1 + max(index[k] for index in keys) for k in (0, 1))
    LIMITS["layers"].check(layers, name)
    prefix = next(iter(next(iter(keys.values())).values())).rpartition("/")[0]
    rows = [[(layer, direction) for direction in range(directions)] for layer in range(layers)]
    both = [[_direction(entries, program, keys.get(index, {}), index, seed, prefix) for index in row] for row in rows]
    params: tuple[embedded_tokens.Row, ...] = tuple(tuple(found for found, _ in row) for row in both)
    embedding = f"{prefix}/{EMBEDDING}" if prefix else EMBEDDING
    if embedding in entries:
        matrix = _one(entries, embedding, ("V", "e"), seed)
        params = (embedded_tokens.folded_row(program, params[0], matrix, name, models), *params[1:])
        notes = (*notes, embedded_tokens.note(matrix))
    states = tuple(tuple(found for _, found in row) for row in both)
    key = next(key for letter, key in keys[0, 0].items() if letter[:2] == "W_")
    dtype = str(recipe.get("dtype", entries[key].dtype))
    notes += (READOUT,) if any(one.endswith("readout.V") for one in entries) else ()
    notes += (LEFT_OUT_ENCODER,) if any(one.rpartition("/")[2].startswith(ENCODER) for one in entries) else ()
    notes = (*notes, *_left_out(recipe), *precision_note(dtype))
    states = states if any(any(row) for row in states) else ()
    origin = str(recipe.get("origin", "Gatescope"))
    return Model(name, cell, params, short(origin), short(dtype), notes, initial_states=states, text=text)


def _cell(recipe: dict[str, Any], found: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    """Return the cell that the recipe names, or one that has these letters, with a note where others have them too."""
    named = recipe.get("cell")
    if isinstance(named, str) and named:
        if named not in (*CELLS, OWN_CELL):
            raise ModelError(f"Its cell is “{short(named)}”, whose equations are not known here; open it as a run.")
        return named, ()
    letters = {letter for letter in found if not letter.startswith("start.") and letter != PROJECTION}
    fits = [cell for cell in CELLS if set(lower(CELLS[cell]).params) == letters]
    if not fits:
        raise ModelError(f"No cell has the letters {short(', '.join(sorted(letters)))}; those of one cell are right.")
    others = SAME_LETTERS.format(fits[0], ", ".join(fits[1:]))
    return fits[0], (others,) if len(fits) > 1 else ()


def _program(cell: str, text: str) -> Program:
    """Return the program of a cell; equations of a file's own are read like typed ones, and nothing is evaluated."""
    try:
        program = lower(cell_of(cell, text))
    except CellError as error:
        raise ModelError(f"Its equations cannot be read. {error}") from None
    if not any(name.startswith("W_") for name in program.params):
        raise ModelError("Its equations do not multiply the input x by a matrix; one such as “W_h @ x” would be right.")
    return program


def _direction(
    entries: Entries, program: Program, found: dict[str, str], index: tuple[int, int], seed: int, prefix: str
) -> tuple[dict[str, Array], dict[str, Array]]:  # fmt: skip
    where = f"{prefix}/{index[0]}." if prefix else f"{index[0]}."
    where += "reverse." if index[1] else ""
    wanted = dict(program.params) | ({PROJECTION: ("p", "m")} if PROJECTION in found else {})
    params = {}
    for letter, shape in wanted.items():
        params[letter] = _one(entries, found.get(letter, f"{where}{letter}"), shape, seed)
    states = {state: f"start.{state}" for state in program.cell.state}
    return params, {state: _one(entries, found[key], ("m",), seed) for state, key in states.items() if key in found}


def _one(entries: Entries, key: str, shape: tuple[int | str, ...], seed: int) -> Array:
    """Return one seed's numbers, cut out before they are converted to float64."""
    found = shaped(entries, key, ("S", *shape))
    if seed >= len(found.array):
        raise ModelError(f"“{short(key)}” has {counted(len(found.array), 'seed')}; {seed + 1} or more would be right.")
    return numbers({key: Entry(found.array[seed], found.dtype)}, key, shape)


def _left_out(recipe: dict[str, Any]) -> Iterator[str]:
    zoneout = recipe.get("zoneout", 0)
    if isinstance(zoneout, int | float) and zoneout > 0:
        yield f"Zoneout, which left {zoneout:.0%} of each state unchanged in training, is left out here."
