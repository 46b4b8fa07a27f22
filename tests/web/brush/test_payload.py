"""What the brush receives, unpacked again."""

import json
import struct
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from explainer.runs.loading import load_checkpoint, nearest_step, recipe_of
from explainer.tasks.brush import brush
from explainer.tasks.text_features import feature_values, features_of
from explainer.tasks.unit_finder import find_units
from explainer.ui.links import link_errors
from explainer.web.brush.payload import between, payload


def unpacked(run="text-lstm", unit=3, feature="after a space"):
    weights = load_checkpoint(run, nearest_step(run, None))
    finder = find_units(weights.layers, weights.problem)
    columns = np.arange(len(finder.read.units))
    found = brush(finder, None, 0.5, columns)
    values = (
        feature_values(features_of(recipe_of(run).task, finder.text.unit)[feature], finder.text) if feature else None
    )
    data = payload(finder, weights, unit, found, values, feature)
    (length,) = struct.unpack_from("<I", data)
    header = json.loads(data[4 : 4 + length])
    numbers = np.frombuffer(data[4 + length :], "<f8").reshape(2, -1)
    return finder, found, header, numbers


def test_the_values_are_those_of_the_unit_and_marks_those_of_the_feature():
    finder, found, header, (values, marks) = unpacked()
    assert header["name"] == "i 4" and header["limits"] == [0, 1] and header["marked"] == "after a space"
    assert np.array_equal(values, finder.read.values[:, 3]) and marks[1:].sum() == header["tokens"][:-1].count(" ")
    assert header["span"] == list(found.span) and header["units"] == len(found.units)
    assert header["others"] == [[one.start, one.stop, one.on] for one in found.others]
    assert "".join(header["tokens"]) == finder.text.joined and not any(header["before"])


def test_a_signed_unit_has_limits_around_0_and_a_feature_of_many_values_no_marks():
    finder, _, header, (values, marks) = unpacked(unit=191, feature="position in the word")
    low, high = header["limits"]
    assert header["name"] == "h 32" and -low == high == np.abs(values).max()
    assert not marks.any() and header["marked"] == ""
    assert not unpacked(feature="")[3][1].any()


@pytest.mark.parametrize("run", ["reviews-lstm", "pronouns-rnn"])
def test_words_stand_apart_and_each_sequence_on_a_line(run):
    finder, _, header, _ = unpacked(run, 0, "")
    written = "".join(before + token for before, token in zip(header["before"], header["tokens"], strict=True))
    assert written == finder.text.joined and header["noun"] == "word"
    assert [k for k, before in enumerate(between(finder.text)) if before == "\n"] == header["starts"][1:]


def test_the_link_to_the_stage_opens_these_weights_at_the_unit():
    _, _, header, _ = unpacked(unit=42)
    link = {key: values[0] for key, values in parse_qs(urlsplit(f"{header['link']}now&t=2").query).items()}
    assert link_errors(link) == [] and header["name"] == "f 11"
    assert (link["run"], link["unit"], link["layer"], link["symbols"]) == ("text-lstm", "11", "1", "now")
