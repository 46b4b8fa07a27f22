"""The page Claims without a browser: the list, its filters, the question before the verdict, and runs."""

import json

import pytest

from explainer.lessons.claims import shipped
from explainer.lessons.claims.catalogue import CLAIMS
from explainer.lessons.claims.stored_verdicts import shipped_verdict
from explainer.lessons.claims.words import VERDICTS
from explainer.lessons.course.catalogue import LESSONS
from explainer.lessons.course.lesson import Lesson, Step, View
from explainer.lessons.course.prediction import Choice, Option
from explainer.lessons.course.step_link import step_query
from explainer.ui.claim_terms import DRAWING, HOLM, INTERVAL, RANGE, SIGN_TEST
from tests.lessons.claims.made_results import install
from tests.pages.test_pages import components, open_app, press, texts
from tests.ui.test_lesson_bar import bar

COMPUTED = next(one for one in CLAIMS.values() if one.kind == "computed")
TRAINED = next(one for one in CLAIMS.values() if one.kind == "trained")


@pytest.fixture(autouse=True)
def results(monkeypatch, tmp_path):
    install(monkeypatch, tmp_path)
    yield
    shipped._stored.cache_clear()


def figures(app) -> list[dict]:
    """Return what each figure component received."""
    found = [one.bytes for one in components(app) if one.component_name == "gatescope_plot"]
    return [json.loads(one[4 : 4 + int.from_bytes(one[:4], "little")]) for one in found]


def html(app) -> str:
    return " ".join(one.proto.body for one in app.get("html"))


def sent(app) -> str:
    """Return all that the page has sent: texts, HTML and what its figures received."""
    return " ".join([texts(app), html(app), *map(str, figures(app))])


def test_every_claim_is_in_the_list_with_a_link():
    app = open_app("claims")
    assert not app.exception and f"{len(CLAIMS)} of {len(CLAIMS)} claims" in texts(app)
    assert all(f"/claims?claim={one}" in html(app) for one in CLAIMS)


def test_filters_and_search_leave_what_fits_and_stand_in_the_link():
    app = open_app("claims")
    next(one for one in app.selectbox if one.label == "Experiment").set_value("trained").run()
    trained = [one for one in CLAIMS.values() if one.kind == "trained"]
    assert f"{len(trained)} of {len(CLAIMS)} claims" in texts(app) and "trained" in app.query_params["claims_kind"]
    app.text_input(key="claims_text").set_value("Phi").run()  # a source, which has its own filter
    assert "No claim matches" in texts(app)
    app.text_input(key="claims_text").set_value("xyzzy").run()
    assert not app.exception and "No claim matches" in texts(app)


def test_a_link_filters_and_one_that_asks_for_nothing_there_gets_a_sentence():
    app = open_app("claims", claims_kind="computed", claims_topic="cooking")
    assert "asks for claims_topic “cooking”" in texts(app)
    computed = [one for one in CLAIMS.values() if one.kind == "computed"]
    assert f"{len(computed)} of {len(CLAIMS)} claims" in texts(app)


@pytest.mark.parametrize("claim", [COMPUTED, TRAINED], ids=lambda one: one.kind)
def test_the_truth_is_not_sent_before_the_answer(claim):
    app = open_app("claims", claim=claim.id)
    assert not app.exception and claim.sentence == app.subheader[0].value.replace("\\", "")
    assert "Shipped" not in sent(app) and "Expected before" not in sent(app) and not figures(app)
    press(app, "✓ holds")
    verdict = shipped_verdict(claim)
    assert f"the experiment says “{verdict.kind}”" in texts(app) or "so does the experiment" in texts(app)
    assert "answer" not in app.query_params
    assert [one["title"] for one in figures(app)[0]["cards"]] == ["Shipped: every seed"]


def open_shown(claim_id: str, **link: str):
    return press(open_app("claims", claim=claim_id, **link), "Show the verdict")


def test_a_link_that_was_copied_after_the_answer_asks_first():
    answered = press(open_app("claims", claim=COMPUTED.id), "✓ holds")
    assert figures(answered)
    link = {key: value if isinstance(value, str) else value[0] for key, value in answered.query_params.items()}
    for copied in (link, link | {"answer": "shown"}):  # as it was called in older links
        app = open_app("claims", **copied)
        assert "Show the verdict" in [one.label for one in app.button] and not figures(app)
        assert "Expected before" not in sent(app)


def test_the_verdict_can_be_seen_at_once():
    app = open_shown(COMPUTED.id)
    assert not app.exception and "Shipped result" in [one.value for one in app.subheader]
    assert "You said" not in texts(app)


def test_a_computed_claim_runs_here_and_more_seeds_go_on():
    app = open_shown(COMPUTED.id)
    press(app, "Run it here")
    assert not app.exception and "8 seeds done: 7 to 14." in texts(app)
    assert sorted(one["cards"][0]["title"] for one in figures(app)) == [
        "Shipped: every seed", "Yours: every seed",
    ]  # fmt: skip
    press(app, "More seeds")
    assert "16 seeds done: 7 to 22." in texts(app)
    first, second = (one["cards"][0]["figure"]["layout"]["xaxis"]["range"] for one in figures(app))
    assert first == second
    assert "shipped one" in texts(app) or "Both say" in texts(app)


def test_the_steps_lead_to_the_other_claims_and_ask_again():
    first, second = list(CLAIMS)[:2]
    app = open_shown(first)
    press(app, "Next →")
    assert app.title[0].value == f"Claim {second}" and "Show the verdict" in [one.label for one in app.button]
    press(app, "All claims")
    assert app.title[0].value == "Claims"


@pytest.mark.parametrize("name", ["Z99", "ZZ9", "<b>", "x" * 900])
def test_a_claim_that_is_not_there_gets_one_sentence_and_the_list(name):
    app = open_app("claims", claim=name)
    assert not app.exception and app.title[0].value == "Claims"
    (warning,) = (one.value.replace("\\", "") for one in app.warning)
    shown = name if len(name) <= 30 else f"{name[:27]}…"
    assert warning == f"The link asks for the claim “{shown}”, which does not exist; here are all of them."


def captions(app) -> str:
    return " ".join(one.value for one in app.caption)


def test_the_terms_of_statistics_are_explained_where_they_are_used():
    listed = captions(open_app("claims"))
    assert "95 % interval" in listed and "Holm’s correction" in listed and "the rule’s bound" in listed
    app = open_app("claims", claim=COMPUTED.id)
    assert "95 % interval" in captions(app) and "p says how often" in captions(app) and "Holm" not in captions(app)
    shown = open_shown(COMPUTED.id)
    assert ("Holm’s correction" in captions(shown)) == ("Corrected by Holm" in texts(shown))
    exact = next(one for one in CLAIMS.values() if one.kind == "exact")
    assert "least and the largest" in captions(open_app("claims", claim=exact.id))
    russian = captions(open_app("claims", claim=COMPUTED.id, lang="ru"))
    assert "интервал" in russian and "95 % interval" not in russian


@pytest.mark.parametrize("text", [INTERVAL, SIGN_TEST, RANGE, HOLM, DRAWING])
def test_each_term_has_one_sentence_of_at_most_25_words(text):
    assert len(text.split()) <= 25 and text.count(". ") == 0 and text.endswith(".")


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=lambda one: one.id)
def test_every_claim_has_its_code(claim):
    from explainer.lessons.claims.claim import NotTestable
    from explainer.ui.claim_view import source_of

    if not isinstance(claim.experiment, NotTestable):
        assert "def " in source_of(claim.experiment) or "lambda" in source_of(claim.experiment)
        json.dumps({name: dict(values) for name, values in claim.conditions.items()}, default=str)


def test_a_link_can_hide_the_answers():
    app = open_shown(COMPUTED.id, hide="answers,downloads")
    assert not app.exception and "Expected before" not in sent(app)
    assert figures(app)[0]["cards"][0]["sentences"] == [""] and not app.get("download_button")
    listed = open_app("claims", hide="answers")
    assert "svg" not in html(listed)


def test_a_step_of_a_lesson_asks_about_a_claim_in_its_bar_and_hides_the_result_until_then(monkeypatch):
    truth = shipped_verdict(COMPUTED).kind
    options = tuple(Option(word.title, f"It is {truth}.") for word in VERDICTS.values())
    ask = Choice("What did the experiment say?", options, lambda state: list(VERDICTS).index(truth))
    view = View("claims", {"claim": COMPUTED.id})
    step = Step("ask", "A claim", COMPUTED.sentence, view, "claim", prediction=ask, hidden=("claim results",))
    lesson = Lesson("claims", "Claims", "About claims.", 5, (step,), "")
    monkeypatch.setitem(LESSONS, "claims", lesson)
    link = step_query(lesson, step)
    assert link == {"claim": COMPUTED.id, "lesson": "claims.ask"}
    app = open_app("claims", **link)
    assert not app.exception and not app.warning
    assert "What do you think?" not in [one.value for one in app.subheader]  # the bar asks
    assert figures(app) and ".st-key-claim_results" in html(app) and "visibility: hidden" in html(app)
    assert bar(app)["answered"] is None and bar(app)["prediction"]["options"] == [*VERDICTS]
    app.session_state["lesson_bar"] = {"answer": {"step": "claims.ask", "values": [list(VERDICTS).index(truth)]}}
    app.run()
    assert bar(app)["answered"]["right"] is True
    plain_visit = open_app("claims", claim=COMPUTED.id)  # outside of the lesson the page asks by itself
    assert "Show the verdict" in [one.label for one in plain_visit.button] and not figures(plain_visit)
