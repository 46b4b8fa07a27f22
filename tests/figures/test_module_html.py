import io
import re
from base64 import b64decode
from html.parser import HTMLParser

import numpy as np
from PIL import Image
from torch import nn

from explainer.cells.palette import BACKGROUND, HUES
from explainer.figures.module_html import html
from tests.torch_models.modules.traced import traced


class ImageReader(HTMLParser):
    """Collects images, and checks that every tag that is opened is closed."""

    def __init__(self):
        super().__init__()
        self.open, self.pictures = [], []

    def handle_starttag(self, tag, attrs):
        if tag == "img":
            self.pictures.append(dict(attrs))
        elif tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def read_images(text):
    reader = ImageReader()
    reader.feed(text)
    assert reader.open == [] and "<script" not in text
    return reader.pictures


def test_each_gate_is_a_picture_of_its_values():
    t = traced()
    pictures = read_images(html(t.run, t.tolerance))
    assert [one["alt"][:2] for one in pictures] == ["i:", "f:", "g:", "o:", "c:", "h:"]
    shown = Image.open(io.BytesIO(b64decode(pictures[1]["src"].partition(",")[2]))).convert("RGB")
    assert shown.size == (5, 4)
    low, high = (np.array([int(text[k : k + 2], 16) for k in (1, 3, 5)]) for text in (BACKGROUND[0], HUES["keep"][0]))
    wanted = low + (high - low) * t["f"][2, 0, 3].item()
    assert np.abs(np.array(shown.getpixel((2, 3))) - wanted).max() <= 3


def test_it_has_the_sizes_and_the_difference_to_the_module():
    text = html(traced(num_layers=2, bidirectional=True).run, 1e-4)
    assert "2 layers, both directions: 3 inputs, 4 units, 5 steps, 2 sequences (the first is shown)" in text
    assert re.search(r"difference to the module itself: \d\.\de-\d\d, within the tolerance of 1e-04", text)
    assert "<b>above</b>" in html(traced().run, -1.0)
    assert "<b>l1_reverse</b>: layer 2, reverse direction" in text


def test_it_stays_small_and_counts_what_is_left_out():
    big = traced(steps=500, batch=1, m=256, num_layers=2)
    assert len(html(big.run, 1e-4)) < 150_000
    many = html(traced(nn.GRU, num_layers=10).run, 1e-4)
    assert "2 more directions" in many and len(read_images(many)) == 32


def test_a_class_name_is_escaped():
    class Evil(nn.LSTM):
        pass

    Evil.__name__ = "<script>alert(1)</script>"
    t = traced(Evil)
    assert "&lt;script&gt;" in t._repr_html_()
    read_images(t._repr_html_())
