"""The links: what may stand in a page's address, and a sentence for each thing in it that may not."""

import re
from collections.abc import Callable, Iterable, Mapping

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import NAME, read_cell
from explainer.cells.program import CellError, lower
from explainer.inputs.examples import GALLERY
from explainer.inputs.generated import MADE
from explainer.inputs.scaling import SCALINGS
from explainer.inputs.sequence import MOST_STEPS
from explainer.inputs.text import MOST_TYPED, UNITS
from explainer.lessons import clipping, gradient_descent
from explainer.lessons.by_hand import RATES
from explainer.lessons.vanishing_gradients import ACTIVATIONS, LIMITS
from explainer.numerics.changes import Change, ChangeError, read
from explainer.numerics.initialisation import STARTS
from explainer.numerics.loaded_weights import MODEL, TRAINED
from explainer.numerics.losses import ASKS, ERRORS, Spot
from explainer.numerics.presets import STORIES
from explainer.numerics.setup import KEEP_BIASES, MOST_LAYERS, MOST_SEED, MOST_UNITS, SCALES, starts_of
from explainer.tasks.catalogue import TASKS
from explainer.tasks.probe import PROBE
from explainer.torch_models.files.limits import LIMITS as OF_MODELS
from explainer.torch_models.model import DIRECTIONS
from explainer.torch_models.model_input import OWN
from explainer.training.choices import CLIPS, DEVICES, KEEPS, OPTIMISERS, PRECISIONS, SCHEDULES
from explainer.training.limits import REAL, WHOLE

PLACE = ("t", "unit", "op")
UNBOUND = (*PLACE, "changes", "pins", "own", "back", "runs", "run", "at", "of")  # what no widget holds
MOST_OPERATIONS = 999
INPUTS = ("text", "numbers", "file", *GALLERY)
READ = (PROBE, OWN, *MADE, "tokens")  # what only opened weights are given to read
RANGES = {"m": (1, MOST_UNITS), "layers": (1, MOST_LAYERS), "seed": (0, MOST_SEED), "scale": SCALES,
          "t": (1, MOST_STEPS), "layer": (1, OF_MODELS["layers"].most), "unit": (1, OF_MODELS["units"].most),
          "op": (1, MOST_OPERATIONS),
          "at": (0, WHOLE["updates"][1]), "of": WHOLE["seeds"], "held_gate": (0.0, 1.0), "held_sign": (-3.0, 3.0),
          "held_from": (1, MOST_STEPS),
          "lab_seed": (0, MOST_SEED), "eta": RATES, **LIMITS, **clipping.RANGES, **gradient_descent.RANGES,
          **{f"train_{name}": limits for name, limits in (*WHOLE.items(), *REAL.items())},
          **{f"{key}_{name}": (type(knob.begin)(knob.low), type(knob.begin)(knob.high))
             for key, task in TASKS.items() for name, knob in task.knobs.items() if not isinstance(knob.begin, str)},
          }  # fmt: skip
CHOICES: dict[str, Iterable[str]] = {
    "cell": [*CELLS, NAME], "input": (*INPUTS, *READ), "by": UNITS, "scaling": SCALINGS, "keep": KEEP_BIASES,
    "start": [*starts_of(""), *STORIES, TRAINED, MODEL], "second": [*CELLS, NAME], "third": ["none", *CELLS, NAME],
    "begun": CELLS, "direction": DIRECTIONS,
    "ask": ASKS, "error": ERRORS, "valley": gradient_descent.CURVES, "lab_start": STARTS, "activation": ACTIVATIONS,
    "task": TASKS, "racer2": ["none", *CELLS, NAME], "racer3": ["none", *CELLS, NAME],
    "train_start": STARTS, "train_keep": KEEPS, "train_optimiser": OPTIMISERS, "train_schedule": SCHEDULES,
    "train_clip": CLIPS, "train_device": DEVICES, "train_precision": PRECISIONS, "train_learned_start": ("yes", "no"),
    "train_early": ("yes", "no"),
    **{f"{key}_{name}": knob.choices for key, task in TASKS.items() for name, knob in task.knobs.items()
       if knob.choices},
}  # fmt: skip


def complaints(link: Mapping[str, str]) -> list[str]:
    """Return a sentence for each entry of a link that cannot be used."""
    return [sentence for key, value in link.items() if (sentence := complaint(key, value))]


def place(link: Mapping[str, str], t: int = 0, op: int = 0) -> dict[str, int]:
    """Return the place of a link, counted from 0; where it says nothing of use, step t, unit 0, operation op."""
    usable = {key for key in PLACE if key in link and not complaint(key, link[key])}
    return {key: int(link[key]) - 1 if key in usable else other for key, other in (("t", t), ("unit", 0), ("op", op))}


def changes(link: Mapping[str, str]) -> tuple[Change, ...]:
    """Return the changes of a link; none where it cannot be used."""
    text = link.get("changes", "")
    return () if complaint("changes", text) else read(text)


def pins(link: Mapping[str, str]) -> str:
    """Return the pins of a link as they stand there; none where it cannot be used."""
    text = link.get("pins", "")
    return "" if complaint("pins", text) else text


def complaint(key: str, value: str) -> str:
    """Return what is wrong with an entry of a link, in a sentence, or nothing."""
    if key in READERS:
        try:
            READERS[key](value)
        except (CellError, ChangeError) as error:
            return str(error)
        return ""
    return _complaint(key, value[: MOST_TYPED + 1])


def _read_pins(text: str) -> None:
    words = text.split()
    if len(words) > MOST_PINS or not all(
        re.fullmatch(r"\w{1,21}(\.[1-9]\d{0,3}){2}", word, re.ASCII) for word in words
    ):
        raise ChangeError(f"The link asks for pins that cannot be read; up to {MOST_PINS} like “f.3.2” would be right.")


def _read_runs(text: str) -> None:
    if not re.fullmatch(r"[a-z0-9]{10}(,[a-z0-9]{10}){0,2}|", text, re.ASCII):
        raise ChangeError("The link asks for runs that cannot be read; up to 3 like “a1b2c3d4e5” would be right.")


def back(link: Mapping[str, str]) -> str:
    """Return what the loss of a link asks, as it stands there; nothing where it walks forward or cannot be used."""
    text = link.get("back", "")
    return "" if complaint("back", text) else text


def asked(text: str) -> tuple[str, str, Spot | None]:
    """Read what a loss asks: a key of ASKS, one of ERRORS or nothing, and the number where it asks for one."""
    ask, *rest = text.split(".")
    if len(rest) == 2:
        return "number", "", Spot(ask, int(rest[0]) - 1, int(rest[1]) - 1)
    return ask, rest[0] if rest else "", None


def run(link: Mapping[str, str]) -> str:
    """Return the run of a link; nothing where it names none, or cannot be used."""
    text = link.get("run", "")
    return "" if complaint("run", text) else text


def _read_run(text: str) -> None:
    if text and not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", text, re.ASCII):
        shown = text if len(text) <= 30 else f"{text[:27]}…"
        raise ChangeError(f"The link asks for the run “{shown}”; a name like “recall-lstm” would be right.")


def _read_hold(text: str) -> None:
    if not re.fullmatch(r"[A-Za-z]\w{0,20}", text, re.ASCII):
        shown = text if len(text) <= 30 else f"{text[:27]}…"
        raise ChangeError(f"The link asks to hold “{shown}”; a letter of the cell, such as “f”, would be right.")


def _read_back(text: str) -> None:
    number = re.fullmatch(r"[A-Za-z]\w{0,20}(\.[1-9]\d{0,3}){2}", text, re.ASCII)
    judged = re.fullmatch(rf"(recall|predict)\.({'|'.join(ERRORS)})", text)
    if text and text not in ("last", "each") and not number and not judged:
        raise ChangeError(
            "The link asks for a loss that cannot be read; “recall.squared”, “last” or “c.3.12” would be right."
        )


MOST_PINS = 8
READERS: dict[str, Callable[[str], object]] = {
    "changes": read,
    "pins": _read_pins,
    "runs": _read_runs,
    "back": _read_back,
    "run": _read_run,
    "hold": _read_hold,
    "own": lambda text: lower(read_cell(text)),
}


def _complaint(key: str, value: str) -> str:
    shown = value if len(value) <= 30 else f"{value[:27]}…"
    if key in CHOICES and value not in CHOICES[key]:
        return f"The link asks for {key} “{shown}”, which does not exist; there are {', '.join(CHOICES[key])}."
    if key in RANGES:
        low, high = RANGES[key]
        number = _number(value)
        if number is None or not low <= number <= high or (isinstance(low, int) and number != int(number)):
            kind = "a whole number" if isinstance(low, int) else "a number"
            return f"The link asks for {key} = “{shown}”; {kind} from {low} to {high} would be right."
    return ""


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None
