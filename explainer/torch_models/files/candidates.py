"""Which of the models in a file can be opened, and notes about those that are left out."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from explainer.torch_models.files.limits import MAX_MODELS, short
from explainer.torch_models.model import Model, ModelError


def openable(candidates: Sequence[tuple[str, Callable[[], Model]]], nothing: str, total: int = 0) -> tuple[Model, ...]:
    """Make the models that can be made, from (name, maker).

    Where none can, the first one's error is raised, or one with the message `nothing`; else notes list what is left
    out. `total` is how many the file holds, where they are more than the candidates.
    """
    made: list[Model] = []
    errors: dict[str, ModelError] = {}
    for name, make in candidates[:MAX_MODELS]:
        try:
            made.append(make())
        except ModelError as error:
            errors.setdefault(name, error)
    if not made:
        raise next(iter(errors.values()), ModelError(nothing))
    notes = tuple(f"“{short(name)}” of the same file is left out: {error}" for name, error in list(errors.items())[:3])
    count = max(total, len(candidates))
    if count > MAX_MODELS:
        notes += (f"The file holds {count:,} models; the first {MAX_MODELS} of them are read.",)
    return tuple(replace(model, notes=(*model.notes, *notes)) for model in made)
