"""The activations of a Keras layer as the equations of a cell: the shipped one with other functions in their places."""

from explainer.cells.catalogue import CELLS
from explainer.torch_models.files.activations import (
    CANDIDATE,
    GATES,
    OUTPUT,
    activation,
    cell_text,
    with_activations,
)
from explainer.torch_models.files.keras_config import LayerConfig
from explainer.torch_models.files.keras_graph import Table
from explainer.torch_models.files.limits import short
from explainer.torch_models.model import ModelError

USUAL = {"activation": "tanh", "recurrent_activation": "sigmoid"}
BEFORE_2_3: Table = {"recurrent_activation": "hard_sigmoid"}
"""The default of Keras before 2.3."""
ALPHAS = {"elu": {"alpha": 1.0}, "leaky_relu": {"alpha": 0.2}}
SLOPE, SLOPE_OF_KERAS_3 = 0.2, 1 / 6  # of hard_sigmoid


def own_text(name: str, cell: str, config: LayerConfig | None, is_old: bool) -> str:
    """Return the equations of a layer whose activations are not those of the shipped cell; empty where they are.

    Without a config, `is_old` tells that the defaults are those of Keras before 2.3. Raises ModelError.
    """
    settings = config.all_settings if config else (BEFORE_2_3 if is_old else {},)
    slope = SLOPE_OF_KERAS_3 if config and config.is_keras_3 else SLOPE
    found = {key: _activation(name, settings, key, slope) for key in USUAL}
    texts = {CANDIDATE: found["activation"], OUTPUT: found["activation"], GATES: found["recurrent_activation"]}
    made = with_activations(CELLS["RNN" if cell == "RNN-ReLU" else cell], texts)
    return "" if cell == "RNN-ReLU" or made.name == cell else cell_text(made)


def _activation(name: str, settings: tuple[Table, ...], key: str, slope: float) -> str:
    """Return an activation as a text in `a`; both directions have the same."""
    found = [one.get(key, USUAL[key]) for one in settings]
    if any(one != found[0] for one in found):
        raise ModelError(f"The directions of “{short(name)}” differ in their {key}; the same would be right.")
    function, numbers = _function(found[0])
    if not function:
        raise ModelError(f"“{short(name)}” has an {key} of its own, “{short(found[0])}”; one of Keras would be right.")
    defaults = {"alpha": slope, "beta": 0.5} if function == "hard_sigmoid" else ALPHAS.get(function, {})
    return activation(function, name, **(defaults | numbers))


def _function(found: object) -> tuple[str, dict[str, float]]:
    """Return the name and the numbers of an activation: its name alone, or a layer or function with settings."""
    match found:
        case str():
            return found, {}
        case {"class_name": "Activation", "config": {"activation": str(inner)}}:
            return inner, {}
        case {"class_name": "LeakyReLU", "config": {"negative_slope": float(alpha)} | {"alpha": float(alpha)}}:
            return "leaky_relu", {"alpha": alpha}
        case {"class_name": "ELU", "config": {"alpha": float(alpha)}}:
            return "elu", {"alpha": alpha}
        case {"class_name": "ReLU", "config": {"max_value": None | 6.0 as most, **settings}} if not (
            settings.get("negative_slope") or settings.get("threshold")
        ):
            return ("relu6" if most else "relu"), {}
        case {"class_name": "gelu", "config": {"approximate": bool(is_approximate)}}:
            return ("gelu_tanh" if is_approximate else "gelu"), {}
    return "", {}
