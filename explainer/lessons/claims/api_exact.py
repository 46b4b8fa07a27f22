"""Claims about what recurrent layers compute, step by step and in PyTorch's modules: numeric checks."""

from explainer.lessons.claims.claim import Claim, Comparison, Computed, Rule
from explainer.lessons.claims.joined_matrices import joined_difference
from explainer.lessons.claims.one_set_of_weights import one_step_difference
from explainer.lessons.claims.slope_check import slope_error
from explainer.lessons.claims.sources import INTRO_1
from explainer.lessons.claims.two_layers import change_before, two_layer_difference

CELLS = ("RNN", "LSTM", "GRU")

CLAIMS = (
    Claim(
        "S05", "tasks", "A recurrent layer uses the same weights at every time step.", (INTRO_1,),
        refuted_by="A sequence that PyTorch reads at once has other states than single steps with one set of weights.",
        varied="The cell; weights and sequence are drawn from the seed.",
        measured="largest difference of h between both ways, over 30 steps",
        experiment=Computed(one_step_difference),
        conditions={cell: {"cell": cell} for cell in CELLS},
        comparisons=tuple(Comparison(cell, cell) for cell in CELLS),
        rule=Rule("within", 1e-12, exact=True),
        why="There is one set of weights, whatever the length; only the state differs from step to step.",
        seeds=8,
    ),
    Claim(
        "S06", "tasks", "One matrix for input and past side by side does the same as a matrix for each, added.",
        (INTRO_1,),
        refuted_by="The hidden states differ by more than rounding.",
        varied="The cell; weights and sequence are drawn from the seed.",
        measured="largest difference of h between both ways, over 30 steps",
        experiment=Computed(joined_difference),
        conditions={cell: {"cell": cell} for cell in ("RNN", "LSTM")},
        comparisons=(Comparison("a plain RNN", "RNN"), Comparison("all gates of an LSTM", "LSTM")),
        rule=Rule("within", 1e-12, exact=True),
        why="A row of the joined matrix times both vectors is the sum of two products, but in PyTorch's GRU r "
        "multiplies one of them.",
        seeds=8,
    ),
    Claim(
        "S08", "tasks", "A network of two directions predicts both the future and the past.", (INTRO_1,),
        refuted_by="Its output at a step changes with a later input: then it has read it, not predicted it.",
        varied="The cell, and whether there are one or two directions.",
        measured="largest change of the outputs before the only input that was changed",
        experiment=Computed(change_before),
        conditions={
            f"{cell}, {word}": {"cell": cell, "directions": count}
            for cell in ("LSTM", "GRU") for word, count in (("one direction", 1), ("two directions", 2))
        },
        comparisons=tuple(
            Comparison(f"{cell}: two directions against one", f"{cell}, two directions", f"{cell}, one direction")
            for cell in ("LSTM", "GRU")
        ),
        rule=Rule("within", 1e-12, exact=True),
        expected="does not hold",
        why="The second direction begins at the end, so each output has already read all that follows: a forecast made "
        "so has seen its answer.",
        seeds=8,
    ),
    Claim(
        "S09", "tasks", "The next layer gets the last hidden state of the layer below, at its first step.", (INTRO_1,),
        refuted_by="A second layer that reads the last state alone gives other states than PyTorch's.",
        varied="What our second layer reads; the same stack in PyTorch is the reference.",
        measured="largest difference of the second layer's h from PyTorch's, over 12 steps",
        experiment=Computed(two_layer_difference),
        conditions={
            f"{cell}, {reads}": {"cell": cell, "reads": reads}
            for cell in CELLS for reads in ("last state", "every state")
        },
        comparisons=tuple(
            Comparison(f"{cell}: the last state against every state", f"{cell}, last state", f"{cell}, every state")
            for cell in CELLS
        ),
        rule=Rule("within", 1e-9, exact=True),
        expected="does not hold",
        why="At each step the second layer reads what the first one has at that step: every state, not the last.",
        seeds=8,
    ),
    Claim(
        "S10", "tasks", "Every gradient has the shape of the weights that it is for.", (INTRO_1,),
        refuted_by="One has another shape, or is not the slope of the loss along its weights.",
        varied="The cell and the length of the sequence.",
        measured="largest relative error of the slope that a gradient predicts; infinite where shapes differ",
        experiment=Computed(slope_error),
        conditions={
            f"{cell}, {length} steps": {"cell": cell, "length": length} for cell in CELLS for length in (2, 30)
        },
        comparisons=tuple(
            Comparison(f"{cell}, {length} steps", f"{cell}, {length} steps") for cell in CELLS for length in (2, 30)
        ),
        rule=Rule("within", 1e-6, exact=True),
        why="A gradient has one number for each weight, however long the sequence: the steps' shares are added up.",
        seeds=4,
    ),
)  # fmt: skip
