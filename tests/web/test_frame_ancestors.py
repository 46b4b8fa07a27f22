import pytest

from explainer.web.frame_ancestors import (
    MOST_LETTERS,
    VARIABLE,
    FrameAncestorsError,
    frame_ancestors,
    frame_ancestors_or_exit,
)


def setting(text: str) -> str:
    return frame_ancestors({VARIABLE: text})


def test_without_the_setting_a_site_frames_its_own_pages_alone():
    assert frame_ancestors({}) == setting("  ") == setting("'self'") == "'self'"


@pytest.mark.parametrize(
    "text",
    [
        "'none'",
        "https://moodle.example.org",
        "'self' https://moodle.example.org:8443 https://a-b.c",
        "http://127.0.0.1:8080 http://localhost http://127.0.0.1:65535",
    ],
)
def test_keywords_and_origins_are_passed_on(text):
    assert setting(text) == text


def test_blanks_and_doubles_do_not_count():
    assert setting(" 'self'\t https://a.org\n https://a.org ") == "'self' https://a.org"


@pytest.mark.parametrize(
    "word",
    ["*", "self", "https://*.org", "https:", "http://moodle.example.org", "https://a.org/", "https://a.org/path",
     "https://a.org;", "https://a.org,", "https://a.org:0", "https://a.org:99999", "https://-a.org", "https://a..org",
     "https://user@a.org", "HTTPS://A.ORG", "data:"],
)  # fmt: skip
def test_anything_else_is_quoted_in_a_sentence(word):
    with pytest.raises(FrameAncestorsError) as error:
        setting(f"'self' {word}")
    assert f"{VARIABLE} has “{word.split()[0]}”, which is no origin; use 'self', 'none', or origins" in str(error.value)


def test_none_stands_alone_and_the_length_is_limited():
    with pytest.raises(FrameAncestorsError, match="'none' stands alone"):
        setting("'none' https://a.org")
    with pytest.raises(FrameAncestorsError, match=f"up to {MOST_LETTERS:,}"):
        setting("https://a.org " * 200)


def test_a_wrong_setting_stops_the_start_with_the_sentence(monkeypatch):
    monkeypatch.setenv(VARIABLE, "https://a.org/course")
    with pytest.raises(SystemExit, match="has “https://a.org/course”, which is no origin"):
        frame_ancestors_or_exit()
    monkeypatch.setenv(VARIABLE, "https://a.org")
    assert frame_ancestors_or_exit() == "https://a.org"
