import re
from xml.etree import ElementTree

import pytest

from explainer.cells.palette import BACKGROUND, FOREGROUND, HUES, contrast
from explainer.figures.configuration_svg import GAP, ROLES, WIDTH, configuration_svg, prediction_labels, shown_steps
from explainer.tasks.catalogue import make_problem
from explainer.tasks.text import OWN
from tests.figures.test_configuration import one_to_many, problems, with_pairs

SVG = "{http://www.w3.org/2000/svg}"


def parsed(problem):
    return ElementTree.fromstring(configuration_svg(problem))


def texts(problem) -> list[str]:
    return ["".join(one.itertext()) for one in parsed(problem).iter(f"{SVG}text")]


def boxes(problem, role: str) -> list[ElementTree.Element]:
    return [one for one in parsed(problem).iter(f"{SVG}rect") if one.get("class") == role]


def test_every_picture_is_well_formed_and_nothing_lies_outside_or_over_another_box():
    for problem in problems():
        found = [
            (float(one.get("x")), float(one.get("x")) + float(one.get("width")), float(one.get("y")))
            for one in parsed(problem).iter(f"{SVG}rect")
        ]
        assert min(left for left, _, _ in found) >= 0 and max(right for _, right, _ in found) <= WIDTH
        for row in {top for *_, top in found}:
            sides = sorted((left, right) for left, right, top in found if top == row)
            assert all(before[1] < after[0] for before, after in zip(sides, sides[1:], strict=False))


def test_no_arrow_goes_backwards():
    for problem in problems():
        lines = [one.get("d") for one in parsed(problem).iter(f"{SVG}path") if "head" not in one.get("class")]
        for x1, y1, x2, y2 in (map(float, re.findall(r"[\d.]+", line)) for line in lines):
            assert x2 > x1 if y1 == y2 else y2 < y1


def test_many_to_one_has_one_prediction_and_many_to_many_one_for_each_input():
    assert [len(boxes(make_problem("recall", {}), role)) for role in ROLES] == [4, 4, 1]
    assert [len(boxes(make_problem("text", {}), role)) for role in ROLES] == [4, 4, 4]
    assert [len(boxes(make_problem("windows", {}), role)) for role in ROLES] == [3, 3, 1]
    assert [len(boxes(with_pairs(), role)) for role in ROLES] == [4, 4, 2]


@pytest.mark.parametrize(("fed_back", "arrows"), [(False, 1), (True, 4)])
def test_one_to_many_has_one_input_and_ghosts_after_it_with_what_was_written_last(fed_back, arrows):
    problem = one_to_many(fed_back)
    ghosts = [one for one in boxes(problem, "input") if one.get("stroke-dasharray")]
    assert len(ghosts) == 3 and "3,377" in texts(problem)
    assert texts(problem).count("0") == (0 if fed_back else 3)
    heads = [one for one in parsed(problem).iter(f"{SVG}path") if one.get("class") == "input-head"]
    assert len(heads) == arrows


def test_the_labels_are_those_of_the_probe():
    problem = make_problem("recall", {})
    assert problem.outputs[problem.probe.target[0]] in texts(problem) and "?" in texts(problem)
    assert "x1" in texts(make_problem("adding", {})) and "yT" in texts(make_problem("adding", {}))


def test_predictions_that_do_not_count_are_left_out_and_one_that_counts_is_drawn():
    copy = make_problem("copy", {})
    assert len(boxes(copy, "read")) == 2  # at the last two steps
    pronouns = make_problem("pronouns", {})
    (label,) = prediction_labels(pronouns, shown_steps(60, [20])).values()
    assert label in ("he", "she")


def test_the_steps_that_are_drawn():
    assert shown_steps(3, [2]) == [0, 1, 2] and shown_steps(100, [99]) == [0, 1, GAP, 98, 99]
    assert shown_steps(60, [20, 40]) == [0, GAP, 20, GAP, 59]


def test_it_has_the_colours_of_the_palette_in_light_and_dark_with_contrast():
    picture = configuration_svg(make_problem("recall", {}))
    light, dark = picture.split("@media (prefers-color-scheme: dark)")
    for mode, part in ((0, light), (1, dark)):
        assert f"text{{fill:{FOREGROUND[mode]}}}" in part
        for role in ROLES:
            assert f".{role}{{stroke:{HUES[role][mode]}}}" in part
            assert contrast(HUES[role][mode], BACKGROUND[mode]) >= 3


def test_a_symbol_cannot_break_the_markup():
    problem = make_problem("text", {"source": OWN}, "<b>&\"' </b>" * 100)
    assert "<" in texts(problem)
