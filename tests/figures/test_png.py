import io

import numpy as np
from PIL import Image

from explainer.cells.palette import diverging, ramp
from explainer.figures.png import LEVELS, png


def open_image(data):
    return Image.open(io.BytesIO(data)).convert("RGB")


def colour(text):
    return tuple(int(text[k : k + 2], 16) for k in (1, 3, 5))


def test_pillow_reads_the_colours_of_the_map():
    shown = open_image(png(np.array([[0.0, 1.0], [0.5, 2.0], [-3.0, np.nan]]), (0.0, 1.0), ramp("keep")))
    low, high = (colour(text) for _, text in ramp("keep"))
    assert shown.size == (3, 2)  # steps to the right, units down
    assert shown.getpixel((0, 0)) == low and shown.getpixel((0, 1)) == high
    assert shown.getpixel((1, 1)) == high and shown.getpixel((2, 0)) == low and shown.getpixel((2, 1)) == low
    middle = np.array(shown.getpixel((1, 0)))
    assert np.abs(middle - (np.array(low) + high) / 2).max() <= 255 / LEVELS


def test_signed_values_are_centred():
    shown = open_image(png(np.array([[-1.0], [1.0]]), (-1.0, 1.0), diverging()))
    assert [shown.getpixel((k, 0)) for k in (0, 1)] == [colour(diverging()[0][1]), colour(diverging()[2][1])]
