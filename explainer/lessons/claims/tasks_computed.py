"""Claims about sequence tasks: networks that are trained or fitted within a second, and what no experiment decides."""

from explainer.lessons.claims.claim import Claim, Comparison, Computed, NotTestable, Rule
from explainer.lessons.claims.digit_sums import exact_sums
from explainer.lessons.claims.mark_order import accuracy_lost
from explainer.lessons.claims.reversal import reversed_letters
from explainer.lessons.claims.small_training import ABOUT
from explainer.lessons.claims.sources import INTRO_1, KER, LOY

CLAIMS = (
    Claim(
        "S01", "tasks", "A recurrent network uses the order of the items, and a feed-forward one does not.", (INTRO_1,),
        refuted_by="Shuffling the items costs a feed-forward network as much as a recurrent one.",
        varied="Whether all sequences are shuffled in the same way, or each in another.",
        measured="accuracy lost by shuffling, RNN minus MLP, both trained to tell which of two marks came first",
        experiment=Computed(accuracy_lost),
        conditions={
            f"{network}, {shuffle}": {"network": network, "shuffle": shuffle}
            for shuffle in ("the same", "another") for network in ("RNN", "MLP")
        },
        comparisons=(
            Comparison("the same shuffle for all: RNN against MLP", "RNN, the same", "MLP, the same"),
            Comparison("another shuffle for each: RNN against MLP", "RNN, another", "MLP, another"),
        ),
        rule=Rule("above", 0.1),
        why="A network that reads all at once has a weight for each place: it minds no fixed shuffle, but one that "
        "changes.",
    ),
    Claim(
        "S13", "tasks", "Where input and output are equally long one LSTM is enough, as to add digits.", (KER,),
        refuted_by="Fewer than 95 of 100 sums of unseen numbers are written without an error.",
        varied="The cell, and which digit comes first.",
        measured=f"share of three-digit sums without an error, each digit written as both are read ({ABOUT})",
        experiment=Computed(exact_sums),
        conditions={
            f"{cell}, {first} first": {"cell": cell, "first": first}
            for first in ("ones", "largest") for cell in ("LSTM", "GRU")
        },
        comparisons=(
            Comparison("LSTM, from the ones on", "LSTM, ones first"),
            Comparison("GRU, from the ones on", "GRU, ones first"),
            Comparison("LSTM, from the largest digit on", "LSTM, largest first"),
            Comparison("GRU, from the largest digit on", "GRU, largest first"),
        ),
        rule=Rule("above", 0.95),
        why="From the ones on one carry has to be remembered; from the largest digit on it is not known yet.",
    ),
    Claim(
        "S14", "tasks", "In general the whole input has to be read before the output can begin.", (KER,),
        refuted_by="A network that writes while it reads has as many letters right as one that writes afterwards.",
        varied="When the network writes; the cell.",
        measured=f"share of right letters of five that are reversed ({ABOUT}), afterwards minus at once",
        experiment=Computed(reversed_letters),
        conditions={
            f"{cell}, {writes}": {"cell": cell, "writes": writes}
            for cell in ("LSTM", "GRU") for writes in ("at once", "afterwards")
        },
        comparisons=tuple(
            Comparison(f"{cell}: afterwards against at once", f"{cell}, afterwards", f"{cell}, at once")
            for cell in ("LSTM", "GRU")
        ),
        rule=Rule("above", 0.1),
        why="The first letter to write is the last one to come: at once it can only be guessed.",
    ),
    Claim(
        "S18", "tasks", "Models of text that read words are more usual than models that read characters.", (KER,),
        refuted_by="A count of the models that are in use would show it.",
        varied="Nothing.",
        measured="nothing",
        experiment=NotTestable(
            "It says what people use, not what a network does, and needs a count of models in use. How well each "
            "learns can be compared here, on the task “text”."
        ),
        expected="undecided",
        why="How usual something is cannot be trained or computed.",
    ),
    Claim(
        "S20", "tasks", "Transformers have replaced recurrent networks.", (LOY,),
        refuted_by="A count of the systems that are in use would show it.",
        varied="Nothing.",
        measured="nothing",
        experiment=NotTestable(
            "It says what is used, which no experiment on this machine decides. New recurrent cells still appear: "
            "minGRU, minLSTM and sLSTM, all of 2024, are in the list of cells here."
        ),
        expected="undecided",
        why="What has been replaced is a question about use, and this program has no transformer to compare.",
    ),
)  # fmt: skip
