"""Our own weights: a run of the Train page, or a model that was written here, by the letters of its cell."""

import json
import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from explainer.cells.catalogue import CELLS
from explainer.cells.primitives import Array
from explainer.cells.program import Program, lower
from explainer.torch_models.files.assumed_activation import SAME_LETTERS
from explainer.torch_models.files.candidates import sorted_out
from explainer.torch_models.files.entries import Entries, Entry, kept_in, numbers, shaped
from explainer.torch_models.files.limits import LIMITS, MOST_MODELS, short
from explainer.torch_models.model import PROJECTION, Model, ModelError

KEY = re.compile(
    r"(?:(?P<moment>\d{1,12})/|layers\.)?(?P<layer>\d{1,3})\.(?P<way>reverse\.)?(?P<start>start\.)?(?P<letter>[A-Za-z]\w{0,20})"
)
MODULE = "layers."  # what stands before the names of an exported module
READOUT = "The readout above the layers is left out."
Found = dict[tuple[int, int], dict[str, str]]
"""Names of one moment by layer and direction, and there by letter; the states it starts from as "start.h"."""


def is_own(names: Iterable[str]) -> bool:
    """Tell whether these are names of our own letters: “0.W_i”, “250/0.W_i” after 250 updates."""
    return any(match["letter"].startswith(("W_", "U_")) for match in map(KEY.fullmatch, names) if match)


def read_own(entries: Entries, texts: dict[str, str], whole: str) -> tuple[Model, ...]:
    """Return the models, the latest moment first, one for each start; raises ModelError.

    What has the names of an exported module, “layers.0.W_i”, is of one start, and its arrays have no axis for it.
    """
    entries = {
        key.removeprefix(MODULE): _of_one(one) if key.startswith(MODULE) else one for key, one in entries.items()
    }
    recipe, moments = _recipe(texts), _moments(entries)
    seeds = {moment: _seeds(entries, found, whole) for moment, found in moments.items()}
    latest = sorted(moments, key=lambda one: -1 if one is None else one, reverse=True)
    places = [(moment, seed) for moment in latest[:MOST_MODELS] for seed in range(seeds[moment])][:MOST_MODELS]
    offers = []
    for moment, seed in places:
        name = _name(recipe, whole, moment, seed, seeds[moment])
        offers.append((name, partial(_model, entries, moments[moment], recipe, seed, name)))
    return sorted_out(offers, "It has no layer: names like “0.W_i” would be right.", sum(seeds.values()))


def _of_one(found: Entry) -> Entry:
    return Entry(found.array[None], found.dtype)


def _recipe(texts: dict[str, str]) -> dict[str, Any]:
    try:
        recipe = json.loads(texts.get("recipe", "{}"))
    except (ValueError, RecursionError):
        return {}
    return recipe if isinstance(recipe, dict) else {}


def _moments(entries: Entries) -> dict[int | None, Found]:
    moments: dict[int | None, Found] = {}
    for key in entries:
        match = KEY.fullmatch(key)
        if match:
            moment = None if match["moment"] is None else int(match["moment"])
            place = (int(match["layer"]), int(match["way"] is not None))
            found = moments.setdefault(moment, {}).setdefault(place, {})
            found[f"{match['start'] or ''}{match['letter']}"] = key
    return moments


def _seeds(entries: Entries, found: Found, whole: str) -> int:
    """Return how many starts there are, the first axis of all arrays; a shape alone is believed up to a limit."""
    shapes = {key: entries[key].shape for letters in found.values() for key in letters.values()}
    empty = next((key for key, shape in shapes.items() if 0 in shape), None)
    if empty is not None:
        raise ModelError(f"“{short(empty)}” has the shape {shapes[empty]}; one without a 0 would be right.")
    seeds = max(shape[0] if shape else 1 for shape in shapes.values())
    LIMITS["starts"].check(seeds, whole)
    return seeds


def _name(recipe: dict[str, Any], whole: str, moment: int | None, seed: int, seeds: int) -> str:
    words = [short(recipe.get("name", whole))]
    words += [] if moment is None else [f"after {moment:,} updates"]
    return ", ".join([*words, f"start {seed + 1}"] if seeds > 1 else words)


def _model(entries: Entries, found: Found, recipe: dict[str, Any], seed: int, name: str) -> Model:
    cell, notes = _cell(recipe, found.get((0, 0), {}))
    program = lower(CELLS[cell])
    layers, ways = (1 + max(place[k] for place in found) for k in (0, 1))
    LIMITS["layers"].check(layers, name)
    prefix = next(iter(next(iter(found.values())).values())).rpartition("/")[0]
    places = [[(layer, way) for way in range(ways)] for layer in range(layers)]
    both = [[_part(entries, program, found.get(place, {}), place, seed, prefix) for place in row] for row in places]
    parts = tuple(tuple(params for params, _ in row) for row in both)
    starts = tuple(tuple(start for _, start in row) for row in both)
    key = next(key for letter, key in found[0, 0].items() if letter[:2] == "W_")
    dtype = str(recipe.get("dtype", entries[key].dtype))
    notes += (READOUT,) if any(one.endswith("readout.V") for one in entries) else ()
    notes = (*notes, *_left_out(recipe), *kept_in(dtype))
    known = starts if any(any(row) for row in starts) else ()
    origin = str(recipe.get("origin", "Gatescope"))
    return Model(name, cell, parts, short(origin), short(dtype), notes, starts=known)


def _cell(recipe: dict[str, Any], found: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    """Return the cell that is named, or one that has these letters, with a note where others have them too."""
    named = recipe.get("cell")
    if isinstance(named, str) and named:
        if named not in CELLS:
            raise ModelError(f"Its cell is “{short(named)}”, whose equations are not known here; open it as a run.")
        return named, ()
    letters = {letter for letter in found if not letter.startswith("start.") and letter != PROJECTION}
    fits = [cell for cell in CELLS if set(lower(CELLS[cell]).params) == letters]
    if not fits:
        raise ModelError(f"No cell has the letters {short(', '.join(sorted(letters)))}; those of one cell are right.")
    others = SAME_LETTERS.format(fits[0], ", ".join(fits[1:]))
    return fits[0], (others,) if len(fits) > 1 else ()


def _part(entries: Entries, program: Program, found: dict[str, str], place: tuple[int, int], seed: int, prefix: str,
          ) -> tuple[dict[str, Array], dict[str, Array]]:  # fmt: skip
    where = f"{prefix}/{place[0]}." if prefix else f"{place[0]}."
    where += "reverse." if place[1] else ""
    wanted = dict(program.params) | ({PROJECTION: ("p", "m")} if PROJECTION in found else {})
    params = {}
    for letter, shape in wanted.items():
        params[letter] = _one(entries, found.get(letter, f"{where}{letter}"), shape, seed)
    starts = {state: f"start.{state}" for state in program.cell.state}
    return params, {state: _one(entries, found[key], ("m",), seed) for state, key in starts.items() if key in found}


def _one(entries: Entries, key: str, shape: tuple[int | str, ...], seed: int) -> Array:
    """Return one start's numbers, cut out before they are widened to float64."""
    found = shaped(entries, key, ("S", *shape))
    if seed >= len(found.array):
        raise ModelError(f"“{short(key)}” has {len(found.array)} starts; here it is to have {seed + 1} or more.")
    return numbers({key: Entry(found.array[seed], found.dtype)}, key, shape)


def _left_out(recipe: dict[str, Any]) -> Iterator[str]:
    zoneout = recipe.get("zoneout", 0)
    if isinstance(zoneout, int | float) and zoneout > 0:
        yield f"Zoneout, which kept {zoneout:.0%} of each state as it was while training, is left out here."
