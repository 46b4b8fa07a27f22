"""What the first page receives: the numbers of the networks and all of its texts, in any language."""

import numpy as np
import pytest

from explainer.lessons import first_symbol_sentences as sentences
from explainer.lessons.first_symbol import first_symbol
from explainer.web.start import payload as module
from explainer.web.start.payload import DOORS, REPORTED, TEXTS, payload
from tests.figures.sentence_rules import check
from tests.web.board.test_payload import unpack


@pytest.fixture(scope="module")
def unpacked():
    return unpack(payload())


def test_the_states_are_sent_as_units_by_time(unpacked):
    header, arrays = unpacked
    for network, sent in zip(first_symbol().networks, header["networks"], strict=True):
        assert np.array_equal(arrays[network.cell], network.values.T)
        assert (np.abs(network.values) <= sent["limit"]).mean() > 0.899
        assert sent["has_larger"] == (np.abs(network.values).max() > 1.005 * sent["limit"])
        assert sent["percents"] == [sentences.percent(float(one)) for one in network.right]
    assert np.array_equal(arrays["right"], [one.right for one in first_symbol().networks])


def test_there_are_sentences_and_a_caption_for_each_step(unpacked):
    header, _ = unpacked
    steps = len(header["symbols"])
    assert len(header["sentences"]) == len(header["captions"]) == steps == 101
    assert all(len(one["percents"]) == len(one["lost"]) == steps for one in header["networks"])
    lost = [one["lost"] for one in header["networks"]]
    assert not any(lost[0]) and not any(lost[1]) and lost[2].index(True) == 8 and all(lost[2][8:])


def test_the_texts_are_short_and_complete(unpacked):
    header, _ = unpacked
    assert set(header["texts"]) == set(TEXTS) and not any("{" in text for text in header["texts"].values())
    check(*header["texts"].values(), *(door["about"] for door in header["doors"]))
    assert "101 symbols" in header["texts"]["about"] and "1 of 8" in header["texts"]["guess"]


def test_the_doors_lead_to_addresses_or_are_reported(unpacked):
    header, _ = unpacked
    assert [door["name"] for door in header["doors"]] == [name for name, *_ in DOORS]
    assert all(door["link"] or door["reported"] for door in header["doors"])
    assert {door["name"] for door in header["doors"] if door["reported"]} == set(REPORTED)


def test_every_text_passes_the_translation():
    header, _ = unpack(payload(lambda text: f"«{text}»"))
    texts = [*header["texts"].values(), *header["captions"], *(one for some in header["sentences"] for one in some),
             *(door[key] for door in header["doors"] for key in ("title", "about")),
             *(one[key] for one in header["networks"] for key in ("name", "about"))]  # fmt: skip
    assert all(text.startswith("«") and text.endswith("»") for text in texts)
    assert "««the LSTM» and «the GRU»»" in header["sentences"][34][0]
    assert module.payload() == payload()
