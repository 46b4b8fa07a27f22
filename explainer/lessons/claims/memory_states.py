"""Claims about states: what a state carries, how far, and what replaces it."""

from explainer.lessons.claims.acting_weights import change_of_weights
from explainer.lessons.claims.carried_states import change_of_memory, old_share, remaining_of_start
from explainer.lessons.claims.claim import Claim, Comparison, Computed, Rule, Trained
from explainer.lessons.claims.sources import D2L, INTRO_2, INTRO_3, LOY, PHI
from explainer.lessons.claims.state_probe import more_in_cell_state, symbols_read
from explainer.training.recipe import Recipe

CLAIMS = (
    Claim(
        "G10", "memory", "A plain RNN replaces its whole state at each step; a gated cell keeps most of it.", (LOY,),
        refuted_by="Half of the gated cell's new state or less comes from the old one.",
        varied="The cell, and the initial bias of its keep gate: a GRU with 0, 1 or 3, an LSTM with 1 or 3.",
        measured="share of the new state that comes from the old one, more than in an RNN",
        experiment=Computed(old_share),
        conditions={
            "RNN": {"cell": "RNN"},
            **{f"GRU, {b}": {"cell": "GRU", "bias": float(b)} for b in (0, 1, 3)},
            **{f"LSTM, {b}": {"cell": "LSTM", "bias": float(b)} for b in (1, 3)},
        },
        comparisons=(
            *(Comparison(f"a GRU with an update bias of {b}", f"GRU, {b}", "RNN") for b in (0, 1, 3)),
            *(Comparison(f"an LSTM with a forget bias of {b}", f"LSTM, {b}", "RNN") for b in (1, 3)),
        ),
        rule=Rule("above", 0.5),
        expected="depends",
        why="As they are drawn the gates are half open, so a GRU replaces about half of its state at each step.",
    ),
    Claim(
        "G12", "memory", "The cell state can carry information through a whole sequence.", (PHI,),
        refuted_by="With f = 1 and i = 0 any unit of the cell state differs from its first value.",
        varied="The cell, LSTM or LSTM with peepholes, and the length: 100 or 10,000 steps of random inputs.",
        measured="largest change of the cell state",
        experiment=Computed(change_of_memory),
        conditions={
            f"{cell}, {length}": {"cell": cell, "length": length}
            for cell, length in (("LSTM", 100), ("LSTM", 10_000), ("LSTM-peephole", 100))
        },
        comparisons=(
            Comparison("an LSTM over 100 steps", "LSTM, 100"),
            Comparison("an LSTM over 10,000 steps", "LSTM, 10000"),
            Comparison("an LSTM with peepholes over 100 steps", "LSTM-peephole, 100"),
        ),
        rule=Rule("within", 1e-12, exact=True),
        why="Nothing but f multiplies the cell state and nothing but i times g is added to it.",
        seeds=4,
    ),
    Claim(
        "G13", "memory", "Where the update gate stays near 1, the old state passes whatever the length is.", (D2L,),
        refuted_by="Half or less of the difference between two old states is left at the end.",
        varied="The held update gate, 1 or 0.99, and the length: 10, 100 or 1,000 steps.",
        measured="share of the difference between two old states that is left",
        experiment=Computed(remaining_of_start),
        conditions={
            f"z = {z}, {length}": {"z": z, "length": length}
            for z, length in ((1.0, 1000), (0.99, 10), (0.99, 100), (0.99, 1000))
        },
        comparisons=(
            Comparison("z = 1 over 1,000 steps", "z = 1.0, 1000"),
            *(Comparison(f"z = 0.99 over {k:,} steps", f"z = 0.99, {k}") for k in (10, 100, 1000)),
        ),
        rule=Rule("above", 0.5, exact=True),
        expected="depends",
        why="With z = 1 − ε about exp(−ε T) is left after T steps: near 1 is enough for some 1/ε steps alone.",
        seeds=4,
    ),
    Claim(
        "G14", "memory", "An LSTM holds the long memory in its cell state and the short one in its hidden state.",
        (LOY, INTRO_3),
        refuted_by="The lead of c over h grows by less than a twentieth from a gap of 2 steps to one of 20.",
        varied="The gap over which LSTMs have learned to recall the first symbol: 2 or 20 steps.",
        measured="share of the variance of that symbol that a linear probe explains from c, more than from h",
        experiment=Trained(
            Recipe("recall", cell="LSTM", m=16, keep="3", updates=400, device="cpu"), more_in_cell_state
        ),
        conditions={f"gap {k}": {"settings": {"gap": k}} for k in (2, 20)},
        comparisons=(Comparison("a gap of 20 steps against one of 2", "gap 20", "gap 2"),),
        rule=Rule("above", 0.05),
        expected="depends",
        changed="Three rules were tried, and the last was written with its numbers known.",
        why="h is the cell state through a tanh and a gate: over either gap both hold nearly all of the symbol.",
    ),
    Claim(
        "G15", "memory", "The hidden state holds information on all previous items.", (INTRO_2,),
        refuted_by="A symbol some steps ago is read from it hardly better than by chance, a quarter.",
        varied="How many steps ago one of four symbols was read by a plain RNN: 1, 5, 10 or 20.",
        measured="share of symbols that a linear probe reads rightly",
        experiment=Computed(symbols_read),
        conditions={f"lag {k}": {"cell": "RNN", "state": "h", "lag": k} for k in (1, 5, 10, 20)},
        comparisons=tuple(Comparison(f"{k} step{'s' if k > 1 else ''} ago", f"lag {k}") for k in (1, 5, 10, 20)),
        rule=Rule("above", 0.3),
        expected="depends",
        why="Each step shrinks what the state holds of an older symbol, until newer ones hide it.",
    ),
    Claim(
        "G16", "memory", "Later inputs overwrite the weights that the first inputs have set.", (INTRO_3,),
        refuted_by="The weights that act in the second half of a sequence are those of the first half.",
        varied="The cell: RNN, LSTM or GRU, over 200 random inputs.",
        measured="largest change of a weight, found from the values of the run alone",
        experiment=Computed(change_of_weights),
        conditions={cell: {"cell": cell} for cell in ("RNN", "LSTM", "GRU")},
        comparisons=tuple(Comparison(cell, cell) for cell in ("RNN", "LSTM", "GRU")),
        rule=Rule("above", 1e-6, exact=True),
        expected="does not hold",
        why="Reading changes the state alone; weights change only when a network is trained.",
        seeds=4,
    ),
)  # fmt: skip
