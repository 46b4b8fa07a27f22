"""Zip files: the names and sizes of their members, checked before anything is unpacked."""

import io
import zipfile
import zlib

from explainer.inputs.zip_members import DAMAGED, LimitedReads
from explainer.torch_models.files.limits import LIMITS, short
from explainer.torch_models.model import ModelError

CONFIG, WEIGHTS = "config.json", "model.weights.h5"


def member_names(data: bytes, name: str) -> list[str]:
    """Return the names of the members; raises ModelError for what is no zip file, or would be too large."""
    try:
        members = zipfile.ZipFile(LimitedReads(data, lambda size: LIMITS["directory"].check(size, name))).infolist()
    except ModelError:
        raise
    except DAMAGED:
        raise ModelError(
            f"“{short(name)}” is damaged or cut off: it begins as a zip file and does not end as one."
        ) from None
    LIMITS["members"].check(len(members), name)
    LIMITS["unpacked"].check(sum(member.file_size for member in members), name)
    return [member.filename for member in members]


def read_member(data: bytes, member: str, name: str) -> bytes:
    """Return one member, never more of it than its limit; raises ModelError."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)).open(member) as file:
            found = file.read(LIMITS["unpacked"].most + 1)
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, EOFError, OSError, RuntimeError, KeyError):
        raise ModelError(f"“{short(member)}” in “{short(name)}” is damaged or cut off; save the model again.") from None
    LIMITS["unpacked"].check(len(found), name)
    return found


def is_keras(members: list[str]) -> bool:
    """Tell whether a zip file is one that Keras has saved."""
    return CONFIG in members and WEIGHTS in members


def is_torch(members: list[str]) -> bool:
    """Tell whether a zip file is one of torch.save: its tensors are described in data.pkl."""
    return any(member.rpartition("/")[2] == "data.pkl" for member in members)


def is_script(members: list[str]) -> bool:
    """Tell whether a zip file is a TorchScript archive, which holds code beside its tensors."""
    return any(member.rpartition("/")[2] == "constants.pkl" or "/code/" in member for member in members)
