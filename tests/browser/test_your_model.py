"""The page Your model in a real browser on a real server, and the pages that open on what was uploaded there."""

import io
import re

import numpy as np
import pytest
import torch
from playwright.sync_api import expect
from safetensors.numpy import save
from torch import nn

from explainer.cells import formula
from explainer.inputs.generated import generate
from explainer.torch_models.files.limits import LIMITS
from tests.browser.test_board import choose, redraw
from tests.browsing import SIZE_AND_THEME, check_both_themes, go_to, wait_until_contains, wait_until_equal

pytestmark = pytest.mark.slow
EQUAL = re.compile(r"torch\.nn\.\w+: equal within \de-\d\d")
STAGE = ".gs-stage[data-rendered]"


def lstm():
    torch.manual_seed(4)
    return nn.LSTM(3, 6, num_layers=2)


def file_of(module, name: str = "net.safetensors") -> dict:
    data = save({key: tensor.detach().numpy() for key, tensor in module.state_dict().items()})
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def upload(page, file) -> None:
    page.locator("input[type=file]").first.set_input_files(file)


def open_with_upload(visit, file, **options):
    page = visit("/your-model", **options)
    redraw(page, lambda: upload(page, file))
    return page


def test_a_model_is_uploaded_and_looked_at_on_every_page(visit):
    module = lstm()
    page = open_with_upload(visit, file_of(module))
    page.get_by_text("LSTM reads 32 steps of noise in 3 channels").wait_for()
    page.get_by_text(EQUAL).wait_for(timeout=30_000)
    with torch.no_grad():
        bottom = nn.LSTM(3, 6).double()
        bottom.load_state_dict({key: one for key, one in module.double().state_dict().items() if key.endswith("l0")})
        h = bottom(torch.tensor(generate("noise", 3, 7).x))[0].numpy()  # (T, m)
    t = int(page.get_by_label("step", exact=True).input_value()) - 1
    wait_until_contains(page.locator(".gs-equation[data-name=h]").inner_text, f"= {formula.number(h[t, 0])}")
    main = page.get_by_test_id("stMain")
    main.get_by_role("link", name="Sequence").click()
    page.get_by_text("Its weights: the LSTM “net”").wait_for()
    page.get_by_text(EQUAL).wait_for(timeout=30_000)
    page.wait_for_url(lambda url: "start=model" in url)
    go_to(page, "Explore", "Gradients")
    page.get_by_text(re.compile("LSTM: L = .* changes it most")).wait_for(timeout=30_000)
    go_to(page, "Explore", "Cell")
    page.wait_for_selector(STAGE)
    page.get_by_text(EQUAL).wait_for(timeout=30_000)


@pytest.mark.more
def test_a_file_that_cannot_be_used_gets_its_sentence_and_other_visits_do_not_notice(visit):
    first, second = open_with_upload(visit, file_of(lstm())), visit("/your-model")
    upload(second, {"name": "bad.pt", "mimeType": "application/octet-stream", "buffer": b"\x80\x04nothing"})
    second.get_by_text(re.compile(r"“bad” is no file of tensors.*Below is an example", re.DOTALL)).wait_for(
        timeout=30_000
    )
    first.get_by_text("LSTM reads 32 steps of noise").wait_for()
    first.get_by_role("combobox", name="Source").first.wait_for()
    redraw(first, lambda: choose(first, "Source", "impulse"))
    first.get_by_text("LSTM reads 32 steps of impulse in 3 channels").wait_for()


@pytest.mark.more
def test_a_state_dict_of_torch_is_loaded_and_exported_again(visit):
    module = lstm()
    file = io.BytesIO()
    torch.save(module.state_dict(), file)
    page = open_with_upload(
        visit, {"name": "net.pt", "mimeType": "application/octet-stream", "buffer": file.getvalue()}
    )
    page.get_by_text(EQUAL).wait_for(timeout=30_000)
    with page.expect_download() as got:
        page.get_by_role("button", name="Weights as state_dict (.pt)").click()
    found = torch.load(got.value.path(), weights_only=True)
    again = lstm()
    again.load_state_dict(found)
    x = torch.tensor(np.random.default_rng(0).normal(size=(9, 3)), dtype=torch.float32)
    with torch.no_grad():
        assert (again(x)[0] - module(x)[0]).abs().max() < 1e-6


@pytest.mark.more
def test_a_file_that_is_too_large_is_refused_before_it_is_sent(visit, tmp_path):
    page = visit("/your-model")
    path = tmp_path / "large.safetensors"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)
    sent = []
    page.on("request", lambda request: sent.append(request.url) if "upload_file" in request.url else None)
    upload(page, str(path))
    page.get_by_text(re.compile(f"must be {LIMITS['bytes'].most // 2**20}.*MB or smaller")).wait_for()
    assert sent == []


@pytest.mark.more
def test_tokens_are_typed_by_keyboard_and_stand_in_the_link(visit):
    page = open_with_upload(visit, file_of(lstm()))
    redraw(page, lambda: choose(page, "Source", "tokens"))
    box = page.get_by_role("textbox", name="Tokens")
    box.fill("2 1 0 2")
    redraw(page, lambda: page.keyboard.press("Control+Enter"))
    wait_until_equal(page.locator(".gs-chip").all_inner_texts, ["2", "1", "0", "2"])
    page.wait_for_function("() => location.search.includes('tokens=2+1+0+2')")
    box.fill("2 3")
    page.keyboard.press("Control+Enter")
    page.get_by_text("“3” is no token of this model").wait_for()
    slider = page.get_by_label("step", exact=True)
    slider.focus()
    before = slider.input_value()
    page.keyboard.press("ArrowLeft" if before != "1" else "ArrowRight")
    expect(slider).not_to_have_value(before)


@pytest.mark.more
def test_the_reverse_direction_reads_from_the_end(visit):
    torch.manual_seed(4)
    page = open_with_upload(visit, file_of(nn.GRU(2, 4, num_layers=2, bidirectional=True)))
    page.get_by_test_id("stSidebar").get_by_text("reverse", exact=True).click()
    page.get_by_text("GRU reads 32 steps of noise in 2 channels, from its end").wait_for()
    page.get_by_text(EQUAL).wait_for(timeout=30_000)


@pytest.mark.more
@pytest.mark.parametrize(("size", "theme"), SIZE_AND_THEME, ids=["wide", "phone"])
def test_the_page_is_accessible_and_never_scrolls_sideways(visit, size, theme):
    check_both_themes(open_with_upload(visit, file_of(lstm()), size=size, color_scheme=theme), theme)
