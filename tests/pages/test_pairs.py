"""The pages on runs that write a target for a source: Write, and all that open on loaded weights."""

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest

from explainer.runs.loading import load_checkpoint, nearest_step, problem_of
from explainer.runs.pair_scores import score_held_out_pairs
from explainer.runs.written_pair import write_pair
from tests.figures.sentence_rules import check
from tests.pages.test_pages import header, open_app, switch, texts
from tests.pair_runs import GRU, LSTM, pair_runs  # noqa: F401

pytestmark = pytest.mark.usefixtures("pair_runs")
PAGES = ["", "sequence", "gradients", "compare"]


def picture(app) -> str:
    return next(one.proto.body for one in app.get("html") if "gs-pair" in one.proto.body)


def letters(app) -> list[tuple[str, str]]:
    """Return each letter of the picture with its link."""
    return [(unescape(symbol), unescape(link)) for link, symbol in
            re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', picture(app))]  # fmt: skip


def labels(app, which: int = 0) -> str:
    return "".join(header(app, which)["labels"])


def test_a_held_out_pair_is_written_beside_teacher_forcing():
    app = open_app("write", run=LSTM)
    assert not app.exception and not app.error
    source, target = problem_of(LSTM).pairs.test[0]
    pair = write_pair(load_checkpoint(LSTM, nearest_step(LSTM, None)))
    symbols = pair.weights.problem.outputs
    written = [symbols[k] for run in pair.decoders for k in run.written]
    assert [symbol for symbol, _ in letters(app)] == [*source, *written]
    assert f"Teacher forcing on “{target}”" in picture(app) and "handed over" in picture(app)
    assert f"After “{source}” the decoder writes" in texts(app) and "held out: no update has read it" in texts(app)
    scores = score_held_out_pairs(pair.weights)
    assert f"the exact match is {scores.exact:.1%}" in texts(app) and "a gap of" in texts(app)
    assert list(app.dataframe[1].value["held-out pairs"]) == list(scores.counts.values())
    check(*(one.value for one in app.markdown if one.value.startswith(("After", "Over", "**Exact"))))


def test_a_typed_source_is_written_and_one_that_cannot_be_read_stays():
    app = open_app("write", run=LSTM)
    app.text_input(key="source").set_value("12+34").run()
    assert not app.exception and "After “12+34” the decoder writes" in texts(app) and "on “46”" in picture(app)
    app.text_input(key="source").set_value("12+x").run()
    assert not app.exception and "Character 4, “x”, is in none of the sources" in app.error[0].value
    assert app.text_input(key="source").value == "12+x"
    app.text_input(key="source").set_value("5+").run()
    assert "The right target is not known" in texts(app) and "Teacher forcing" not in picture(app)


@pytest.mark.parametrize("source", ["12+34", "5+", "9+99"])
def test_every_letter_leads_to_the_stage_at_its_step(source):
    app = open_app("write", run=LSTM, source=source, colour_by="f", colour_unit="3")
    found = letters(app)
    assert "f, unit 3" in picture(app)
    for symbol, link in (found[1], found[-1], found[len(source)]):
        query = dict(parse_qsl(urlsplit(link).query))
        stage = open_app(**query)
        assert not stage.exception and not stage.error
        cursor, shown = header(stage)["cursor"], labels(stage)
        assert (cursor["t"], cursor["unit"]) == (int(query["t"]) - 1, 2)
        if query["part"] == "encoder":
            assert shown == source and shown[cursor["t"]] == symbol
        else:
            assert shown[0] == "▷" and "◁" not in shown[: cursor["t"] + 1]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("part", "shown"), [("decoder", "▷46"), ("encoder", "12+34")])
def test_every_page_opens_both_networks_on_a_source(page, part, shown):
    app = open_app(start="trained", run=LSTM, source="12+34", part=part)  # the Cell page, which compares with torch
    app = switch(app, page) if page else app
    assert not app.exception and not app.error and not app.warning
    assert labels(app) == shown and header(app)["units"] == 16
    assert any("▷ is the start" in one.value for one in app.caption)
    if page == "compare":
        assert [header(app, k)["cell"] for k in range(2)] == ["LSTM", "GRU"] and labels(app, 1) == shown
    if page in ("", "sequence"):
        assert "torch.nn.LSTM: equal within" in texts(app)


def test_the_network_and_the_source_can_be_changed():
    app = switch(open_app(start="trained", run=LSTM), "sequence")
    source, target = problem_of(LSTM).pairs.test[0]
    assert labels(app) == f"▷{target}" and f"which begins after the source “{source}”" in texts(app)
    app.radio(key="part").set_value("encoder").run()
    assert not app.exception and labels(app) == source and app.query_params["part"] == "encoder"
    app.text_input(key="source").set_value("7").run()
    assert not app.exception and "The source “7” has one symbol" in app.error[0].value and labels(app) == source
    app.text_input(key="source").set_value("7+7").run()
    assert labels(app) == "7+7"
    app.radio(key="part").set_value("decoder").run()
    assert labels(app) == "▷14" and not app.error


def test_what_the_decoder_reads_can_be_typed():
    app = open_app("sequence", start="trained", run=LSTM, source="7+7", input="text", symbols="▷99◁")
    assert not app.exception and not app.error and labels(app) == "▷99◁"
    app.text_area(key="symbols").set_value("▷9z").run()
    assert "“z”, symbol 3, is not a symbol of this run" in texts(app)


def test_the_example_follows_the_run_and_a_typed_source_stays():
    app = open_app("sequence", start="trained", run=LSTM)
    first = app.text_input(key="source").value
    app.selectbox(key="run_control").set_value(GRU).run()
    assert app.text_input(key="source").value == first and not app.error
    app.text_input(key="source").set_value("1+1").run()
    app.selectbox(key="run_control").set_value(LSTM).run()
    assert app.text_input(key="source").value == "1+1" and labels(app) == "▷2"


def test_inspect_shows_another_source_and_a_held_gate_changes_the_exact_match():
    app = open_app("inspect", run=LSTM, source="12+34")
    assert not app.exception and not app.error and labels(app) == "▷46"
    assert "up to its first error a decoder has read the right symbols in both" in texts(app)
    assert re.search(r"correct at \d of 3 steps", header(app)["cards"][0]["sentences"][0])
    assert [one.proto.label for one in app.get("page_link")][-1] == "Write"
    app.selectbox(key="hold").set_value("f").run()
    app.slider(key="held_gate").set_value(0.0).run()
    assert "With the decoder’s f held at 0 in every unit at every step, exact match over the test set" in texts(app)
    unknown = open_app("inspect", run=LSTM, source="5+")
    assert "The right target of “5+” is not known" in texts(unknown)
    sentence = header(unknown)["cards"][0]["sentences"][0]
    assert sentence == "The correct answers are known for a right target alone."
    check(unknown.warning[0].value, sentence)
