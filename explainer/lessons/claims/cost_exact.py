"""Claims about the cost of GRU and LSTM that are counted, not measured."""

from explainer.lessons.claims.cell_counts import excess, paper_year
from explainer.lessons.claims.claim import Claim, Comparison, Computed, Rule
from explainer.lessons.claims.handed_over import states_needed
from explainer.lessons.claims.sources import D2L, HAF, KER, KOS, LEC, LOY, PHI

CLAIMS = (
    Claim(
        "C01", "cost", "A GRU has two gates where an LSTM has three, no cell state, and a quarter fewer weights.",
        (PHI, KOS, LOY, D2L, HAF, LEC),
        refuted_by="One of the counts is another one, for layers of some size.",
        varied="What is counted; inputs and units of the layer are drawn from the seed.",
        measured="what is counted, minus the number that the sentence states",
        experiment=Computed(excess),
        conditions={
            "GRU, gates": {"cell": "GRU", "count": "gates", "stated": 2},
            "LSTM, gates": {"cell": "LSTM", "count": "gates", "stated": 3},
            "GRU, states": {"cell": "GRU", "count": "states", "stated": 1},
            "LSTM, states": {"cell": "LSTM", "count": "states", "stated": 2},
            "GRU, weights": {"cell": "GRU", "count": "weights", "against": "LSTM", "stated": 0.75},
        },
        comparisons=(
            Comparison("two gates of a GRU", "GRU, gates"),
            Comparison("three gates of an LSTM", "LSTM, gates"),
            Comparison("one state of a GRU", "GRU, states"),
            Comparison("two states of an LSTM", "LSTM, states"),
            Comparison("weights of a GRU as a share of an LSTM's", "GRU, weights"),
        ),
        rule=Rule("within", 1e-12, exact=True),
        why="Each gate and the candidate has two matrices and two biases: three such sets in a GRU, four in an LSTM.",
        seeds=8,
    ),
    Claim(
        "C09", "cost", "The GRU is the newer generation of the two cells.", (PHI, LOY),
        refuted_by="The LSTM with a forget gate was published in the same year as the GRU, or later.",
        varied="The cell.",
        measured="year in which the cell was published",
        experiment=Computed(paper_year),
        conditions={"GRU": {"cell": "GRU"}, "LSTM": {"cell": "LSTM"}},
        comparisons=(Comparison("the year of the GRU against that of the LSTM", "GRU", "LSTM"),),
        rule=Rule("above", 0.0, exact=True),
        why="Its paper is 14 years younger. Whether it will overtake the LSTM is left open: no experiment here can "
        "decide that.",
        seeds=4,
    ),
    Claim(
        "C10", "cost", "With a GRU an encoder hands a single state over to its decoder, with an LSTM two.", (KER,),
        refuted_by="A GRU cannot go on from its h alone, or an LSTM can.",
        varied="The cell; weights and sequence are drawn from the seed.",
        measured="fewest states that have to be handed over so that a second network goes on as the first would",
        experiment=Computed(states_needed),
        conditions={"GRU": {"cell": "GRU"}, "LSTM": {"cell": "LSTM"}},
        comparisons=(Comparison("a GRU against an LSTM", "GRU", "LSTM"),),
        rule=Rule("below", 0.0, exact=True),
        why="All that a GRU remembers is its h; an LSTM that gets h alone has lost its cell state.",
        seeds=8,
    ),
)  # fmt: skip
