"""A network for the reviews whose weights are set by hand, so that what its gates do is known."""

import numpy as np

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.numerics.layer import Layer
from explainer.numerics.readout import Readout
from explainer.tasks.catalogue import make_problem
from explainer.tasks.review_text import BUT, INDEX, OPINIONS

PROBLEM = make_problem("reviews", {})
OPEN = 40.0  # a sum at which a gate is 1 in all of its digits
WRITING = 1  # the unit that adds up opinions
READOUT = Readout(np.array([[0.0, 0.0, 0.0], [0.0, 8.0, 0.0]]), np.zeros(2))


def layers(cell: str = "LSTM") -> list[Layer]:
    """Return an LSTM of three units, of which unit 1 writes opinion words alone and forgets at “but”.

    It adds the signs of the opinion words, and does not know “not”. Another cell has weights of zero.
    """
    program, sizes = lower(CELLS[cell]), {"n": PROBLEM.n, "m": 3}
    params = {name: np.zeros(tuple(sizes[letter] for letter in letters)) for name, letters in program.params.items()}
    if cell == "LSTM":
        words = [INDEX[word] for word in OPINIONS]
        params["b_i"][WRITING], params["b_f"][WRITING], params["b_o"][WRITING] = -OPEN, OPEN, OPEN
        params["W_i"][WRITING, words] = 2 * OPEN
        params["W_g"][WRITING, words] = [np.sign(strength) * OPEN for strength in OPINIONS.values()]
        params["W_f"][WRITING, INDEX[BUT]] = -2 * OPEN
    return [Layer(program, params)]
