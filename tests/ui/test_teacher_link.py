from urllib.parse import parse_qs, urlsplit

from explainer.ui.links import link_errors
from explainer.ui.teacher_link import Showing, frame_code, teacher_link

ADDRESS = "https://gatescope.example.org:8501"
VIEW = {"cell": "GRU", "text": "a & b", "seed": "7", "present": "1", "hide": "tables", "lock": "cell"}


def test_the_link_has_the_view_and_how_it_is_shown():
    showing = Showing(("answers", "control:seed"), ("weights",), seed="3", lesson="loop.see")
    link = teacher_link(ADDRESS, "sequence", VIEW, showing)
    found = {key: value for key, (value,) in parse_qs(urlsplit(link).query).items()}
    assert link.startswith(f"{ADDRESS}/sequence?") and "hide=answers,control:seed" in link
    assert found == {"cell": "GRU", "text": "a & b", "seed": "3", "lesson": "loop.see",
                     "hide": "answers,control:seed", "lock": "weights"}  # fmt: skip
    assert link_errors(found) == []


def test_how_the_view_was_shown_before_does_not_stay():
    assert teacher_link(ADDRESS, "", {"hide": "tables", "present": "1"}, Showing()) == f"{ADDRESS}/"
    assert teacher_link(ADDRESS, "", {}, Showing(presented=True)) == f"{ADDRESS}/?present=1"


def test_a_frame_for_a_course_page_is_html_in_which_the_link_is_text():
    link = teacher_link(ADDRESS, "cell", {"text": '"><script>'}, Showing(embedded=True))
    code = frame_code(link, 'A "stage"')
    assert link.endswith("embed=true") and "<script>" not in code
    assert code.startswith(f'<iframe src="{ADDRESS}/cell?') and 'title="A &quot;stage&quot;"' in code
    assert "&amp;embed=true" in code
