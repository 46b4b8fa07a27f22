"""The sorting out: what of a file can be opened, and what is left out with a word about it."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from explainer.torch_models.files.limits import MOST_MODELS, short
from explainer.torch_models.model import Model, ModelError


def sorted_out(offers: Sequence[tuple[str, Callable[[], Model]]], nothing: str, held: int = 0) -> tuple[Model, ...]:
    """Make the models that can be made, from (name, maker).

    Where none can, the first one's error is raised, or one that says `nothing`; else a note tells what is left out.
    `held` is how many the file holds, where they are more than are offered.
    """
    made: list[Model] = []
    errors: dict[str, ModelError] = {}
    for name, make in offers[:MOST_MODELS]:
        try:
            made.append(make())
        except ModelError as error:
            errors.setdefault(name, error)
    if not made:
        raise next(iter(errors.values()), ModelError(nothing))
    notes = tuple(f"“{short(name)}” of the same file is left out: {error}" for name, error in list(errors.items())[:3])
    many = max(held, len(offers))
    if many > MOST_MODELS:
        notes += (f"The file holds {many:,} models; the first {MOST_MODELS} of them are read.",)
    return tuple(replace(model, notes=(*model.notes, *notes)) for model in made)
