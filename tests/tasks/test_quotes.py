import pytest

from explainer.tasks.quotes import inside_quotes


@pytest.mark.parametrize(("text", "drawn"), [
    ('a "bc" d', "00111000"),
    ('""""', "1010"),
    ("“a 'b' c” d", "11111111000"),
    ("„a“ “b”", "1100110"),
    ("it's 'so' I say", "000001110000000"),
    ("'tis so\n'yes'", "0000000011110"),
    ("‘don’t’ it’s", "111111000000"),
    ('"a\nb\n\nc"d', "111110011"),
])  # fmt: skip
def test_quotes_open_and_close(text, drawn):
    assert "".join(str(int(one)) for one in inside_quotes(text)) == drawn


def test_quotes_around_words():
    assert inside_quotes(["She", "said", '"', "it's", "so", '"', "."]) == [0, 0, 1, 1, 1, 0, 0]
