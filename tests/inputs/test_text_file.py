import codecs
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.inputs.sequence import InputError
from explainer.inputs.text_file import MOST_TEXT_BYTES, TextFile, read_text_file
from tests.figures.sentence_rules import check, sentences

GERMAN = "Übermäßig große Bäume wachsen schön in den Gärten, und die Vögel hören ihnen zu.\n"
FRENCH = "Le garçon a été très déçu ; où est passée la forêt ? C’est l’été – voilà.\n"
RUSSIAN = "Старый мост через реку был закрыт всю зиму, и люди ходили по льду на другой берег.\n"
GREEK = "Το παλιό γεφύρι έμεινε κλειστό όλο τον χειμώνα και ο κόσμος περνούσε από τον πάγο.\n"
POLISH = "Zimą most był zamknięty, więc ludzie chodzili po lodzie na drugą stronę rzeki, gdzie świeciło słońce.\n"
HEBREW = "הגשר הישן היה סגור כל החורף, ואנשים הלכו על הקרח אל הגדה השנייה.\n"
JAPANESE = "古い橋は冬のあいだずっと閉じていたので、人々は氷の上を歩いて向こう岸へ渡った。\n"
CHINESE = "旧桥整个冬天都关闭了，人们只好踩着冰走到对岸去。\n"
KOREAN = "오래된 다리는 겨울 내내 닫혀 있어서 사람들은 얼음 위를 걸어 강 건너편으로 갔다.\n"


@pytest.mark.parametrize("text", [GERMAN, RUSSIAN, JAPANESE, "plain ASCII", "👩‍👩‍👧 \u2028 e\u0301"])
@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_unicode_with_and_without_a_byte_order_mark(text, mark, encoding):
    assert read_text_file(mark + text.encode(encoding)) == TextFile(text, encoding)


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        (GERMAN, "cp1252", "cp1252"),
        (GERMAN, "latin-1", "cp1252"),
        (FRENCH, "cp1252", "cp1252"),
        ("un café\n", "cp1252", "cp1252"),
        ("“So it is” – or isn’t it?", "cp1252", "cp1252"),
        (RUSSIAN, "cp1251", "cp1251"),
        (RUSSIAN, "koi8_r", "koi8_r"),
        (GREEK, "cp1253", "cp1253"),
        (POLISH, "cp1250", "cp1250"),
        (HEBREW, "cp1255", "cp1255"),
        (JAPANESE, "shift_jis", "cp932"),
        (JAPANESE, "euc_jp", "euc_jp"),
        (CHINESE, "gb2312", "gb18030"),
        (KOREAN, "euc_kr", "cp949"),
    ],
)
@pytest.mark.parametrize("times", [1, 30])
def test_older_encodings_are_recognised(text, codec, name, times):
    assert read_text_file((text * times).encode(codec)) == TextFile(text * times, name)


@pytest.mark.parametrize("codec", ["utf-8", "cp1252", "utf-16"])
def test_lines_end_with_a_line_feed_alone(codec):
    assert read_text_file("é\r\nb\rc\n\r\nd".encode(codec)).text == "é\nb\nc\n\nd"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip))
def test_any_text_in_utf8_comes_back(text):
    assert read_text_file(text.encode("utf-8-sig")).text == text


def test_a_file_of_the_largest_size_is_read_and_no_larger_one():
    assert len(read_text_file(b"ab" * (MOST_TEXT_BYTES // 2)).text) == MOST_TEXT_BYTES
    with pytest.raises(InputError, match="2,000,001 bytes; 2,000,000"):
        read_text_file(b"a" * (MOST_TEXT_BYTES + 1))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file has no text; a text of some thousand characters would be right."),
        (codecs.BOM_UTF8 + b" \n\t", "The file has no text; a text of some thousand characters would be right."),
        (
            b"abc\r\nd\0e",
            "The file is not plain text (line 2 has the control character 0x00); save it as TXT in UTF-8.",
        ),
        (
            "ab".encode("utf-16-le"),
            "The file is not plain text (line 1 has the control character 0x00); save it as TXT in UTF-8.",
        ),
        (
            b"\x89PNG\r\n\x1a\n",
            "The file is not plain text (line 2 has the control character 0x1A); save it as TXT in UTF-8.",
        ),
        (
            "a\nb\x07".encode("utf-16"),
            "The file is not plain text (line 2 has the control character 0x07); save it as TXT in UTF-8.",
        ),
        (
            codecs.BOM_UTF16_LE + b"a\0b",
            "The file begins as UTF-16, but byte 5 does not go on so; save it as UTF-8.",
        ),
        (
            codecs.BOM_UTF8 + b"ab\xff",
            "The file begins as UTF-8, but byte 6 does not go on so; save it as UTF-8.",
        ),
        (
            GERMAN.encode() + b"Stra\xdfe",
            "The file is not in UTF-8 or another known encoding (line 2 has a byte 0xDF); save it as UTF-8.",
        ),
        (
            GERMAN.encode()[:-1] + "ü".encode()[:1],
            "The file is not in UTF-8 or another known encoding (line 1 has a byte 0xC3); save it as UTF-8.",
        ),
    ],
)
def test_what_cannot_be_read_is_one_sentence(data, sentence):
    with pytest.raises(InputError) as caught:
        read_text_file(data)
    assert str(caught.value) == sentence and len(sentences(sentence)) == 1
    check(sentence)


@pytest.mark.parametrize("seed", range(20))
def test_random_bytes_are_refused(seed):
    with pytest.raises(InputError):
        read_text_file(np.random.default_rng(seed).bytes(500))


def test_a_long_text_is_recognised_by_the_lines_that_are_not_ascii_in_linear_time():
    start = time.perf_counter()
    for text in ("a" * 400_000 + f"\n{GERMAN}", ("1;2\n" * 50_000 + RUSSIAN) * 3, GERMAN.replace("\n", " ") * 3_000):
        codec = "cp1251" if RUSSIAN in text else "cp1252"
        assert read_text_file(text.encode(codec)) == TextFile(text, codec)
    assert time.perf_counter() - start < 10
