import re

import numpy as np
import pytest

from explainer.lessons.by_hand import SERIES, compute_example, read_series, values
from explainer.lessons.derivation import known_names, sections
from explainer.lessons.worked_lines import digits
from explainer.lessons.worksheet import BLANK, SHEETS, answer_key, blank_sheet, file_name, write
from tests.lessons.test_by_hand import CASES

NUMBER = r"−?(?:\d+(?:\.\d+)?(?:e−?\d+)?|∞)|NaN"


def answers(example) -> list[float]:
    """Return every number of the answer key, in the order of the derivation."""
    known = values(example)
    lines = [line for part in sections(example.steps) for group in part.groups for line in group.lines]
    return [float(number) for line in lines for number in known[line.name].ravel()]


@pytest.mark.parametrize(("text", "seed", "rate"), CASES)
def test_key_and_worksheet_agree_line_by_line_but_for_the_blanks(text, seed, rate):
    example = compute_example(read_series(text), seed, rate)
    whole, sheet = answer_key(example).split("\n"), blank_sheet(example).split("\n")
    assert len(whole) == len(sheet)
    filled_in = []
    for question, answer in zip(sheet, whole, strict=True):
        pattern = r"\s*".join(
            f"({NUMBER})" if word == BLANK else re.escape(word) for word in re.split(r"\s+", question.strip())
        )
        found = re.fullmatch(pattern, answer.strip())
        assert found, (question, answer)
        filled_in += found.groups()
    assert filled_in == [digits(number) for number in answers(example)]
    assert len(filled_in) == blank_sheet(example).count(BLANK) > 40
    assert BLANK not in answer_key(example)


@pytest.mark.parametrize(("text", "seed", "rate"), CASES)
def test_the_key_holds_every_number_of_the_example_to_the_last_digit(text, seed, rate):
    example = compute_example(read_series(text), seed, rate)
    known = values(example)
    derivation = write(example, lambda value: f"<{value!r}>").split("## 1 Forward")[1]
    blocks = [
        block for fenced in re.findall(r"```text\n(.*?)\n```", derivation, re.S) for block in fenced.split("\n\n")
    ]
    read = {block.split(" = ")[0]: [float(one) for one in re.findall("<(.*?)>", block)] for block in blocks}
    assert len(read) == len(blocks)
    for name, numbers in read.items():
        np.testing.assert_array_equal(numbers, known[name].ravel())
    assert set(known) - set(read) == set(known_names(example.steps))


def test_the_sheet_has_the_known_values_and_every_shape():
    example = compute_example(read_series(SERIES), 7, 0.1)
    sheet = blank_sheet(example)
    head, rest = sheet.split("## 1 Forward")
    assert BLANK not in head and "with seed 7" in head
    for name in known_names(3):
        assert f"\n{name} = " in head
    assert sheet.count("shape (2, 2)") == 1 + 3 + 1 + 1  # given, terms, total, update
    assert rest.count("shape (") + rest.count("one number") == sum(
        len(group.lines) for part in sections(3) for group in part.groups
    )
    assert max(map(len, re.findall(r"```text\n(.*?)```", sheet, re.S)[1].split("\n"))) <= 80


def test_what_is_printed_is_narrow_and_its_fences_are_closed():
    sheet = answer_key(compute_example(read_series("1 -5 2 8 3 -4"), 3, 0.1))
    fenced = re.findall(r"^```text\n(.*?)\n```$", sheet, re.S | re.M)
    assert len(fenced) * 2 == sheet.count("```")
    assert max(len(line) for block in fenced for line in block.split("\n")) <= 80


def test_the_same_seed_writes_the_same_sheet():
    once, again, other = (compute_example(read_series(SERIES), seed, 0.1) for seed in (4, 4, 5))
    for write_it in SHEETS.values():
        assert write_it(once) == write_it(again) != write_it(other)
    assert [file_name(once, name) for name in SHEETS] == ["by-hand-4-worksheet.md", "by-hand-4-answer-key.md"]
