"""The stage in a real browser: its engine against Python, and its use on the page."""

import base64
import json
import math
import re
from urllib.parse import urlencode

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from playwright.sync_api import expect

from explainer.cells import formula
from explainer.cells.cell_text import read_cell
from explainer.cells.lowering import lower
from explainer.cells.program import is_number
from explainer.inputs.numbers import read_numbers
from explainer.inputs.text import read_text
from explainer.numerics import losses
from explainer.numerics.backward import backward
from explainer.numerics.changes import apply_changes, parse_changes
from explainer.numerics.domain import outside_domain
from explainer.numerics.gradients import compute_gradients
from explainer.numerics.initialisation import init_params
from explainer.numerics.loss_choice import parse_loss
from explainer.numerics.setup import Setup
from explainer.numerics.trace import Layer, trace
from explainer.web.scripts import VERSION
from explainer.web.stage.payload import View, payload
from tests.browsing import (
    PHONE,
    SIZE_AND_THEME,
    check_both_themes,
    check_page,
    go_to,
    wait_until_contains,
    wait_until_equal,
    wait_until_idle,
)
from tests.numerics.test_gradients import SEQUENCE as TOKENS
from tests.numerics.test_gradients import trained
from tests.random_cells import cells

pytestmark = pytest.mark.slow

RUN = """async ([version, text, changes]) => {
    const [{ decode }, { makeModel }] = await Promise.all(
        ["shared/payload.js", "stage/model.js"].map((path) => import(`/gatescope/${version}/${path}`)));
    const { header, arrays } = decode(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)));
    const model = makeModel(header, arrays, changes);
    const asText = ([name, { data }]) => [name, [...data].map(String)];
    return model.values.map((layer) => Object.fromEntries(Object.entries(layer).map(asText)));
}"""


DOMAIN = """async ([version, text]) => {
    const [{ decode }, { makeModel }, { makeDomain }] = await Promise.all(
        ["shared/payload.js", "stage/model.js", "stage/domain.js"].map(
            (path) => import(`/gatescope/${version}/${path}`)));
    const { header, arrays } = decode(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)));
    const { element, update } = makeDomain({ header, model: makeModel(header, arrays, "") });
    update();
    return element.textContent;
}"""


BACKWARD = """async ([version, text, changes, loss, layer]) => {
    const paths = ["shared/payload.js", "stage/model.js", "stage/loss.js", "stage/backward.js"];
    const [{ decode }, { makeModel }, { computeLoss, parseLoss }, { backward, parameterGradient }] = await Promise.all(
        paths.map((path) => import(`/gatescope/${version}/${path}`)));
    const { header, arrays } = decode(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)));
    const model = makeModel(header, arrays, changes);
    const { program, layers, values } = model;
    const readout = { weights: arrays.readout, bias: arrays.bias };
    const trained = { weights: arrays["trained.readout"], bias: arrays["trained.bias"] };
    const computed = computeLoss(parseLoss(loss), model, { losses: header.losses, readout, trained }, layer);
    const gradients = backward(program, layers, values, computed);
    const asText = ([name, { data }]) => [name, [...data].map(String)];
    const params = (k, from, alone) => Object.fromEntries(program.params.map((name) =>
        asText([name, parameterGradient(program, layers[k], values[k], gradients[k], name, from, alone)])));
    const all = (table) => Object.fromEntries(Object.entries(table).map(asText));
    return { value: computed.value, output: computed.output, layers: gradients.map((table, k) =>
        ({ values: all(table), params: params(k, 0, false), second: params(k, 1, true) })) };
}"""


def in_browser(page, stack, sequence, changes: str = "") -> list[dict]:
    """Run a stack in the browser's engine; every value by name, (T, units)."""
    data = base64.b64encode(payload(stack, sequence, View("test", {"t": 0, "unit": 0, "op": 0}))).decode()
    steps = len(sequence.x)
    return [
        {name: np.array([float(value) for value in values]).reshape(-1, steps).T for name, values in layer.items()}
        for layer in page.evaluate(RUN, [VERSION, data, changes])
    ]


def difference(found: list[dict], expected) -> float:
    assert [set(layer) for layer in found] == [set(run.values) for run in expected]
    return max(
        float(np.max(np.abs(layer[name] - run.values[name]) / np.maximum(1, np.abs(run.values[name]))))
        for layer, run in zip(found, expected, strict=True)
        for name in run.values
    )


@pytest.mark.more
def test_the_browser_runs_100_random_cells_as_python_does(blank):
    rng = np.random.default_rng(5)

    @seed(20)
    @settings(max_examples=100, deadline=None, database=None, phases=[Phase.generate],
              suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])  # fmt: skip
    @given(cells())
    def compare(cell):
        steps, n, m, layers = (
            int(k) for k in (rng.integers(2, 13), rng.integers(1, 6), rng.integers(1, 20), rng.integers(1, 3))
        )
        text = "\n".join(" ".join(f"{value:.3f}" for value in row) for row in rng.normal(size=(steps, n)))
        sequence = read_numbers(text, "none")
        program = lower(cell)
        stack = [
            Layer(program, init_params(program, n if k == 0 else m, m, steps, "uniform", 2.0, layer=k))
            for k in range(layers)
        ]
        changes = f"x.1.1:0.5 h_prev.1:0.25 h@{steps}:0.125 {program.cell.equations[0].name}@2:-0.75"
        for text in ("", changes):
            worst.append(
                difference(
                    in_browser(blank, stack, sequence, text),
                    trace(*apply_changes(parse_changes(text), stack, sequence.x)).layers,
                )
            )

    worst: list[float] = []
    compare()
    print(json.dumps({"runs": len(worst), "largest difference": max(worst)}))
    assert len(worst) >= 200
    assert max(worst) <= 1e-9


def gradients_in_browser(page, stack, sequence, changes: str, loss: str, layer: int, readout=None) -> dict:
    """Run the browser's backward pass; return the loss, and per layer every gradient as flat numbers."""
    view = View("test", {"t": 0, "unit": 0, "op": 0}, seed=3, readout=readout)
    data = base64.b64encode(payload(stack, sequence, view)).decode()
    return page.evaluate(BACKWARD, [VERSION, data, changes, loss, layer])


def relative_difference(found: list[str], expected: np.ndarray) -> float:
    """Return the largest difference to the browser's numbers, relative where they are large."""
    ours = np.array([float(value) for value in found])
    return float(np.max(np.abs(ours - expected.ravel()) / np.maximum(1, np.abs(expected.ravel()))))


def test_the_browsers_error_function_is_exact_to_the_last_digits(blank):
    numbers = np.concatenate([np.linspace(-6.5, 6.5, 2001), np.geomspace(1e-300, 1.0, 301)])
    found = blank.evaluate(
        """async ([version, numbers]) => {
            const { erf } = await import(`/gatescope/${version}/shared/erf.js`);
            return [...numbers.map(erf), erf(Infinity), erf(-Infinity), erf(NaN)].map(String);
        }""",
        [VERSION, numbers.tolist()],
    )
    expected = np.array([math.erf(one) for one in numbers])
    assert found[-3:] == ["1", "-1", "NaN"]
    assert (np.abs(np.array(found[:-3], float) - expected) <= 1e-15 * np.abs(expected)).all()


@pytest.mark.more
def test_the_browsers_backward_pass_of_100_random_cells_is_pythons(blank):
    rng = np.random.default_rng(6)
    worst: list[float] = []
    loss_texts = ["recall.squared", "predict.squared", "last", "each", "h.1.2"]

    @seed(21)
    @settings(max_examples=100, deadline=None, database=None, phases=[Phase.generate],
              suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])  # fmt: skip
    @given(cells())
    def compare(cell):
        steps, n, m, layers = (
            int(k) for k in (rng.integers(2, 11), rng.integers(1, 5), rng.integers(1, 9), rng.integers(1, 3))
        )
        text = "\n".join(" ".join(f"{value:.3f}" for value in row) for row in rng.normal(size=(steps, n)))
        sequence, program = read_numbers(text, "none"), lower(cell)
        stack = [
            Layer(program, init_params(program, n if k == 0 else m, m, steps, "uniform", 1.5, layer=k))
            for k in range(layers)
        ]
        changes = f"x.1.1:0.5 h_prev.1:0.25 {program.cell.equations[0].name}@2:-0.75" if len(worst) % 2 else ""
        loss_text = loss_texts[len(worst) % len(loss_texts)]
        run = trace(*apply_changes(parse_changes(changes), stack, sequence.x))
        name, error, of = parse_loss(loss_text)
        loss = losses.make_loss(name, run.x, m, 3, error, of)
        at = int(rng.integers(layers)) if of else layers - 1
        loss_value = losses.evaluate_loss(loss, run.layers[at].values)
        ours = backward(run, loss_value.grad_outputs, at)
        theirs = gradients_in_browser(blank, stack, sequence, changes, loss_text, at)
        found = [relative_difference([theirs["value"]], np.array([loss_value.value]))]
        for layer, other in zip(ours.layers, theirs["layers"], strict=True):
            assert set(layer.values) == set(other["values"]) and set(layer.params) == set(other["params"])
            found += [relative_difference(other["values"][name], array.T) for name, array in layer.values.items()]
            found += [relative_difference(other["params"][name], array) for name, array in layer.params.items()]
            found += [relative_difference(other["second"][name], layer.terms(name)[1]) for name in layer.params]
        worst.append(max(found))

    compare()
    print(json.dumps({"runs": len(worst), "largest difference backward": max(worst)}))
    assert len(worst) >= 100
    assert max(worst) <= 1e-9


def test_the_browser_computes_cross_entropy_as_python_does(blank):
    setup = Setup(m=5, seed=3)
    for loss_text in ("recall.entropy", "predict.entropy"):
        run = setup.run(SENTENCE)
        loss = losses.make_loss(*loss_text.split(".")[:1], run.x, 5, 3, "entropy")
        loss_value = losses.evaluate_loss(loss, run.layers[-1].values)
        theirs = gradients_in_browser(blank, setup.stack(SENTENCE), SENTENCE, "", loss_text, 0)
        assert abs(theirs["value"] - loss_value.value) < 1e-12
        ours = backward(run, loss_value.grad_outputs).layers[0]
        assert (
            max(
                relative_difference(theirs["layers"][0]["values"][name], array.T) for name, array in ours.values.items()
            )
            < 1e-12
        )


@pytest.mark.parametrize("step", [1, 7, 11])
def test_the_browser_computes_the_logit_of_the_guess_as_python_does(blank, step):
    setup = trained("LSTM")
    position = parse_loss(f"logit.{step}")[2]
    ours = compute_gradients(setup, TOKENS, "logit", position=position)
    stack, readout = setup.stack(TOKENS), setup.readout
    theirs = gradients_in_browser(blank, stack, TOKENS, "", f"logit.{step}", 0, readout)
    assert theirs["output"] == ours.loss.output and abs(theirs["value"] - ours.loss_value.value) < 1e-12
    for layer, other in zip(ours.gradients.layers, theirs["layers"], strict=True):
        found = [relative_difference(other["values"][name], array.T) for name, array in layer.values.items()]
        assert max(found) < 1e-12


def test_gradients_that_stand_together_are_written_in_one_form(blank):
    written = blank.evaluate(
        """async ([version, columns]) => {
            const { gradientFormat } = await import(`/gatescope/${version}/stage/number_formats.js`);
            return columns.map((column) => column.map(gradientFormat(column)));
        }""",
        [VERSION, [[0.08, -0.16, 0.03, -0.22], [0.024, -0.0004, 0], [12.34, -0.02], [3e-5, -2e-6], [1234.0, 0.5]]],
    )
    assert written == [
        ["0.08", "−0.16", "0.03", "−0.22"],
        ["0.024", "≈0", "0"],
        ["12.3", "≈0"],
        ["3e−5", "−2e−6"],
        ["1e3", "5e−1"],
    ]


STAGE = ".gs-stage[data-rendered]"
SENTENCE = read_text("the cat sat on the mat", "character")
HOLD = "() => document.querySelector('.gs-changes').innerText"
HIGHLIGHTED = "() => [...document.querySelectorAll('.gs-op.gs-highlighted')].map((one) => one.dataset.name)"


@pytest.fixture
def open_stage(visit):
    """Return a function that opens a page with a stage and waits until it is drawn."""

    def open_page(path: str = "/cell", **options):
        page = visit(path, drawn=False, **options)
        page.wait_for_selector(STAGE)
        return page

    return open_page


def frame(page, t: int, unit: int, op: int) -> None:
    """Wait until the stage has drawn a place, counted from 1."""
    page.wait_for_function(
        "(place) => document.querySelector('.gs-stage').dataset.frame === place", arg=f"{t}/{unit}/{op}"
    )


def shown(page, part: str) -> str:
    return page.locator(f".gs-panel .gs-{part}").inner_text()


def handle(page, name: str, part: str = "work"):
    return page.locator(f'.gs-handle[data-key="{part}/{name}"]')


def drag(page, element, unit: int, units: int, by: int) -> None:
    """Press on one unit of a row and move the pointer by so many pixels."""
    box = element.bounding_box()
    x, y = box["x"] + box["width"] * (unit + 0.5) / units, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by / 2, y)
    page.mouse.move(x + by, y)


def overview(page, name: str) -> str:
    return page.locator(f'.gs-overview[data-name="{name}"] .gs-reading').inner_text()


def test_the_keyboard_moves_through_the_operations_and_every_number_is_pythons(open_stage):
    page = open_stage("/cell?t=5&unit=3&op=20")
    run = Setup().run(SENTENCE).layers[0]
    page.locator(".gs-timeline canvas").focus()
    for k, name in enumerate(["o", "f * c_prev", "i * g", "c", "tanh(c)", "h"]):
        frame(page, 5, 3, 20 + k)
        wait_until_equal(lambda: shown(page, "result"), f"= {formula.number(run.values[name][4, 2])}")
        step = run.program.step(name)
        for value in (run.value(arg)[4, 2] for arg in step.args if not is_number(arg)):
            wait_until_contains(lambda: shown(page, "numbers"), formula.number(value).lstrip("−"))
        page.keyboard.press("ArrowRight")
    frame(page, 6, 3, 1)  # past the last operation comes the next step
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowDown")
    frame(page, 7, 4, 1)
    wait_until_equal(lambda: shown(page, "result"), f"= {formula.number(run.values['W_i @ x'][6, 3])}")
    page.keyboard.press("ArrowLeft")
    frame(page, 6, 4, 25)
    page.keyboard.press("Home")
    frame(page, 1, 4, 1)
    page.keyboard.press("End")
    frame(page, 22, 4, 25)
    page.wait_for_url(re.compile("t=22.*op=25|op=25.*t=22"))
    page.keyboard.press(" ")  # at the very end it plays from the beginning
    page.wait_for_function("() => Number(document.querySelector('.gs-stage').dataset.frame.split('/')[2]) >= 3")
    page.keyboard.press(" ")


# A pointer that rests reports what it has changed; on a busy machine one that is moved seems to rest.
NEVER_RESTS = """const original = window.setTimeout;
window.setTimeout = (then, wait, ...rest) => original(then, wait === 350 ? 3_600_000 : wait, ...rest);"""


def test_keys_without_a_focus_and_a_play_to_the_end_reach_the_link(open_stage):
    page = open_stage("/cell?cell=RNN&m=2&text=abc&input=text&t=2&op=4")
    assert page.evaluate("document.activeElement === document.body")
    frame(page, 2, 1, 4)
    page.keyboard.press("Shift+ArrowRight")
    frame(page, 3, 1, 4)
    page.keyboard.press("ArrowLeft")
    frame(page, 3, 1, 3)
    expect(page).to_have_url(re.compile(r"t=3.*op=3|op=3.*t=3"))
    page.get_by_role("button", name="play, or pause").click()
    frame(page, 3, 1, 5)
    expect(page).to_have_url(re.compile(r"t=3.*op=5|op=5.*t=3"))  # it has stopped by itself


def test_the_control_shows_at_which_value_a_gate_is_held(open_stage):
    page = open_stage("/cell?t=2&op=10&changes=f@1:0.97")
    value = page.get_by_label("the value to hold")
    expect(value).to_have_value("0.97")
    assert value.evaluate("(one) => one.validity.valid")


CHOOSE_AND_TYPE = """() => { // before the next frame, as on a busy machine
  document.querySelector('.gs-group[aria-label="o"] .gs-op').click();
  const value = document.querySelector('[aria-label="the value to hold"]');
  value.value = "0.25";
  value.dispatchEvent(new InputEvent("input", { bubbles: true }));
}"""


def test_a_value_that_is_being_typed_outlasts_a_redraw(open_stage):
    page = open_stage("/cell?t=2&op=10")
    page.evaluate(CHOOSE_AND_TYPE)
    expect(page.locator(".gs-hold-control")).to_contain_text("Hold o at the value")
    value = page.get_by_label("the value to hold")
    expect(value).to_have_value("0.25")
    before = overview(page, "h")
    page.get_by_label("Seed", exact=True).fill("13")
    page.get_by_label("Seed", exact=True).press("Enter")
    page.wait_for_function(
        "(h) => document.querySelector('.gs-overview[data-name=h] .gs-reading').innerText !== h", arg=before
    )
    expect(value).to_have_value("0.25")
    page.locator(".gs-hold").click()
    page.wait_for_url(re.compile(r"changes=o%402%3A0\.25"))


def test_a_dragged_bias_moves_everything_and_the_plots_follow(open_stage):
    page = open_stage("/cell?t=5&unit=3&op=9", script=NEVER_RESTS)
    before = overview(page, "h")
    drag(page, handle(page, "b_f"), 2, 8, -150)
    page.wait_for_function(
        "(h) => document.querySelector('.gs-overview[data-name=h] .gs-reading').innerText !== h", arg=before
    )
    assert "changes=" not in page.url  # Python learns of it when the finger lifts
    page.mouse.up()
    page.wait_for_url(re.compile(r"changes=b_f\.3%3A-0\.\d+"))
    changes = parse_changes(re.search(r"changes=([^&]+)", page.url)[1].replace("%3A", ":"))
    run = Setup(changes=changes).run(SENTENCE).layers[0]
    wait_until_equal(lambda: overview(page, "h"), formula.number(run.values["h"][4, 2]))
    wait_until_equal(lambda: page.locator(".gs-changes").inner_text().startswith("Changed\nb_f[3] 1 → −0.5"), True)
    page.get_by_text(re.compile("equal within")).wait_for(timeout=30_000)
    go_to(page, "Explore", "Sequence")
    page.wait_for_selector(".gs-board[data-rendered]")
    page.wait_for_function("() => document.querySelector('.gs-position').textContent === 'unit 3 at step 5'")
    drawn = page.locator(".gs-equation[data-name=h] .gs-result").text_content
    wait_until_equal(drawn, f"= {formula.number(run.values['h'][4, 2])}")
    wait_until_contains(page.get_by_test_id("stMain").inner_text, "b_f[3]")


@pytest.mark.more
def test_a_drag_up_or_right_increases_and_is_no_click(open_stage):
    page = open_stage("/cell?t=5&unit=3&op=9")
    drag(page, handle(page, "b_f"), 2, 8, 0)
    box = handle(page, "b_f").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 2.5 / 8, box["y"] - 60)
    page.mouse.up()
    page.wait_for_url(re.compile(r"changes=b_f\.3%3A1\.\d+"))
    assert page.locator(".gs-pins .gs-entry-row").count() == 0


@pytest.mark.more
def test_after_a_drag_the_next_key_works(open_stage):
    page = open_stage("/cell?t=5&unit=3&op=9")
    drag(page, handle(page, "b_f"), 2, 8, 60)
    page.mouse.up()
    page.wait_for_url(re.compile(r"changes=b_f\.3"))
    handle(page, "b_f").focus()
    page.keyboard.press("Enter")
    page.locator(".gs-pins .gs-entry-row").wait_for()


def test_a_weight_is_dragged_in_its_matrix_and_undone(open_stage):
    page = open_stage("/cell?t=5&unit=3&op=7")
    page.get_by_role("button", name="open the weights U_f").click()
    canvas = page.locator(".gs-matrix canvas")
    canvas.scroll_into_view_if_needed()
    before = Setup().run(SENTENCE).layers[0].layer.params["U_f"][2, 0]
    box = canvas.bounding_box()
    x, y = box["x"] + box["width"] / 16, box["y"] + box["height"] * 2.5 / 8
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 50, y)
    page.mouse.up()
    page.wait_for_url(re.compile(r"changes=U_f\.3\.1"))
    expect(page.locator(".gs-matrix")).to_contain_text("U_f[3,1] =")  # though the pointer is over another one by now
    wait_until_contains(page.locator(".gs-changes").inner_text, f"U_f[3,1] {formula.number(before)} → ")
    page.get_by_role("button", name=re.compile("^undo U_f")).click()
    page.wait_for_url(lambda url: "changes" not in url)
    wait_until_equal(lambda: overview(page, "h"), formula.number(Setup().run(SENTENCE).layers[0].values["h"][4, 2]))


def test_a_gate_is_held_and_released(open_stage):
    page = open_stage("/cell?t=3&unit=2&op=10")
    page.get_by_label("the value to hold").fill("1")
    page.get_by_role("button", name="from step 3 on").click()
    page.wait_for_url(re.compile("changes=f%403%3A1"))
    run = Setup(changes=parse_changes("f@3:1")).run(SENTENCE).layers[0]
    wait_until_equal(lambda: overview(page, "c"), formula.number(run.values["c"][2, 1]))
    wait_until_contains(lambda: shown(page, "sentence"), "Held: every unit of f is 1")
    wait_until_equal(lambda: shown(page, "numbers"), "= held, not computed")
    page.get_by_text(re.compile("without held values: equal within")).wait_for()
    wait_until_contains(lambda: page.evaluate(HOLD), "f held at 1 from step 3 on")
    page.get_by_role("button", name=re.compile("^undo f held")).click()
    page.wait_for_url(lambda url: "changes" not in url)
    wait_until_equal(lambda: overview(page, "c"), formula.number(Setup().run(SENTENCE).layers[0].values["c"][2, 1]))


@pytest.mark.more
def test_two_numbers_are_pinned_side_by_side(open_stage):
    page = open_stage("/cell?t=2&unit=1&op=25")
    run = Setup().run(SENTENCE).layers[0]
    for t in (2, 9):
        frame(page, t, 1, 25)
        box = handle(page, "f", "belt").bounding_box()
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 16)
        page.locator(".gs-timeline canvas").focus()
        for _ in range(7 if t == 2 else 0):
            page.keyboard.press("Shift+ArrowRight")
    pins = page.locator(".gs-pins .gs-entry-row")
    pins.nth(1).wait_for()
    for k, t in enumerate((2, 9)):
        wait_until_contains(pins.nth(k).inner_text, f"f[1] at step {t} “{SENTENCE.visible_labels[t - 1]}”")
        wait_until_contains(pins.nth(k).inner_text, formula.number(run.values["f"][t - 1, 0]))
    page.wait_for_url(re.compile(r"pins=f\.1\.2(\+|%20)f\.1\.9"))
    pins.nth(0).get_by_role("button").click()
    page.wait_for_function("() => document.querySelectorAll('.gs-pins .gs-entry-row').length === 1")


def test_hovering_highlights_the_inputs_and_the_uses_of_a_number(open_stage):
    page = open_stage("/cell?t=4&unit=1&op=25")
    box = handle(page, "c", "belt").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 5.5 / 8)
    page.wait_for_function("() => document.querySelector('.gs-panel .gs-sentence').innerText.startsWith('Unit 6 of c')")
    run = Setup().run(SENTENCE).layers[0]
    wait_until_equal(lambda: shown(page, "result"), f"= {formula.number(run.values['c'][3, 5])}")
    wait_until_equal(lambda: shown(page, "code"), "c = f * c_prev + i * g")
    wait_until_equal(lambda: shown(page, "used-by"), "Used by tanh(c), c of the next step.")
    wait_until_equal(lambda: page.evaluate(HIGHLIGHTED), ["f * c_prev", "i * g", "c", "tanh(c)"])
    wait_until_equal(lambda: overview(page, "c"), formula.number(run.values["c"][3, 5]))
    page.mouse.move(box["x"], box["y"] - 200)
    page.wait_for_function("() => document.querySelector('.gs-panel .gs-code').innerText.startsWith('h =')")


@pytest.mark.more
def test_a_step_of_the_gru_is_computed_by_the_visitor(open_stage):
    page = open_stage("/cell?cell=GRU&t=4")
    page.get_by_role("button", name="Compute it yourself").click()
    op = lambda name: page.locator(f".gs-op[data-name={json.dumps(name)}]")  # noqa: E731
    op("h").click()
    page.get_by_text("Not yet: h needs").wait_for()
    assert (
        page.locator(".gs-op[data-state=ready]").count() == 6
    )  # a product with x and one with the past for r, z and n
    program = Setup("GRU").program
    waiting = [step.name for step in program.steps][::-1]  # any order that is possible, the last ones first
    while waiting:
        name = next(name for name in waiting if op(name).get_attribute("data-state") == "ready")
        op(name).click()
        waiting.remove(name)
        page.wait_for_function(
            "(name) => document.querySelector(`.gs-op[data-name=${JSON.stringify(name)}]`).dataset.state !== 'ready'",
            arg=name,
        )
    page.get_by_text("Step complete").wait_for()
    op("h").click()
    page.get_by_text("h is already computed.").wait_for()


def test_an_own_cell_is_typed_and_an_invalid_one_keeps_the_picture(open_stage):
    page = open_stage("/write-a-cell")
    expect(page.locator('.gs-handle[data-key="belt/f"]')).to_have_count(1)
    area = page.locator("#gs-editor-text")
    coupled = (
        area.input_value()
        .replace("f = sigmoid(W_f @ x + U_f @ h_prev + b_f)\n", "")
        .replace("f * c_prev", "(1 - i) * c_prev")
    )
    area.fill(coupled)
    page.wait_for_function("() => !document.querySelector('.gs-handle[data-key=\"belt/f\"]')")
    expect(page.locator('.gs-handle[data-key="belt/1 - i"]')).to_have_count(1)
    expect(page.locator(".gs-line-gone")).to_have_count(2)
    expect(page.locator(".gs-line-new")).to_have_count(1)
    cell = read_cell(coupled)
    page.wait_for_function("() => !document.querySelector('[data-testid=stCode]').innerText.includes('U_f')")
    for wrong, says in (
        ("", "There is no equation yet"),
        ("h = __import__('os')", "“__import__” is not a function here"),
        (coupled + " ** 2", "is not supported"),
        ("h = 1e308 * x", "too large"),
        ("h = " + "x + " * 2500 + "x", "The cell has 10,005 characters"),
        ("h = tanh(<img src=x onerror='window.hit=1'>)", "cannot be parsed"),
    ):
        area.fill(wrong)
        page.wait_for_function("(says) => document.querySelector('.gs-error').textContent.includes(says)", arg=says)
        assert area.input_value() == wrong
        assert page.locator('.gs-handle[data-key="belt/1 - i"]').count() == 1
    assert page.evaluate("() => window.hit") is None
    assert page.locator(".gs-stage img").count() == 0
    area.fill(coupled + "\n")
    page.wait_for_function("() => document.querySelector('.gs-error').hidden")
    run = Setup("Your cell", text=coupled + "\n").run(SENTENCE).layers[0]
    assert cell.state == ("h", "c")
    wait_until_equal(lambda: overview(page, "h"), formula.number(run.values["h"][11, 0]))


def test_a_link_with_changes_and_an_own_cell_opens_elsewhere_with_the_same_numbers(fresh_server, open_stage):
    own = "f = sigmoid(W_f @ x + U_f @ h_prev + b_f)\nh = f * h_prev + (1 - f) * tanh(W_n @ x)"
    changes = "b_f.2:-0.75 x.4.1:0.5 f@6:0.9 h_prev.2:1.5 W_n.2.3:2"
    link = urlencode({"cell": "Your cell", "own": own, "changes": changes, "t": 9, "unit": 2, "op": 8, "pins": "f.2.3"})
    run = Setup("Your cell", text=own, changes=parse_changes(changes)).run(SENTENCE).layers[0]
    for page in (open_stage(f"/cell?{link}"), open_stage(f"/cell?{link}", at=fresh_server.url)):
        wait_until_equal(lambda page=page: overview(page, "h"), formula.number(run.values["h"][8, 1]))
        expect(page.locator(".gs-changes .gs-entry-row")).to_have_count(5)
        wait_until_contains(page.locator(".gs-pins").inner_text, formula.number(run.values["f"][2, 1]))
        frame(page, 9, 2, 8)


@pytest.mark.more
def test_stages_on_one_page_share_the_cursor_and_nothing_else(open_stage):
    page = open_stage("/compare?third=none")
    page.wait_for_function("() => document.querySelectorAll('.gs-stage[data-rendered]').length === 2")
    stages = page.locator(".gs-stage")
    canvas = stages.nth(1).locator(".gs-timeline canvas")
    box = canvas.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 4.5 / 22, box["y"] + 10)
    page.wait_for_function(
        "() => [...document.querySelectorAll('.gs-stage')].every((one) => one.dataset.frame.startsWith('5/'))"
    )
    ends = page.locator(".gs-limits > span").all_inner_texts()
    assert ends[0] == ends[1] and "−" in ends[0]  # one limit for what is compared
    before = stages.nth(0).get_attribute("data-frame")
    page.locator(".gs-stage .gs-handle[data-key='belt/z']").focus()
    page.keyboard.press("ArrowRight")  # an operation of one stage is none of the other's
    page.wait_for_timeout(300)
    assert stages.nth(0).get_attribute("data-frame") == before


@pytest.mark.more
def test_a_plain_rerun_sends_nothing_of_the_stage_again(open_stage):
    page = open_stage("/cell?m=16&text=" + "the+cat+sat+on+the+mat+and+" * 4)
    page.get_by_text(re.compile("equal within")).wait_for(timeout=30_000)
    page.wait_for_timeout(800)
    received = []
    cdp = page.context.new_cdp_session(page)
    cdp.send("Network.enable")
    cdp.on(
        "Network.webSocketFrameReceived", lambda frame: received.append(len(frame["response"]["payloadData"]) * 3 // 4)
    )
    page.locator(".gs-timeline canvas").focus()
    page.keyboard.press("Shift+ArrowRight")
    page.wait_for_url(re.compile("t="))
    page.wait_for_timeout(1000)
    assert 0 < sum(received) < 20_000, received


@pytest.mark.more
@pytest.mark.parametrize(("size", "theme"), SIZE_AND_THEME, ids=["1280", "390"])
@pytest.mark.parametrize("path", ["/cell?op=9", "/compare", "/write-a-cell"])
def test_pages_with_a_stage_are_accessible_and_never_scroll_sideways(open_stage, path, size, theme):
    page = open_stage(path, size=size, color_scheme=theme)
    page.get_by_role("heading", level=1).wait_for()
    check_both_themes(page, theme)


@pytest.mark.more
def test_touch_drags_numbers_and_the_timeline(open_stage):
    page = open_stage("/cell?t=5&unit=3&op=9", size=PHONE, has_touch=True, is_mobile=True)
    page.get_by_text(re.compile("equal within")).wait_for(timeout=60_000)  # all has come that moves the stage
    wait_until_idle(page)
    bias = handle(page, "b_f")
    bias.scroll_into_view_if_needed()
    box = bias.bounding_box()
    touch = page.context.new_cdp_session(page)
    x, y = box["x"] + box["width"] * 2.5 / 8, box["y"] + box["height"] / 2
    for kind, shift in (("touchStart", 0), ("touchMove", 30), ("touchMove", 60), ("touchEnd", 0)):
        points = [] if kind == "touchEnd" else [{"x": x + shift, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    page.wait_for_url(re.compile(r"changes=b_f\.3"))
    wait_until_idle(page)
    tap_until_clicked(page, bias, {"x": box["width"] * 2.5 / 8, "y": box["height"] / 2})
    page.locator(".gs-pins .gs-entry-row").first.wait_for()


def tap_until_clicked(page, element, position):
    """Tap until the browser takes it for a click: on a busy machine it takes a tap that it sees late for a long press.

    Nothing is pinned by anything but that first click.
    """
    element.evaluate("(handle) => handle.addEventListener('click', () => { window.clicked = true; }, { once: true })")
    for _ in range(6):
        assert page.locator(".gs-pins .gs-entry-row").count() == 0
        element.tap(position=position)
        page.wait_for_timeout(1000)
        if page.evaluate("() => window.clicked === true"):
            return
    raise AssertionError("no tap became a click")


def test_reduced_motion_is_respected(open_stage):
    page = open_stage("/cell?op=3", reduced_motion="reduce")
    page.locator(".gs-timeline canvas").focus()
    page.evaluate("""() => {
        const real = window.requestAnimationFrame;
        let inside = false;
        window.faded = 0; // frames that the stage requests from within a frame: a picture that is still on its way
        window.requestAnimationFrame = (then) => {
            if (inside && new Error().stack.includes("/stage.js")) window.faded++;
            return real((now) => {
                inside = true;
                then(now);
                inside = false;
            });
        };
    }""")
    page.keyboard.press("ArrowRight")
    frame(page, 12, 1, 4)
    page.wait_for_timeout(600)
    assert page.evaluate("() => window.faded") == 0
    page.emulate_media(reduced_motion="no-preference")
    page.keyboard.press("ArrowRight")
    frame(page, 12, 1, 5)
    page.wait_for_timeout(600)
    assert page.evaluate("() => window.faded") > 0


@pytest.mark.more
def test_html_in_a_text_stays_text_on_the_stage(open_stage):
    page = open_stage("/cell?by=word&text=a+%3Cimg+src%3Dx+onerror%3D%22window.hit%3D1%22%3E+b&t=2&op=1")
    page.wait_for_timeout(500)
    assert page.evaluate("() => window.hit") is None
    assert page.locator(".gs-stage img").count() == 0
    expect(page.locator(".gs-timeline canvas")).to_have_attribute("aria-valuetext", "step 2, <")


@pytest.mark.more
def test_a_projector_at_150_percent_shows_the_whole_stage(open_stage):
    page = open_stage("/cell?op=9", size={"width": 853, "height": 600}, device_scale_factor=1.5)
    check_page(page)
    assert (
        page.evaluate(
            "() => { const c = document.querySelector('.gs-diagram canvas'); return c.width / c.clientWidth; }"
        )
        > 1.4
    )


def test_the_input_is_shown_before_and_after_scaling_until_it_is_changed(open_stage):
    page = open_stage("/cell?input=numbers&numbers=10+20+30+40&scaling=standard&op=1&t=2")
    handle(page, "x").hover()
    page.wait_for_function("() => document.querySelector('.gs-sentence').innerText.includes('(20 before scaling)')")
    handle(page, "x").focus()
    page.keyboard.press("+")
    page.wait_for_function("() => !document.querySelector('.gs-sentence').innerText.includes('before scaling')")


@pytest.mark.more
def test_a_normalised_unit_shows_all_units_with_their_mean_and_spread(open_stage):
    names = [step.name for step in Setup("LSTM-norm").program.steps]
    page = open_stage(f"/cell?cell=LSTM-norm&t=5&unit=3&op={names.index('norm(c)') + 1}")
    run = Setup("LSTM-norm").run(SENTENCE).layers[0]
    c, r = run.values["c"][4], run.values["norm(c)"][4]
    mean, spread = formula.number(c.mean()), formula.number(np.sqrt(c.var() + 1e-5))
    sentence = (
        f"Unit 3: {formula.number(c[2])} minus the mean of all units, {mean}, divided by their spread, {spread}, is"
    )
    wait_until_equal(lambda: shown(page, "sentence"), f"{sentence} {formula.number(r[2])}.")
    wait_until_equal(lambda: shown(page, "result"), f"= {formula.number(r[2])}")
    wait_until_contains(lambda: shown(page, "numbers"), f"/ {spread}")
    wait_until_contains(lambda: shown(page, "numbers"), mean)
    wait_until_contains(lambda: shown(page, "norm-table"), f"the mean is {mean}, the spread {spread}")
    rows = page.locator(".gs-norm-table tr")
    for k, values in ((1, c), (2, r)):
        wait_until_equal(rows.nth(k).locator("td").all_inner_texts, [formula.number(value) for value in values])
    box = handle(page, "norm(c)", "belt").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 5.5 / 8)
    page.wait_for_function("() => document.querySelector('.gs-panel .gs-sentence').innerText.startsWith('Unit 6:')")
    wait_until_equal(lambda: shown(page, "result"), f"= {formula.number(r[5])}")
    page.mouse.move(box["x"], box["y"] - 200)
    page.locator(".gs-timeline canvas").focus()
    page.keyboard.press("ArrowRight")
    frame(page, 5, 3, names.index("norm(c)") + 2)
    expect(page.locator(".gs-norm-table")).to_be_hidden()


@pytest.mark.more
@pytest.mark.parametrize(("size", "theme"), SIZE_AND_THEME, ids=["1280", "390"])
@pytest.mark.parametrize("cell", ["cell=LSTM-norm&op=2", "cell=LSTM-depth&layers=2&layer=2&op=27"])
def test_a_stage_with_a_wider_cell_is_accessible_and_never_scrolls_sideways(open_stage, cell, size, theme):
    page = open_stage(f"/cell?{cell}", size=size, color_scheme=theme)
    page.get_by_role("heading", level=1).wait_for()
    check_both_themes(page, theme)


@pytest.mark.more
def test_the_state_of_the_layer_below_is_shown_with_that_layers_numbers(open_stage):
    setup = Setup("LSTM-depth", layers=2)
    names = [step.name for step in setup.program.steps]
    lower_one, upper = setup.run(SENTENCE).layers
    path = f"/cell?cell=LSTM-depth&layers=2&t=5&unit=3&op={names.index('d * c_below') + 1}"
    page = open_stage(f"{path}&layer=2")
    wait_until_equal(lambda: shown(page, "result"), f"= {formula.number(upper.values['d * c_below'][4, 2])}")
    value = formula.number(lower_one.values["c"][4, 2])
    wait_until_contains(lambda: shown(page, "numbers"), value)
    handle(page, "c_below", "below").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.wait_for_function("() => document.querySelector('.gs-panel .gs-sentence').innerText.includes('in layer 1')")
    wait_until_equal(lambda: shown(page, "result"), f"= {value}")
    page = open_stage(f"{path}&layer=1")
    handle(page, "c_below", "below").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.wait_for_function(
        "() => document.querySelector('.gs-panel .gs-sentence').innerText.includes('no layer below')"
    )
    wait_until_equal(lambda: shown(page, "result"), "= 0")


def test_the_browser_finds_a_number_outside_a_domain_as_python_does(blank):
    program = lower(read_cell("a = log(W_a @ x + b_a)\nh = 2 / (W_h @ x) + a + 0 * h_prev"))
    params = init_params(program, 1, 3, 0)
    sequence = read_numbers("\n".join(map(str, range(3, -3, -1))), "none")
    for values in (
        {"W_a": 1.0, "b_a": 0.5, "W_h": 7.0},
        {"W_a": 0.0, "b_a": 2.0, "W_h": 1.0},
        {"W_a": 0.0, "b_a": -1.0, "W_h": 1.0},
    ):
        stack = [Layer(program, {**params, **{k: np.full_like(params[k], value) for k, value in values.items()}})]
        data = base64.b64encode(payload(stack, sequence, View("test", {"t": 0, "unit": 0, "op": 0}))).decode()
        says = str(outside_domain(trace(stack, sequence.x)))
        assert "has no value" in says
        assert blank.evaluate(DOMAIN, [VERSION, data]) == says
