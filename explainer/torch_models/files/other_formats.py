"""Formats of weights that are not read here, recognised by first bytes or by names; each has its error message."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from explainer.torch_models.files.limits import short
from explainer.torch_models.model import ModelError

MSGPACK = re.compile(
    rb"(?:[\x81-\x8f]|\xde..|\xdf....)(?:[\xa1-\xbf]|\xd9.)[ -~]", re.DOTALL
)  # a table with texts as keys
TF_CHECKPOINT = re.compile(r".*\.(?:data-\d{5}-of-\d{5}|index)|checkpoint")
FLAX = "a .safetensors file of its arrays, under the names that a state_dict of PyTorch has,"
KERAS = "in Keras, model.save(“model.keras”)"


@dataclass(frozen=True)
class OtherFormat:
    """A format that is not read: how its bytes or names are recognised, what it is, and what would be right."""

    matches: Callable[[bytes, str], bool]
    what: str
    right: str


FORMATS = (
    OtherFormat(lambda data, _: data.startswith(b"GGUF"), "a GGUF file, as llama.cpp has them",
                "a .safetensors file of the PyTorch model that it was made from"),
    OtherFormat(lambda data, _: data[4:8] == b"TFL3", "a TensorFlow Lite model", f"{KERAS} before it is converted"),
    OtherFormat(lambda data, name: name.endswith("saved_model.pb") or data.startswith(b"\x08\x01\x12"),
                "the graph of a TensorFlow SavedModel, without its weights", KERAS),
    OtherFormat(lambda _, name: TF_CHECKPOINT.fullmatch(name) is not None, "a part of a TensorFlow checkpoint", KERAS),
    OtherFormat(lambda data, name: name.endswith(".msgpack") or MSGPACK.match(data) is not None,
                "a msgpack file, as Flax (JAX) writes it", FLAX),
    OtherFormat(lambda data, _: data[4:6] == b"ET" and data[6:8].isdigit(), "an ExecuTorch program",
                "the state_dict() of the model that it was made from"),
)  # fmt: skip
IN_ZIP = {
    re.compile(r"(?:.*/)?saved_model\.pb"): ("a TensorFlow SavedModel, which holds code beside its weights", KERAS),
    re.compile(r"(?:.*/)?(?:manifest\.ocdbt|_METADATA|_CHECKPOINT_METADATA|.*\.msgpack)"):
        ("a checkpoint of Flax (JAX)", FLAX),
    re.compile(r"(?:.*/)?(?:archive_format|serialized_exported_program\.json)"):
        ("a program of torch.export, which holds code beside its weights", "the state_dict() of its model"),
}  # fmt: skip


def check_known(data: bytes, name: str) -> None:
    """Raise ModelError for a file of a format that is known and not read."""
    lower = name.replace("\\", "/").rpartition("/")[2].lower()
    found = next((one for one in FORMATS if one.matches(data, lower)), None)
    if found:
        raise ModelError(f"“{short(name)}” is {found.what}; {found.right} would be right.")


def check_members(members: Iterable[str], name: str) -> None:
    """Raise ModelError for a zip file whose members are of such a format."""
    for member in members:
        found = next((message for pattern, message in IN_ZIP.items() if pattern.fullmatch(member)), None)
        if found:
            raise ModelError(f"“{short(name)}” is {found[0]}; {found[1]} would be right.")
