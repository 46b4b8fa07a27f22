"""The probe of a network that reads a source and writes a target: both halves, what is handed over, and both scores."""

import json

import pytest

from explainer.tasks.catalogue import make_problem
from explainer.web.live.task_payload import task as task_payload
from explainer.web.scripts import VERSION
from tests.browser.test_live import reach, serve, table, wait_for_text, watch  # noqa: F401
from tests.browsing import PHONE, check_page
from tests.figures.sentence_rules import check

pytestmark = pytest.mark.slow
SUMS = json.loads(json.dumps(task_payload(make_problem("translate", {"pairs": "sums"}))))
OUTPUTS = SUMS["outputs"]


def call(blank, module: str, function: str, *arguments):
    """Call a function of a module in the browser."""
    return blank.evaluate(
        """async ([version, file, name, values]) => {
            const module = await import(`/gatescope/${version}/live/${file}.js`);
            return module[name](...values);
        }""",
        [VERSION, module, function, list(arguments)],
    )


def rows(text: str, sure: float = 0.7) -> list[list[float]]:
    """Return probabilities at each step, of which those of a text's symbols are the highest."""
    rest = (1 - sure) / (len(OUTPUTS) - 1)
    return [[sure if symbol == one else rest for symbol in OUTPUTS] for one in text]


def network(name: str, text: str, **fields) -> dict:
    read = [OUTPUTS.index(symbol) for symbol in f"▷{text[:-1]}"]
    scores = {"metric": [0.5, 0.75, 1], "symbols": {"forced": [0.914, 0.8, 1], "free": [0.836, 0.9, 0.7]}}
    return {"name": name, "rows": rows(text), "read": read} | scores | fields


@pytest.mark.parametrize("width", [300, 420, 1200])
@pytest.mark.parametrize("count", [0, 1])
def test_every_step_has_a_cell_of_its_own_and_the_states_lie_between_the_halves(blank, width, count):
    task = {"source": ["x"] * 43, "steps": 45}
    place = call(blank, "pair_probe", "arrange", task, width, count)
    spots = [(one["line"], one["left"]) for one in place["cells"]]
    assert len(set(spots)) == 88 and spots == sorted(spots)
    assert spots[42] < (place["handed"]["line"], place["handed"]["left"]) < spots[43]
    assert all(left + place["size"] <= width for _, left in spots)
    tops = [line["top"] for line in place["lines"]]
    assert tops == sorted(set(tops)) and place["height"] == tops[-1] + place["lines"][-1]["height"]
    group = call(blank, "pair_probe", "pairProbeHeight", task, 1, width)
    for step in (0, 42, 43, 87):
        line = place["lines"][spots[step][0]]
        down = line["top"] + line["height"] - 12 + (22 if count else 0)  # the lowest row of its line
        assert call(blank, "pair_probe", "pairStepAt", task, count, width, spots[step][1] + 5, down) == step
    assert call(blank, "pair_probe", "pairStepAt", task, 1, width, 3, group - 5) is None


def test_what_is_read_is_the_source_and_then_what_was_written(blank):
    read = [OUTPUTS.index(symbol) for symbol in "▷12"]
    assert call(blank, "pair_steps", "withSource", SUMS, read)["symbols"] == [*SUMS["source"], *"▷12"]
    whole = call(blank, "pair_steps", "withSource", SUMS)
    assert whole["symbols"] == [*SUMS["source"], *SUMS["symbols"]] and whole["steps"] == len(whole["symbols"])
    assert whole["mask"] == [False] * len(SUMS["source"]) + SUMS["mask"]
    assert call(blank, "pair_steps", "withSource", {"symbols": None}) == {"symbols": None}
    assert call(blank, "pair_steps", "endOf", [3, 2, 4], {"outputs": OUTPUTS}) == {"length": 1, "ended": True}
    assert call(blank, "pair_steps", "textOf", [3, 4, 4], {"outputs": OUTPUTS}) == "011"


def test_a_step_is_read_in_words(blank):
    targets = SUMS["target"]
    one = network("LSTM", "13◁5")

    def reading(step: int) -> list[str]:
        return call(blank, "pair_probe", "readingOf", {"one": one, "task": SUMS, "targets": targets, "step": step})

    assert reading(1)[0] == f"The encoder reads “{SUMS['source'][1]}”, symbol 2 of 5 of the source."
    assert reading(5)[0] == "Step 1 of the decoder reads “▷”, the start."
    assert reading(6)[0] == "Step 2 of the decoder reads “1”, which it wrote before."
    assert reading(6)[1].startswith("Best guesses: “3” 70%, ")
    assert reading(8)[0] == "Nothing is written here: the network has already written its end."
    check(*(line for step in range(9) for line in reading(step) if line))


def test_the_sentence_has_the_pair_what_was_written_and_the_gap(blank):
    known = [network("LSTM", "126◁"), network("GRU", "126◁"), network("RNN", "◁126", metric=[0], symbols=None)]
    shown = {"task": SUMS, "predictions": known, "step": 300}
    text = call(blank, "pair_sentences", "ofPair", shown)
    pair = f"A held-out pair: “{''.join(SUMS['source'])}” → “126”."
    assert f"{pair} After update 300, LSTM and GRU write “126”, which is right. RNN writes nothing." in text
    longer = call(blank, "pair_sentences", "ofPair", {**shown, "predictions": [network("LSTM", "1267")]})
    assert "LSTM writes “1267…”." in longer
    expected = "LSTM: exact match 75.0%; right symbols 91.4% under teacher forcing, 83.6% writing freely, "
    assert f"{expected}a gap of 7.8 points (medians of 3 seeds)." in text and "RNN: " not in text
    assert "▷ is the start" in text and "◁ is the end" in text
    symbols = call(blank, "pair_sentences", "ofSymbols", known, 0.44)
    assert "LSTM: 91.4% under" in symbols and symbols.endswith("44.0% would be right.")
    empty = call(blank, "pair_sentences", "ofPair", {**shown, "predictions": [{"name": "LSTM"}]})
    assert empty.startswith(pair)
    check(text, symbols, empty, call(blank, "pair_sentences", "ofSymbols", [], 0.44))


def test_a_gap_is_the_difference_of_the_shares_as_they_are_written(blank):
    gaps = [call(blank, "pair_sentences", "gapOf", *pair) for pair in ((0.9144, 0.8355), (0.5, 0.5), (0.7, 0.75))]
    assert gaps == ["a gap of 7.8 points", "no gap", "5.0 points more"]


def test_the_probe_is_drawn_read_by_keyboard_and_has_a_table(serve, watch):  # noqa: F811
    page = watch(serve("translate", ("LSTM", "GRU")), PHONE)
    reach(page, 20)
    wait_for_text(page, "probe", "A held-out pair: “")
    wait_for_text(page, "probe", "After update")
    wait_for_text(page, "symbols", "a gap of")
    plot = page.locator("[data-key=probe] .gs-plot")
    plot.focus()
    before = page.evaluate("() => document.querySelector('[data-key=probe] canvas').toDataURL()")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "(before) => document.querySelector('[data-key=probe] canvas').toDataURL() !== before", arg=before
    )
    page.locator("[data-key=probe]").get_by_role("button", name="Table").click()
    page.locator("[data-key=probe] tbody tr").nth(8).wait_for()
    found = table(page, "probe")
    assert [row[1] for row in found[1:]] == ["source"] * 5 + ["target"] * 4
    assert "".join(row[2] for row in found[1:6]) == "".join(SUMS["source"]) and found[6][3] == "▷"
    means = table(page, "gates")
    assert len(means[1:]) == 9 * 16  # a row for each unit at each step of both halves


@pytest.mark.more
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_of_pairs_is_accessible_and_fits(theme, serve, watch):  # noqa: F811
    page = watch(serve("translate", ("LSTM",)), PHONE, theme)
    reach(page, 20)
    check_page(page)


def test_other_tasks_have_no_chart_of_symbols(serve, watch):  # noqa: F811
    page = watch(serve("recall", ("LSTM",)))
    reach(page, 20)
    assert not page.locator("[data-key=symbols]").is_visible()
