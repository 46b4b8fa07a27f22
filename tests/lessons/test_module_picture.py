"""The picture of a module."""

import xml.etree.ElementTree as ET

import pytest

from explainer.cells.palette import HUES
from explainer.lessons.module_picture import LAST, OUTPUT, WIDTH, describe, module_picture, module_svg
from explainer.lessons.module_shapes import Module
from tests.lessons.test_module_shapes import ACCEPTED


def rectangles(svg: str, colour: str) -> list[ET.Element]:
    return [one for one in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}rect") if colour in one.attrib.values()]


@pytest.mark.parametrize("mode", [0, 1])
@pytest.mark.parametrize("module", ACCEPTED[::13])
def test_every_part_lies_inside_and_every_unit_is_drawn(module, mode):
    svg = module_svg(module, mode, framed=True)
    root = ET.fromstring(svg)
    height = float(root.attrib["height"])
    for one in root.iter("{http://www.w3.org/2000/svg}rect"):
        x, y, w, h = (float(one.attrib[key]) for key in ("x", "y", "width", "height"))
        assert x >= 0 and y >= 0 and x + w <= WIDTH and y + h <= height
    columns = module.steps if module.steps <= 5 else 4
    units = rectangles(svg, HUES["hidden"][mode])
    assert len(units) == columns * module.layers * module.directions * module.shown
    assert len(rectangles(svg, HUES["input"][mode])) == columns * module.n


def test_there_is_one_frame_of_output_and_one_for_each_row_of_h_n():
    svg = module_svg(Module(layers=3, bidirectional=True), 0, framed=True)
    assert len(rectangles(svg, HUES[OUTPUT][0])) == 1 and len(rectangles(svg, HUES[LAST][0])) == 6
    labels = [f"h_n[{k}]" for k in (4, 5, 2, 3, 0, 1)]
    assert [svg.index(label) for label in labels] == sorted(svg.index(label) for label in labels)


def test_before_the_answer_there_are_no_frames():
    assert "h_n" not in module_svg(Module(), 0, framed=False)
    assert "h_n" not in describe(Module(), framed=False) and "h_n" in describe(Module(), framed=True)


def test_the_picture_has_a_text_for_screen_readers():
    assert 'alt="Diagram: 2 layers, each read in both directions' in module_picture(
        Module(layers=2, bidirectional=True), 0, framed=True
    )
