"""The text task: a language model that predicts the next character, or the next word, at every step."""

from functools import partial

from explainer.tasks.batch import StreamBatch
from explainer.tasks.language_data import HELD_OUT, LanguageData, language_data
from explainer.tasks.problem import TEST_SIZE, Problem, Settings, Task, TaskError, TaskSetting
from explainer.tasks.text_sources import TEXT_SOURCES
from explainer.tasks.text_split import TextSplit
from explainer.tasks.token_stream import TokenStream

OWN = "your own text"
TEST_STEPS = 100
PROBE_STEPS = 80
NGRAMS = ("how often each token comes", *(f"counts of {count} tokens in a row" for count in range(2, 6)))
"""What the n-grams of the orders 1 to 5 are."""


def make(settings: Settings, text: str | None = None) -> Problem:
    """Make the task from a source, or from the visitor's own text; raises TaskError.

    The end of the text is the test, in pieces that are read from the initial state; the Zen of Python is learned by
    heart, so all of it is both.
    """
    if settings["source"] == OWN and text is None:
        raise TaskError("There is no text yet; type one or choose a file.")
    own = text if settings["source"] == OWN else None
    data = language_data(
        settings["source"], settings["unit"], settings["symbols"], own, settings["held_out"], settings["tokens"]
    )
    stream, symbols = TokenStream(data.train, settings["length"]), data.vocabulary.symbols
    in_order: partial[StreamBatch] | None = partial(stream.sequential) if settings["batches"] == "in order" else None
    return Problem(
        n=len(symbols), k=len(symbols), steps=settings["length"], kind="classes", where="each", metric="perplexity",
        baseline=min(data.ngrams), solved=min(data.ngrams), draw=stream.random,
        test=TokenStream(data.test, TEST_STEPS).pieces(TEST_SIZE),
        probe=TokenStream(data.test, min(PROBE_STEPS, len(data.test) - 1)).pieces(1),
        inputs=symbols, outputs=symbols, tokens=True, stream=in_order, unit=settings["unit"],
        baselines=tuple(zip(NGRAMS, data.ngrams, strict=True)), split=_split(data, stream), test_text=data.test,
        learned_by_heart=data.test is data.train,
    )  # fmt: skip


def _split(data: LanguageData, stream: TokenStream) -> TextSplit:
    return TextSplit(
        len(data.train), len(data.test), TEST_STEPS, data.train is not data.test, stream.updates_per_epoch,
        data.characters_per_token,
    )  # fmt: skip


TEXT = Task(
    key="text",
    title="Next character or word",
    description="A text, character by character or word by word. After each one: what comes next?",
    hint="First the network learns how frequent each letter is, then words, then what belongs together over a "
    "distance, such as brackets and quotes. The gates of some units follow spaces and line ends.",
    baseline="N-grams: how often each token followed the last one to four, counted in the training part and smoothed. "
    "The line is the best of them on the text of the test.",
    tokens=True,
    settings={
        "source": TaskSetting("Text", "zen", " ".join(source.description for source in TEXT_SOURCES.values()),
                              choices=(*TEXT_SOURCES, OWN)),
        "unit": TaskSetting("Read by", "character", "What one step of the sequence is.", choices=("character", "word")),
        "symbols": TaskSetting("Vocabulary", 128, "The most frequent tokens; all others become <unk>.", 2, 512),
        "length": TaskSetting("Length", 35, "How many tokens a training sequence has.", 4, 200),
        "batches": TaskSetting(
            "Batches", "in order", "In order: each batch goes on where the last one ended, and so do the states. "
            "At random: each begins anywhere, from the initial state.", choices=("in order", "at random"),
        ),
        "held_out": TaskSetting(
            "Held-out share", HELD_OUT, "The end of the text that is never trained on, and is the test. At 0, and for "
            "the Zen of Python, the test is the training text itself.", 0, 0.5,
        ),
        "tokens": TaskSetting(
            "Most tokens", 0, "How many tokens of the text are read, from its beginning; 0 reads all.", 0, 1_000_000,
        ),
    },
    make=make,
    recipe_defaults={  # twenty seeds of twenty after at most 200 (LSTM), 100 (GRU) and 100 updates (RNN)
        "LSTM": {"m": 64, "keep": "1", "updates": 800, "batch": 32},
        "GRU": {"m": 64, "keep": "1", "updates": 800, "batch": 32},
        "RNN": {"m": 64, "keep": "as drawn", "updates": 800, "batch": 32},
        "": {"m": 64, "keep": "1", "updates": 800, "batch": 32},
    },
    reads="text",
)  # fmt: skip
