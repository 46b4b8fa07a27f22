"""The backward pass on the stage in a real browser: its numbers against autograd, by keyboard, pointer and link."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from explainer.cells.formula import number
from explainer.inputs.text import read_text
from explainer.numerics import losses
from explainer.numerics.changes import parse_changes
from explainer.numerics.setup import Setup
from explainer.numerics.torch_run import run_in_torch, torch_loss
from tests.browser.test_stage import frame, handle, open_stage  # noqa: F401  the fixture
from tests.browsing import SIZE_AND_THEME, check_both_themes, wait_until_contains, wait_until_equal

pytestmark = pytest.mark.slow

SENTENCE = read_text("the cat sat on the mat", "character")
STEPS = len(SENTENCE.x)


def torch_gradients(name: str, error: str = "squared", changes: str = "", cell: str = "LSTM"):
    """Return a cell on SENTENCE as PyTorch has run and differentiated it, and the names of its operations."""
    run = Setup(cell, changes=parse_changes(changes)).run(SENTENCE)
    theirs = run_in_torch(run)[0]
    loss = losses.make_loss(name, run.x, 8, 7, error)
    torch_loss(loss, theirs).backward()
    return theirs, [step.name for step in run.layers[0].program.steps]


def three_digits(value: float) -> str:
    """Write a number as the backward panel does, with three significant digits."""
    size = abs(float(value))
    if size == int(size) and size < 1e4:
        return number(float(value))
    digits, power = f"{size:.2e}".split("e")
    text = f"{float(f'{size:.3g}')}" if 0.001 <= size < 1e4 else f"{digits}e{int(power)}"
    return f"{'−' if value < 0 else ''}{text.replace('-', '−').removesuffix('.0')}"


def delta(page) -> str:
    return page.locator(".gs-backward-panel .gs-result").inner_text()


def test_a_step_backward_by_keyboard_has_the_gradients_of_torch(open_stage):  # noqa: F811
    theirs, names = torch_gradients("last")
    page = open_stage(f"/cell?back=last&t={STEPS - 1}&unit=3&op={len(names)}")
    page.locator(".gs-timeline canvas").focus()
    for op in range(len(names), 0, -1):
        frame(page, STEPS - 1, 3, op)
        wait_until_equal(lambda: delta(page), f"δ = {three_digits(theirs.gradient(names[op - 1])[STEPS - 2, 2])}")
        page.keyboard.press("ArrowLeft")
    frame(page, STEPS - 2, 3, len(names))  # on into the step before
    wait_until_equal(lambda: delta(page), f"δ = {three_digits(theirs.gradient('h')[STEPS - 3, 2])}")


@pytest.mark.more
def test_contributions_of_several_paths_are_shown_as_a_sum(open_stage):  # noqa: F811
    theirs, names = torch_gradients("last")
    page = open_stage(f"/cell?back=last&t=10&unit=2&op={names.index('c') + 1}")
    frame(page, 10, 2, names.index("c") + 1)
    lines = page.locator(".gs-backward-panel .gs-incoming .gs-numbers").all_inner_texts()
    assert len(lines) == 2 and lines[1].startswith("step 11, through its previous c")
    within = theirs.gradient("tanh(c)")[9, 1] * (1 - np.tanh(Setup().run(SENTENCE).layers[0].values["c"][9, 1]) ** 2)
    assert lines[0].endswith(f"= {three_digits(within)}")
    assert lines[1].endswith(three_digits(theirs.gradient("c")[9, 1] - within))


def test_the_outgoing_gradient_is_the_incoming_one_times_the_derivative(open_stage):  # noqa: F811
    theirs, names = torch_gradients("last")
    page = open_stage(f"/cell?back=last&t=10&unit=2&op={names.index('f') + 1}")
    frame(page, 10, 2, names.index("f") + 1)
    sent = page.locator(".gs-backward-panel .gs-sent").inner_text()
    before = next(name for name in names if name.endswith("b_f"))
    assert sent.endswith(f"= {three_digits(theirs.gradient(before)[9, 1])}")
    gate = number(Setup().run(SENTENCE).layers[0].values["f"][9, 1])
    assert f"[{gate} · (1 − {gate})]" in sent


@pytest.mark.more
def test_the_outgoing_gradient_of_norm_is_torchs(open_stage):  # noqa: F811
    theirs, names = torch_gradients("last", cell="LSTM-norm")
    op = names.index("norm(W_f @ x)") + 1
    page = open_stage(f"/cell?cell=LSTM-norm&back=last&t=10&unit=2&op={op}")
    frame(page, 10, 2, op)
    wait_until_equal(lambda: delta(page), f"δ = {three_digits(theirs.gradient('norm(W_f @ x)')[9, 1])}")
    sent = page.locator(".gs-backward-panel .gs-sent").inner_text()
    assert sent.endswith(f"= {three_digits(theirs.gradient('W_f @ x')[9, 1])}")
    page.locator(".gs-timeline canvas").focus()
    page.keyboard.press("ArrowLeft")
    frame(page, 10, 2, op - 1)
    wait_until_equal(page.locator(".gs-backward-panel .gs-incoming .gs-numbers").inner_text, f"norm(W_f x): {sent[2:]}")


@pytest.mark.more
def test_the_lower_layers_memory_has_a_gradient_from_the_layer_above(open_stage):  # noqa: F811
    setup = Setup("LSTM-depth", layers=2)
    run = setup.run(SENTENCE)
    theirs = run_in_torch(run)
    torch_loss(losses.make_loss("last", run.x, 8, 7, "squared"), theirs[1]).backward()
    names = [step.name for step in setup.program.steps]
    op = names.index("c") + 1
    page = open_stage(f"/cell?cell=LSTM-depth&layers=2&layer=1&back=last&t={STEPS}&unit=3&op={op}")
    frame(page, STEPS, 3, op)
    wait_until_equal(lambda: delta(page), f"δ = {three_digits(theirs[0].gradient('c')[-1, 2])}")
    lines = page.locator(".gs-backward-panel .gs-incoming .gs-numbers").all_inner_texts()
    assert lines[-1] == f"the layer above, through its c below: {three_digits(theirs[1].gradient('c_below')[-1, 2])}"


@pytest.mark.more
def test_a_weights_gradient_sums_over_the_steps(open_stage):  # noqa: F811
    theirs, names = torch_gradients("each")
    whole = theirs.gradient("U_f")
    run = Setup().run(SENTENCE).layers[0]
    terms = theirs.gradient("U_f @ h_prev")[:, :, None] * run.values["h_prev"][:, None, :]
    op = names.index("U_f @ h_prev") + 1
    page = open_stage(f"/cell?back=each&t=6&unit=4&op={op}")
    page.locator(".gs-open-matrix", has_text="U").first.click()
    title = page.locator(".gs-matrix .gs-part").inner_text()
    assert f"Its gradient is {three_digits(terms[5, 3, 3])} from step 6 alone" in title
    assert f"{three_digits(terms[5:, 3, 3].sum())} summed so far" in title
    assert f"{three_digits(whole[3, 3])} over all steps. The cells" in title


def test_a_dragged_bias_moves_the_gradients_and_torch_agrees(open_stage):  # noqa: F811
    page = open_stage("/cell?back=recall.squared&t=12&unit=3&op=14")
    before = delta(page)
    bias = handle(page, "b_g") if handle(page, "b_g").count() else handle(page, "b_f")
    box = bias.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 2.5 / 8, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 2.5 / 8 + 90, box["y"] + box["height"] / 2, steps=4)
    wait_until_equal(lambda: delta(page) != before, True)  # while the finger is down
    page.mouse.up()
    page.mouse.move(5, 5)
    page.wait_for_url(re.compile(r"changes=b_\w\.3"))
    frame(page, 12, 3, 14)

    def agrees() -> bool:  # with the change in the address, which may be one of the middle of the drag at first
        changes = re.search(r"changes=([^&]+)", page.url)[1].replace("%3A", ":")
        theirs, names = torch_gradients("recall", "squared", changes)
        return delta(page) == f"δ = {three_digits(theirs.gradient(names[13])[11, 2])}"

    wait_until_equal(agrees, True)
    page.get_by_text("backward, autograd: every gradient equal within").wait_for(timeout=30_000)


@pytest.mark.more
def test_the_backward_pass_starts_at_the_loss_and_is_in_the_link(open_stage):  # noqa: F811
    page = open_stage("/cell?t=4&unit=2&op=9")
    page.get_by_role("button", name="Backward").click()
    frame(page, STEPS, 2, 25)
    page.wait_for_url(re.compile(r"back=recall\.entropy"))
    expect(page.get_by_role("button", name="Compute it yourself")).to_be_hidden()
    page.locator(".gs-loss-kind").select_option("each")
    page.wait_for_url(re.compile(r"back=each"))
    page.get_by_role("button", name="Backward").click()
    page.wait_for_url(lambda url: "back=" not in url)
    expect(page.locator(".gs-backward-panel")).to_be_hidden()


@pytest.mark.more
def test_any_value_can_be_the_loss(open_stage):  # noqa: F811
    page = open_stage("/cell?back=last&t=9&unit=5&op=22")
    page.locator(".gs-loss-here").click()
    page.wait_for_url(re.compile(r"back=c\.5\.9"))
    wait_until_equal(lambda: delta(page), "δ = 1")
    value = three_digits(Setup().run(SENTENCE).layers[0].values["c"][8, 4])
    wait_until_contains(page.locator(".gs-loss").inner_text, f"L = c[5] at step 9 = {value}")


@pytest.mark.more
def test_playing_goes_backward(open_stage):  # noqa: F811
    page = open_stage("/cell?back=last&t=22&unit=1&op=25")
    page.get_by_label("speed").select_option("4")
    page.get_by_label("play, or pause").click()
    page.wait_for_function("() => Number(document.querySelector('.gs-stage').dataset.frame.split('/')[2]) <= 20")


@pytest.mark.more
def test_exploding_gradients_are_reported(open_stage):  # noqa: F811
    text = "ab" * 240
    page = open_stage(f"/cell?cell=RNN-ReLU&start=identity&scale=8.0&back=last&text={text}&t=480&op=4")
    page.locator(".gs-loss .gs-error").wait_for()
    wait_until_contains(page.locator(".gs-loss .gs-error").inner_text, "too large for a number")


@pytest.mark.more
@pytest.mark.parametrize(("size", "theme"), SIZE_AND_THEME, ids=["wide", "phone"])
def test_the_backward_stage_is_accessible_and_never_scrolls_sideways(open_stage, size, theme):  # noqa: F811
    page = open_stage("/cell?back=recall.entropy&t=20&op=22", size=size, color_scheme=theme)
    page.get_by_role("heading", level=1).wait_for()
    check_both_themes(page, theme)


@pytest.mark.more
@pytest.mark.parametrize(("size", "theme"), SIZE_AND_THEME, ids=["wide", "phone"])
def test_the_gradients_page_is_accessible_and_never_scrolls_sideways(visit, size, theme):
    page = visit("/gradients", size=size, color_scheme=theme)
    page.get_by_text("every gradient equal within").wait_for(timeout=30_000)
    check_both_themes(page, theme)


def test_the_gradients_page_follows_cursor_and_weights(visit):
    page = visit("/gradients")
    page.get_by_label("step", exact=True).focus()
    before = page.locator(".gs-facts").inner_text()
    page.keyboard.press("Home")
    page.wait_for_function("(before) => document.querySelector('.gs-facts').innerText !== before", arg=before)
    wait_until_equal(lambda: page.locator(".gs-facts .gs-position").inner_text().startswith("At step 1,"), True)
    words = page.locator("[data-key=norms-RNN] .gs-sentence").inner_text()
    page.locator("[data-testid=stSlider] input[type=range]").last.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "(words) => document.querySelector('[data-key=norms-RNN] .gs-sentence').innerText !== words", arg=words
    )
