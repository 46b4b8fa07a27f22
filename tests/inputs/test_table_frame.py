import csv
import io

import numpy as np
import pytest

from explainer.inputs.sequence import InputError
from explainer.inputs.table_frame import MOST_COLUMNS, NO_ROW, OPEN_QUOTE, check_columns, read_frame


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_cells_are_those_that_the_standard_library_reads(delimiter):
    rng = np.random.default_rng(1)
    rows = [["".join(rng.choice(list(f'ab,;1"{delimiter}'), 4)) + "z" for _ in range(3)] for _ in range(30)]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    assert read_frame(out.getvalue(), 0, 3, delimiter).to_numpy().tolist() == [
        [cell.strip() for cell in row] for row in rows
    ]


def test_words_that_other_readers_take_for_gaps_stay_as_they_are():
    frame = read_frame("NA,nan,None\n,1, 2 \n", 0, 3, ",")
    assert frame.to_numpy().tolist() == [["NA", "nan", "None"], ["", "1", "2"]]


def test_lines_before_the_first_row_and_empty_ones_are_left_out():
    assert read_frame("title\na;b\n1;2\n;\n\n3;4\n", 2, 2, ";").to_numpy().tolist() == [["1", "2"], ["3", "4"]]


def test_blanks_and_one_column_alone():
    assert read_frame("1   2\n3\t4\n", 0, 2, " ").to_numpy().tolist() == [["1", "2"], ["3", "4"]]
    assert read_frame("a;b,c d\n", 0, 1, "").to_numpy().tolist() == [["a;b,c d"]]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1,2\n3,4,5\n", "Line 2 has 3 cells and the first line 2; no line may have more."),
        ("1,2\n3,4,5,6\n", "Line 2 has 4 cells"),
        ('1,2\n"3,4\n', OPEN_QUOTE),
        (",\n,\n", NO_ROW),
    ],
)
def test_what_is_no_table_gets_a_sentence(text, says):
    with pytest.raises(InputError) as error:
        read_frame(text, 0, 2, ",")
    assert says in str(error.value)


def test_too_many_columns_and_rows_get_a_sentence(monkeypatch):
    check_columns(MOST_COLUMNS)
    with pytest.raises(InputError, match="2,001 columns; 2,000 is the most"):
        check_columns(MOST_COLUMNS + 1)
    monkeypatch.setattr("explainer.inputs.table_frame.MOST_ROWS", 5)
    assert len(read_frame("1,2\n" * 5, 0, 2, ",")) == 5
    with pytest.raises(InputError, match="more than 5 rows of 2 columns"):
        read_frame("1,2\n" * 6, 0, 2, ",")
