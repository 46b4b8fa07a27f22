"""The links: which query parameters a page's address may have, and a sentence for each that cannot be used."""

from collections.abc import Iterable, Mapping

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import OWN_CELL
from explainer.cells.program import CellError
from explainer.inputs.examples import EXAMPLES
from explainer.inputs.generated import GENERATED
from explainer.inputs.scaling import SCALINGS
from explainer.inputs.sequence import MOST_STEPS
from explainer.inputs.text import MOST_TYPED, UNITS
from explainer.lessons import clipping, gradient_descent, module_shapes
from explainer.lessons.by_hand import RATES
from explainer.lessons.course.step_link import StepError
from explainer.lessons.exercises.catalogue import KINDS, SEEDS
from explainer.lessons.gru_conventions import CONVENTIONS
from explainer.lessons.vanishing_gradients import ACTIVATIONS, LIMITS
from explainer.numerics.changes import Change, ChangeError, parse_changes
from explainer.numerics.initialisation import INITIALISATIONS
from explainer.numerics.loaded_weights import MODEL, PARTS, TRAINED
from explainer.numerics.losses import ERROR_LABELS, ERRORS, LOSS_LABELS, LOSSES, ValuePosition
from explainer.numerics.presets import PRESETS
from explainer.numerics.setup import KEEP_BIASES, MOST_LAYERS, MOST_SEED, MOST_UNITS, SCALES, initialisations_of
from explainer.tasks.catalogue import TASKS
from explainer.tasks.probe import PAIR_SOURCE, PAIR_TARGET, PROBE
from explainer.tasks.text_features import FEATURE_NAMES, PATTERN
from explainer.tasks.writing import TEMPERATURES
from explainer.torch_models.files.limits import LIMITS as OF_MODELS
from explainer.torch_models.model import DIRECTIONS
from explainer.torch_models.model_input import OWN_INPUT
from explainer.training.choices import (
    CLIPS,
    DEVICES,
    FORCING_SCHEDULES,
    KEEP_BIAS_CHOICES,
    OPTIMISERS,
    PRECISIONS,
    SCHEDULES,
)
from explainer.training.limits import FLOAT_LIMITS, INTEGER_LIMITS
from explainer.ui.example_model import EXAMPLES as MODEL_EXAMPLES
from explainer.ui.link_validators import VALIDATORS
from explainer.web.translations import LANGUAGES

CURSOR = ("t", "unit", "op")
UNBOUND = (*CURSOR, "changes", "pins", "own", "back", "runs", "run", "at", "of", "span", "answer", "lang",
           "exercise")  # fmt: skip
"""The entries that are bound to no widget."""
TEXTS = ("text", "numbers", "symbols", "tokens", "series", "prefix", "colour_by", "pattern", "found_unit", "brush_of",
         "source")  # any text is allowed  # fmt: skip
OF_CELL = frozenset(
    {
        *CURSOR,
        "changes",
        "pins",
        "own",
        "back",
        "run",
        "at",
        "of",
        "cell",
        "m",
        "layers",
        "layer",
        "seed",
        "scale",
        "start",
        "keep",
        "part",
        "input",
        "by",
        "scaling",
        "text",
        "numbers",
        "symbols",
        "tokens",
    }
)
"""What a link to the Cell page may set."""
MOST_OPERATIONS = 999
INPUTS = ("text", "numbers", "file", *EXAMPLES)
FRAME = ("present", "hide", "lock")  # how the pages are shown; they go from page to page, ui/frame.py
LOADED_INPUTS = (PROBE, PAIR_TARGET, PAIR_SOURCE, OWN_INPUT, *GENERATED, "tokens")  # inputs of loaded weights only
RANGES = {"m": (1, MOST_UNITS), "layers": (1, MOST_LAYERS), "seed": (0, MOST_SEED), "scale": SCALES,
          "t": (1, MOST_STEPS), "layer": (1, OF_MODELS["layers"].most), "unit": (1, OF_MODELS["units"].most),
          "op": (1, MOST_OPERATIONS),
          "at": (0, INTEGER_LIMITS["updates"][1]), "of": INTEGER_LIMITS["seeds"], "held_gate": (0.0, 1.0),
          "held_sign": (-3.0, 3.0), "held_from": (1, MOST_STEPS),
          "temperature": TEMPERATURES, "count": (10, 300), "top_k": (0, 500), "draw_seed": (0, MOST_SEED),
          "threshold": (0.05, 3.0), "colour_unit": (1, INTEGER_LIMITS["m"][1]),
          "lab_seed": (0, MOST_SEED), "exercise_seed": SEEDS, "eta": RATES,
          **LIMITS, **clipping.RANGES, **gradient_descent.RANGES,
          **module_shapes.LIMITS,
          **{f"train_{name}": limits for name, limits in (*INTEGER_LIMITS.items(), *FLOAT_LIMITS.items())},
          **{f"{key}_{name}": (type(setting.default)(setting.low), type(setting.default)(setting.high))
             for key, task in TASKS.items() for name, setting in task.settings.items()
             if not isinstance(setting.default, str)},
          }  # fmt: skip
ANY_CELL = (*CELLS, OWN_CELL)
CHOICES: dict[str, Iterable[str]] = {
    "cell": ANY_CELL, "part": PARTS, "input": (*INPUTS, *LOADED_INPUTS), "by": UNITS, "scaling": SCALINGS,
    "keep": KEEP_BIASES,
    "start": [*initialisations_of(""), *PRESETS, TRAINED, MODEL], "begun": CELLS,
    "example": MODEL_EXAMPLES,
    "second": ANY_CELL, "third": ["none", *ANY_CELL], "direction": DIRECTIONS, "ask": LOSSES, "error": ERRORS,
    "valley": gradient_descent.CURVES, "lab_start": INITIALISATIONS, "activation": ACTIVATIONS,
    "task": TASKS, "racer2": ["none", *ANY_CELL], "racer3": ["none", *ANY_CELL],
    "train_start": INITIALISATIONS, "train_keep": KEEP_BIAS_CHOICES, "train_optimiser": OPTIMISERS,
    "train_schedule": SCHEDULES, "train_clip": CLIPS, "train_device": DEVICES, "train_precision": PRECISIONS,
    "train_forcing_schedule": FORCING_SCHEDULES,
    "feature": (*FEATURE_NAMES, PATTERN), "train_learned_start": ("yes", "no"), "train_early": ("yes", "no"),
    "lang": LANGUAGES, "exercise": KINDS,
    "shape_kind": module_shapes.KINDS, **dict.fromkeys(module_shapes.SWITCHES, ("yes", "no")), "answer": ["shown"],
    "convention": CONVENTIONS,
    **{f"{key}_{name}": setting.choices for key, task in TASKS.items() for name, setting in task.settings.items()
       if setting.choices},
}  # fmt: skip

RENAMED_VALUES: Mapping[str, Mapping[str, str]] = {
    "ask": {**LOSS_LABELS, "number": "h at the cursor"},
    "error": ERROR_LABELS,
}
"""By query parameter: what an option is called in older links, and its label on the screen and in links now."""


def renamed(key: str, value: str) -> str:
    """Return the label that an option of a query parameter has now."""
    return RENAMED_VALUES.get(key, {}).get(value, value)


def option(key: str, label: str) -> str:
    """Return the option of a query parameter that has a label."""
    return next((old for old, new in RENAMED_VALUES.get(key, {}).items() if new == label), label)


def link_errors(link: Mapping[str, str]) -> list[str]:
    """Return a sentence for each entry of a link that cannot be used."""
    return [sentence for key, value in link.items() if (sentence := link_error(key, value))]


def cursor(link: Mapping[str, str], t: int = 0, op: int = 0) -> dict[str, int]:
    """Return the cursor of a link, counted from 0; what cannot be used becomes step t, unit 0 or operation op."""
    usable = {key for key in CURSOR if key in link and not link_error(key, link[key])}
    return {key: int(link[key]) - 1 if key in usable else other for key, other in (("t", t), ("unit", 0), ("op", op))}


def changes(link: Mapping[str, str]) -> tuple[Change, ...]:
    """Return the changes of a link; none where they cannot be used."""
    text = link.get("changes", "")
    return () if link_error("changes", text) else parse_changes(text)


def pins(link: Mapping[str, str]) -> str:
    """Return the pins of a link as they stand there; none where they cannot be used."""
    text = link.get("pins", "")
    return "" if link_error("pins", text) else text


def link_error(key: str, value: str) -> str:
    """Return what is wrong with an entry of a link, in a sentence, or nothing."""
    if key in VALIDATORS:
        try:
            VALIDATORS[key](value)
        except (CellError, ChangeError, StepError) as error:
            return str(error)
        return ""
    return _choice_error(key, value[: MOST_TYPED + 1])


def backward_loss(link: Mapping[str, str]) -> str:
    """Return the loss of a link's backward pass, as it stands there; empty on a forward pass or where it is bad."""
    text = link.get("back", "")
    return "" if link_error("back", text) else text


def parse_loss(text: str) -> tuple[str, str, ValuePosition | None]:
    """Parse a link's loss: a key of LOSSES, one of ERRORS or nothing, and the position where it is of one step."""
    name, *rest = text.split(".")
    if name == "logit":
        return name, "", ValuePosition("h", 0, int(rest[0]) - 1)
    if len(rest) == 2:
        return "number", "", ValuePosition(name, int(rest[0]) - 1, int(rest[1]) - 1)
    return name, rest[0] if rest else "", None


def run(link: Mapping[str, str]) -> str:
    """Return the run of a link; empty where it names none or a bad one."""
    text = link.get("run", "")
    return "" if link_error("run", text) else text


def _choice_error(key: str, value: str) -> str:
    shown = value if len(value) <= 30 else f"{value[:27]}…"
    if key in CHOICES and value not in (*CHOICES[key], *RENAMED_VALUES.get(key, {}).values()):
        return f"The link asks for {key} “{shown}”, which does not exist; there are {', '.join(CHOICES[key])}."
    if key in RANGES:
        low, high = RANGES[key]
        number = _number(value)
        if number is None or not low <= number <= high or (isinstance(low, int) and number != int(number)):
            kind = "a whole number" if isinstance(low, int) else "a number"
            return f"The link asks for {key} = “{shown}”; use {kind} from {low} to {high}."
    return ""


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None
