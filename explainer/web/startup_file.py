"""The file that the app opens first: whoever starts the server names it, on the command line, and never a link."""

from collections.abc import Callable
from pathlib import Path

from explainer.inputs.sequence import InputError
from explainer.inputs.table_file import read_table
from explainer.inputs.table_text import MOST_BYTES
from explainer.inputs.text_file import read_text_file
from explainer.torch_models.files import bundle
from explainer.torch_models.files.file_kinds import EXTENSIONS
from explainer.torch_models.files.limits import LIMITS
from explainer.torch_models.files.open_model import open_file
from explainer.torch_models.model import Model, ModelError
from explainer.web.launch import MODEL_VARIABLE, TABLE_VARIABLE, LaunchError

PAGES = {MODEL_VARIABLE: "/your-model", TABLE_VARIABLE: "/sequence?input=file"}
"""The page that shows the file, by the environment variable that names it."""
MOST = {MODEL_VARIABLE: LIMITS["bytes"].most, TABLE_VARIABLE: MOST_BYTES}
TEXT = ".txt"


def variable_of(path: Path) -> str:
    """Return the environment variable that names such a file to the server: a model's ending is known, else a table."""
    return MODEL_VARIABLE if path.name.lower().endswith(EXTENSIONS) else TABLE_VARIABLE


def check(path: Path) -> None:
    """Read the file once, as the page will; raises LaunchError for one that it could not show."""
    if not path.is_file():
        raise LaunchError(f"“{path}” is {'a folder' if path.is_dir() else 'not there'}; the path of a file is needed.")
    try:
        CHECKS[variable_of(path)](path.name, read(path))
    except OSError as error:
        raise LaunchError(f"“{path}” cannot be read: {error.strerror or error}.") from None
    except (InputError, ModelError) as error:
        named = path.name in str(error)  # those of models do so
        raise LaunchError(str(error) if named else f"“{path}” cannot be opened: {error}") from None


def read(path: Path) -> bytes:
    """Return a file's bytes, one more than a page accepts at the most; raises OSError."""
    with path.open("rb") as file:
        return file.read(MOST[variable_of(path)] + 1)


def models_of(name: str, data: bytes) -> tuple[Model, ...]:
    """Return the models in a file's bytes, or the one in a notebook's bundle; raises ModelError."""
    return (bundle.read(data),) if bundle.is_bundle(data) else open_file(name, data)


def _check_table(name: str, data: bytes) -> None:
    try:
        read_table(data)
    except InputError:
        if not name.lower().endswith(TEXT):
            raise
        read_text_file(data)  # as the page does: what is no table may be a text


CHECKS: dict[str, Callable[[str, bytes], object]] = {MODEL_VARIABLE: models_of, TABLE_VARIABLE: _check_table}
