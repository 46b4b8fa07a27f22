"""The entries of a link: which query parameters a page's address may have, and which values each may take."""

from collections.abc import Iterable, Mapping

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import OWN_CELL
from explainer.inputs.examples import EXAMPLES
from explainer.inputs.generated import GENERATED
from explainer.inputs.scaling import SCALINGS
from explainer.inputs.sequence import MOST_STEPS
from explainer.inputs.text import UNITS
from explainer.lessons import clipping, gradient_descent, module_shapes
from explainer.lessons.by_hand import RATES
from explainer.lessons.exercises.catalogue import KINDS, SEEDS
from explainer.lessons.gru_conventions import CONVENTIONS
from explainer.lessons.vanishing_gradients import ACTIVATIONS, LIMITS
from explainer.numerics.initialisation import INITIALISATIONS
from explainer.numerics.loaded_weights import MODEL, PARTS, TRAINED
from explainer.numerics.losses import ERROR_LABELS, ERRORS, LOSS_LABELS, LOSSES
from explainer.numerics.presets import PRESETS
from explainer.numerics.setup import KEEP_BIASES, MOST_LAYERS, MOST_SEED, MOST_UNITS, SCALES, initialisations_of
from explainer.runs.sweep_choice import options
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
from explainer.training.limits import FLOAT_LIMITS, INTEGER_LIMITS, MOST_SEEDS_ON_CUDA
from explainer.ui.example_model import EXAMPLES as MODEL_EXAMPLES
from explainer.web.translations import LANGUAGES

CURSOR = ("t", "unit", "op")
UNBOUND = (*CURSOR, "changes", "pins", "own", "back", "runs", "run", "at", "of", "span", "answer", "lang",
           "exercise", "sweep_cells", "sweep_keep", "claim", *(f"{key}_over" for key in TASKS))  # fmt: skip
"""The entries that are bound to no widget."""
TEXTS = ("text", "numbers", "symbols", "tokens", "series", "prefix", "colour_by", "pattern", "found_unit", "brush_of",
         "source", *(f"{key}_values_{name}" for key, task in TASKS.items() for name in options(task)))  # fmt: skip
"""The entries in which any text is allowed."""
OF_CELL = frozenset((
    *CURSOR, "changes", "pins", "own", "back", "run", "at", "of", "cell", "m", "layers", "layer", "seed",
    "scale", "start", "keep", "part", "input", "by", "scaling", "text", "numbers", "symbols", "tokens",
))  # fmt: skip
"""What a link to the Cell page may set."""
MOST_OPERATIONS = 999
INPUTS = ("text", "numbers", "file", *EXAMPLES)
FRAME = ("present", "hide", "lock")  # how the pages are shown; they go from page to page, ui/frame.py
LOADED_INPUTS = (PROBE, PAIR_TARGET, PAIR_SOURCE, OWN_INPUT, *GENERATED, "tokens")  # inputs of loaded weights only
RANGES = {"m": (1, MOST_UNITS), "layers": (1, MOST_LAYERS), "seed": (0, MOST_SEED), "scale": SCALES,
          "t": (1, MOST_STEPS), "layer": (1, OF_MODELS["layers"].most), "unit": (1, OF_MODELS["units"].most),
          "op": (1, MOST_OPERATIONS),
          "at": (0, INTEGER_LIMITS["updates"][1]), "of": (1, MOST_SEEDS_ON_CUDA), "held_gate": (0.0, 1.0),
          "held_sign": (-3.0, 3.0), "held_from": (1, MOST_STEPS),
          "temperature": TEMPERATURES, "count": (10, 300), "top_k": (0, 500), "draw_seed": (0, MOST_SEED),
          "threshold": (0.05, 3.0), "colour_unit": (1, INTEGER_LIMITS["m"][1]),
          "lab_seed": (0, MOST_SEED), "exercise_seed": SEEDS, "eta": RATES,
          **{f"sweep_{name}": INTEGER_LIMITS[name] for name in ("seeds", "m", "updates")},
          **LIMITS, **clipping.RANGES, **gradient_descent.RANGES,
          **module_shapes.LIMITS,
          **{f"train_{name}": limits for name, limits in (*INTEGER_LIMITS.items(), *FLOAT_LIMITS.items())},
          "train_seeds": (1, MOST_SEEDS_ON_CUDA),
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
    **{f"{key}_over": options(task) for key, task in TASKS.items()},
    **{f"{key}_{name}": setting.choices for key, task in TASKS.items() for name, setting in task.settings.items()
       if setting.choices},
}  # fmt: skip

RENAMED_VALUES: Mapping[str, Mapping[str, str]] = {
    "ask": {**LOSS_LABELS, "number": "h at the cursor"},
    "error": ERROR_LABELS,
}
"""By query parameter: what an option is called in older links, and its label on the screen and in links now."""
