import pytest

from explainer.inputs.sequence import InputError
from explainer.inputs.table_text import EMPTY, MOST_BYTES, check_size, clean, read_table_text

TABLE = "Größe;€\n1,5;2\n"


@pytest.mark.parametrize(
    ("codec", "name"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("cp1252", "Windows-1252")],
)
def test_the_encoding_is_found_and_named(codec, name):
    long = TABLE + "".join(f"Wert {k} für Größe;{k},5 €\n" for k in range(40))
    found = read_table_text(long.encode(codec))
    assert found.text == long and found.encoding == name


def test_comments_become_empty_lines_and_the_last_one_above_is_stored():
    found = clean("# made in May\n# a, b\n1,2\n# between\n3,4\n")
    assert found.text == "\n\n1,2\n\n3,4\n" and (found.comments, found.comment) == (3, "a, b")


def test_a_cell_of_excels_errors_is_no_comment():
    text = "a,b\n#N/A,1\n#DIV/0!,2\n"
    assert clean(text).text == text and clean(text).comments == 0
    assert clean("#name\n1\n").comment == "name"


def test_lines_inside_a_quoted_cell_are_no_comments():
    text = '# one\na,b\n"x\n# not one",1\n'
    assert clean(text).text == '\na,b\n"x\n# not one",1\n' and clean(text).comments == 1


@pytest.mark.parametrize("sign", [";", "|", "\t"])
def test_the_declared_delimiter_is_taken_out_and_lines_keep_their_numbers(sign):
    found = clean(f"sep={sign}\na{sign}b\n1{sign}2\n")
    assert found.delimiter == sign and found.text == f"\na{sign}b\n1{sign}2\n"
    assert clean("sepal,b\n").delimiter == ""


@pytest.mark.parametrize("data", [b"", b"  \n\t\n", b"\xef\xbb\xbf"])
def test_an_empty_file_gets_a_sentence(data):
    with pytest.raises(InputError) as error:
        read_table_text(data)
    assert str(error.value) == EMPTY


def test_a_large_file_gets_a_sentence():
    check_size(MOST_BYTES)
    with pytest.raises(InputError, match=r"The file has 50\.1 MB; 50 MB is the most, so cut it\."):
        check_size(MOST_BYTES + 100_000)
