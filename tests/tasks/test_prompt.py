import math

import numpy as np
import pytest

from explainer.inputs.sequence import InputError
from explainer.inputs.symbols import UNKNOWN
from explainer.tasks.catalogue import TASKS, make_problem
from explainer.tasks.problem import Problem
from explainer.tasks.prompt import MOST_PREFIX, Prompt, can_write, default_prompt, read_prefix
from explainer.tasks.text import OWN
from explainer.tasks.writing import TEMPERATURES, Sampling

FAMILY, FLAG, ACCENT = "👨‍👩‍👧", "🇫🇷", "e\u0301"
WORLD = f"{FAMILY} שלום {FLAG} 你好 {ACCENT} na\u00efve {FLAG}{FLAG} "


def own_text(text: str, **settings) -> Problem:
    return make_problem("text", {"source": OWN, **settings}, text)


@pytest.mark.parametrize("key", [key for key in TASKS if TASKS[key].reads != "series"])
def test_only_a_language_model_can_write(key):
    assert can_write(make_problem(key, {})) == (key == "text")


@pytest.mark.parametrize("source", ["zen", "documentation", "program"])
@pytest.mark.parametrize("settings", [{}, {"symbols": 20}, {"unit": "word"}, {"unit": "word", "symbols": 20}])
def test_the_default_prefix_can_be_read_and_stands_in_the_probe(source, settings):
    problem = make_problem("text", {"source": source, **settings})
    prompt = default_prompt(problem)
    tokens = read_prefix(problem, prompt.prefix)
    probe = problem.probe.x[:, 0].tolist()
    assert any(probe[k : k + len(tokens)] == tokens for k in range(len(probe)))
    assert prompt == default_prompt(problem) and prompt.temperature == Sampling.temperature
    assert UNKNOWN not in [problem.inputs[token] for token in tokens]


def test_the_default_prefix_has_whole_words():
    assert default_prompt(make_problem("text", {})).prefix == "The Zen of"


def test_where_the_probe_has_nothing_that_can_be_typed_the_first_symbol_is_the_prefix():
    problem = own_text("ab" * 200 + "".join(chr(0x4E00 + k) for k in range(60)), symbols=2)
    assert {problem.inputs[token] for token in problem.probe.x[:, 0]} == {UNKNOWN}
    assert default_prompt(problem).prefix == "a"
    endless = own_text(("a" + 500 * "\u0301" + "b") * 300)  # letters with five hundred accents
    assert default_prompt(endless).prefix == "b"


def test_characters_stay_whole():
    problem = own_text(WORLD * 40)
    for text in (FAMILY, FLAG, ACCENT, f"{FAMILY}{FLAG}{ACCENT}", "שלום 你好"):
        tokens = read_prefix(problem, text)
        assert "".join(problem.inputs[token] for token in tokens) == text
    assert len(read_prefix(problem, f"{FAMILY}{FLAG}{ACCENT}")) == 3
    assert read_prefix(problem, default_prompt(problem).prefix)


@pytest.mark.parametrize("unit", ["character", "word"])
@pytest.mark.parametrize("seed", range(20))
def test_the_default_prefix_of_any_text_can_be_read(unit, seed):
    symbols = [*"ab \n\t.,'(", "\r\n", FAMILY, FLAG, "🇫", ACCENT, "\u0301", "你", "ש", "\u200d"]
    text = "".join(np.random.default_rng(seed).choice(symbols, 400))
    problem = own_text(text, unit=unit, symbols=6)
    assert 1 <= len(read_prefix(problem, default_prompt(problem).prefix)) <= 16


def test_what_the_vocabulary_does_not_have_is_quoted():
    with pytest.raises(InputError, match="The character “é” is not in the vocabulary"):
        read_prefix(make_problem("text", {}), "caf\u00e9")
    with pytest.raises(InputError, match="The word “gate” is not in the vocabulary"):
        read_prefix(make_problem("text", {"unit": "word", "symbols": 512}), "The gate")
    short = make_problem("text", {"symbols": 20})
    assert short.inputs[read_prefix(short, "é")[0]] == UNKNOWN


def test_a_prefix_that_is_empty_or_too_long_is_refused():
    problem = make_problem("text", {})
    refused = {
        "": "0 characters; 1 to 200",
        "a" * (MOST_PREFIX + 1): "201 characters",
        "a" * 10_001: "10,001 characters",
    }
    for text, sentence in refused.items():
        with pytest.raises(InputError, match=sentence):
            read_prefix(problem, text)
    assert len(read_prefix(problem, "a" * MOST_PREFIX)) == MOST_PREFIX


@pytest.mark.parametrize("temperature", [-0.1, TEMPERATURES[1] + 0.1, math.nan, math.inf])
def test_a_temperature_out_of_range_is_refused(temperature):
    with pytest.raises(InputError, match="a number from 0 to 2 is right"):
        Prompt("a", temperature)


@pytest.mark.parametrize("text", ["\ud83d", "a\udc00", "x" * 2001])
def test_half_a_character_and_a_huge_text_are_refused(text):
    with pytest.raises(InputError) as error:
        Prompt(text)
    error.value.args[0].encode()
