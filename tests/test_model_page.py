"""The pages on a model that was opened, in the states that their widgets offer; then in a browser."""

import pytest
import torch
from safetensors.numpy import save
from torch import nn

from tests.test_pages import header, open_app, texts

PAGES = ["", "sequence", "gradients", "compare"]


def file_of(module, prefix: str = "") -> bytes:
    return save({f"{prefix}{name}": tensor.detach().numpy() for name, tensor in module.named_parameters()})


def seeded(kind, *sizes, **options):
    torch.manual_seed(3)
    return kind(*sizes, **options)


def uploaded(module, name: str = "net.safetensors", **link: str):
    app = open_app("model", **link)
    app.file_uploader(key="model_file").set_value((name, file_of(module), "application/octet-stream")).run()
    assert not app.exception
    return app


def to(app, page):
    return app.switch_page(f"pages/learn/{page or 'cell'}.py").run()


def test_the_page_opens_with_an_example():
    app = open_app("model")
    assert not app.exception and not app.error and not app.warning
    assert header(app)["units"] == 16 and header(app)["page"] == "model"
    assert [card["key"] for card in header(app)["cards"]] == ["i", "f", "o", "g", "c", "h"]
    assert "The keep bias b_f is" in texts(app)
    assert app.selectbox(key="input").value == "its own"


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("kind", [nn.LSTM, nn.GRU, nn.RNN])
def test_every_page_opens_on_an_uploaded_model(kind, page):
    app = uploaded(seeded(kind, 3, 6, num_layers=2))
    app.session_state["choices"] = {**app.session_state["choices"], "start": "model"}
    to(app, page)
    assert not app.exception and not app.error and not app.warning
    assert header(app)["units"] == 6
    assert header(app)["labels"]
    assert app.selectbox(key="start").value == "model"
    assert app.selectbox(key="input").value == "noise"
