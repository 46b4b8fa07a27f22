"""The arguments of a recurrent module's forward, by position or by name."""

from collections.abc import Mapping
from typing import Any

from explainer.torch_models.modules.module_spec import TorchModuleError

NAMES = {"input": "x", "x": "x", "hx": "state", "state": "state"}
"""The names that PyTorch and `trace_module` have for a module's input and its initial states."""


def input_and_state(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> tuple[Any, Any]:
    """Return the input and the initial states; raises TorchModuleError for other arguments."""
    found = dict(zip(("x", "state"), args, strict=False))
    for name, value in kwargs.items():
        if name not in NAMES or NAMES[name] in found:
            raise TorchModuleError(f"A recurrent module takes an input and initial states; “{name}” is one too many.")
        found[NAMES[name]] = value
    if len(args) > 2 or "x" not in found:
        raise TorchModuleError(f"A recurrent module takes an input and initial states, not {len(args)} arguments.")
    return found["x"], found.get("state")


def replace_state(args: tuple[Any, ...], kwargs: Mapping[str, Any], state: Any) -> tuple[Any, dict[str, Any]]:
    """Return the arguments with other initial states."""
    named = {name: state if NAMES[name] == "state" else value for name, value in kwargs.items()}
    return (args[0], state, *args[2:]) if len(args) > 1 else args, named
