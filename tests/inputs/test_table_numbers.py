import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.inputs.table_numbers import COMMA, POINT, decimal_votes, is_number, parse_cell, parse_numbers

FORMS = [
    ("1,234.5", POINT, 1234.5), ("1.234,5", COMMA, 1234.5), ("1,5", COMMA, 1.5), ("−0.5", POINT, -0.5),
    ("5%", POINT, 5), ("5 %", POINT, 5), ("1\u00a0234,5", COMMA, 1234.5), ("1’234.50", POINT, 1234.5),
    ("$1,234.50", POINT, 1234.5), ("-€2.50", POINT, -2.5), ("1.234,50 €", COMMA, 1234.5), (".5", POINT, 0.5),
    ("5.", POINT, 5), ("1e-3", POINT, 0.001), ("1,5E+3", COMMA, 1500), ("+7", POINT, 7),
    ("-1,234,567", POINT, -1234567), ("007", POINT, 7),
]  # fmt: skip


@pytest.mark.parametrize(("word", "decimal", "value"), FORMS)
def test_each_form_has_its_value_one_by_one_and_as_a_column(word, decimal, value):
    assert is_number(word, decimal) and parse_cell(word, decimal) == value
    assert parse_numbers(pd.Series([word, "x", ""]), decimal)[0] == value


@pytest.mark.parametrize(
    "word", ["", "x", "inf", "nan", "1_0", "0x1", "1,23,4", "0,123.5", "1.2.3", "12:30", "٣", "- 5", "1-2", "--1", "e5"]
)
def test_what_is_no_number_is_nan(word):
    assert not is_number(word) and np.isnan(parse_numbers(pd.Series([word]), POINT)[0])


@settings(deadline=None)
@given(
    st.lists(st.floats(-1e9, 1e9, allow_subnormal=False), min_size=1, max_size=20),
    st.sampled_from([",", ".", "_", " ", ""]),
    st.integers(1, 6),
)
def test_grouped_numbers_come_back(values, group, digits):
    """Python's own format groups by commas; here any sign, with the other one before the decimals."""
    decimal = COMMA if group == "." else POINT
    group = "'" if group == "_" else group
    words = [
        f"{value:,.{digits}f}".replace(",", "G").replace(".", decimal).replace("G", group if group != "" else "")
        for value in values
    ]
    wanted = [float(f"{value:.{digits}f}") for value in values]
    assert parse_numbers(pd.Series(words), decimal).tolist() == wanted
    assert [parse_cell(word, decimal) for word in words] == wanted


@settings(deadline=None)
@given(st.text(st.sampled_from("0123456789.,'+-−eE% €$x\u00a0"), max_size=12))
def test_a_column_is_read_as_its_cells_are(word):
    for decimal in (POINT, COMMA):
        found = parse_numbers(pd.Series([word]), decimal)[0]
        assert np.isnan(found) != is_number(word, decimal)
        assert np.isnan(found) or found == parse_cell(word, decimal)


def test_cells_vote_for_a_decimal_sign():
    assert decimal_votes(["1.234", "5", "1,5", "1.5", "x", "0.123", "1,234.5"]) == (3, 1, 1)
