"""The kept: the models of one file as a visit has them open, and which of them is shown."""

from dataclasses import dataclass

from explainer.numerics.loaded_weights import Opened
from explainer.torch_models.files.assumed_activation import said
from explainer.torch_models.model import Model
from explainer.torch_models.model_view import Place, opened


@dataclass(frozen=True, eq=False)
class Kept:
    """The models of a file, a hash of it, what it is called, which model is shown, and as which cell.

    `cell` is empty unless the visitor has said which of the plain networks it is, where the file does not.
    """

    models: tuple[Model, ...]
    mark: str
    file: str
    which: int = 0
    cell: str = ""

    @property
    def model(self) -> Model:
        """The model that is shown."""
        model = self.models[self.which]
        return said(model, self.cell) if self.cell == "RNN-ReLU" else model  # that tanh is assumed is told on

    def opened(self, place: Place) -> Opened:
        """Return what the pages show of it."""
        return opened(self.model, f"{self.mark} {self.which}", place)
