"""The session model: the models of an uploaded file, and which of them is shown."""

from dataclasses import dataclass

from explainer.numerics.loaded_weights import LoadedWeights
from explainer.torch_models.files.assumed_activation import with_activation
from explainer.torch_models.model import Model
from explainer.torch_models.model_view import LayerIndex, loaded_weights


@dataclass(frozen=True, eq=False)
class SessionModel:
    """The models of a file, its hash and name, the index of the model that is shown, and its cell.

    `cell` is empty unless the visitor has chosen the activation of a plain RNN whose file does not name one.
    """

    models: tuple[Model, ...]
    fingerprint: str
    file: str
    index: int = 0
    cell: str = ""

    @property
    def model(self) -> Model:
        """The model that is shown."""
        model = self.models[self.index]
        if self.cell != "RNN-ReLU":  # that tanh is assumed stands in the notes of the model
            return model
        return with_activation(model, self.cell)

    def loaded_weights(self, layer: LayerIndex) -> LoadedWeights:
        """Return the weights of a layer, as the pages show them."""
        return loaded_weights(self.model, f"{self.fingerprint} {self.index}", layer)
