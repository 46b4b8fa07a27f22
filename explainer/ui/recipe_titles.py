"""The titles of the optional settings of a recipe, and what each of their options does."""

from explainer.lessons.course.message import gettext_noop
from explainer.numerics.initialisation import INITIALISATIONS
from explainer.training.choices import (
    CLIPS,
    DEVICES,
    FORCING_SCHEDULES,
    KEEP_BIAS_CHOICES,
    OPTIMISERS,
    PRECISIONS,
    SCHEDULES,
)

TITLES = {
    "m": gettext_noop("Units"),
    "layers": gettext_noop("Layers"),
    "seeds": gettext_noop("Seeds"),
    "updates": gettext_noop("Updates"),
    "batch": gettext_noop("Batch"),
    "start": gettext_noop("Initialization"),
    "keep": gettext_noop("Forget/update-gate bias"),
    "scale": gettext_noop("Scale"),
    "learned_start": gettext_noop("Learned initial state"),
    "optimiser": gettext_noop("Optimiser"),
    "rate": gettext_noop("Learning rate"),
    "momentum": gettext_noop("Momentum"),
    "schedule": gettext_noop("Schedule"),
    "clip": gettext_noop("Gradient clipping"),
    "limit": gettext_noop("Clip threshold"),
    "chunk": gettext_noop("Chunk length"),
    "grow": gettext_noop("Chunk growth"),
    "embedding": gettext_noop("Embedding"),
    "teacher_forcing": gettext_noop("Teacher forcing"),
    "forcing_schedule": gettext_noop("Forcing schedule"),
    "patience": gettext_noop("Patience"),
    "early": gettext_noop("Stop when solved"),
    "dropout": gettext_noop("Dropout"),
    "zoneout": gettext_noop("Zoneout"),
    "device": gettext_noop("Device"),
    "precision": gettext_noop("Precision"),
}
"""The label of each setting, by the field of the recipe, in the order in which they are shown."""
SENTENCES = {
    "start": {name: about for name, (_, about) in INITIALISATIONS.items()},
    "keep": KEEP_BIAS_CHOICES,
    "optimiser": OPTIMISERS,
    "schedule": SCHEDULES,
    "clip": CLIPS,
    "device": DEVICES,
    "precision": PRECISIONS,
    "forcing_schedule": FORCING_SCHEDULES,
    "learned_start": {
        "yes": gettext_noop("the initial state is trained with the weights"),
        "no": gettext_noop("the initial state is 0"),
    },
    "early": {"yes": gettext_noop("stops once every seed has solved the task"), "no": gettext_noop("runs all updates")},
}
"""A sentence about each option of a setting that has options."""
