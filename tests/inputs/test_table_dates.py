from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.inputs.table_dates import date_forms, is_clock, parse_dates

FORMS = {
    "2020-01-31": "2020-01-31",
    "2020/1/31": "2020-01-31",
    "2020.01.31 13:05": "2020-01-31T13:05",
    "2020-01-31T13:05:10.5Z": "2020-01-31T13:05:10.500",
    "31.01.2020": "2020-01-31",
    "31.1.20": "2020-01-31",
    "31.12.99": "1999-12-31",
    "31/01/2020 13:05:10": "2020-01-31T13:05:10",
    "1/31/2020 1:05 PM": "2020-01-31T13:05",
    "1/31/2020, 12:05 AM": "2020-01-31T00:05",
    "31-Jan-2020": "2020-01-31",
    "31. Mai 2020": "2020-05-31",
    "1. März 2020": "2020-03-01",
    "Jan 31, 2020": "2020-01-31",
    "January 2020": "2020-01-01",
    "1949-01": "1949-01-01",
    "2020Q3": "2020-07-01",
    "20200131": "2020-01-31",
}
WRITTEN = ("%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%Y/%m/%d", "%d-%b-%Y", "%b %d, %Y", "%Y%m%d", "%d.%m.%y",
           "%Y-%m-%d %H:%M:%S", "%d.%m.%Y %H:%M", "%m/%d/%Y %I:%M %p", "%Y-%m-%dT%H:%M:%S.%f")  # fmt: skip


@pytest.mark.parametrize("word", FORMS)
def test_each_form_of_a_date_is_read(word):
    (form,) = date_forms(word)
    assert parse_dates(pd.Series([word]), form).tolist() == np.array([FORMS[word]], "M8[ms]").tolist()


@settings(deadline=None)
@given(st.lists(st.datetimes(datetime(1970, 1, 1), datetime(2069, 12, 31)), min_size=1), st.sampled_from(WRITTEN))
def test_what_strftime_writes_is_read_as_strptime_reads_it(values, form):
    words = [value.strftime(form) for value in values]
    wanted = np.array([datetime.strptime(word, form) for word in words], "M8[ms]")
    candidates = set.intersection(*({*date_forms(word)} for word in words))
    found = [parse_dates(pd.Series(words), one) for one in candidates]
    assert any((abs(one - wanted) <= np.timedelta64(1, "ms")).all() for one in found)  # microseconds are rounded


@pytest.mark.parametrize("word", ["1.5", "12", "", "2020-13-01", "32.01.2020", "a-b-c", "12:30", "31 Foo 2020", "1,5"])
def test_what_is_no_date(word):
    assert date_forms(word) == []


def test_a_day_that_a_month_has_not_is_no_time():
    found = parse_dates(pd.Series(["2019-02-29", "2020-02-29", "?", ""]), "year-month-day")
    assert np.isnat(found).tolist() == [True, False, True, True]


def test_offsets_from_utc_count_from_that_of_the_first_row():
    cells = pd.Series(["2020-03-29T01:00:00+01:00", "2020-03-29T03:00:00+02:00"])  # summer time begins
    assert np.diff(parse_dates(cells, "year-month-day")).tolist() == [np.timedelta64(3_600_000, "ms").item()]
    cells = pd.Series(["2020-03-29T01:00:00+01:00", "2020-03-29T02:00:00+01:00"])
    assert parse_dates(cells, "year-month-day")[0] == np.datetime64("2020-03-29T01:00")


def test_times_of_day_and_years():
    assert is_clock("7:05") and is_clock("17:24:00.5") and not is_clock("1724")
    assert parse_dates(pd.Series(["1.2.2020"]), "day.month.year", pd.Series(["7:05"]))[0] == np.datetime64(
        "2020-02-01T07:05"
    )
    assert parse_dates(pd.Series(["1999"]), "year")[0] == np.datetime64("1999-01-01")
