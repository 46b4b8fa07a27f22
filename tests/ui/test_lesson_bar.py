"""Every step of every lesson on its page, without a browser: nothing raises, and the truth comes after the answer."""

import json

import pytest

from explainer.lessons.course.catalogue import LESSONS
from explainer.lessons.course.lesson import Lesson, Step, Task, View
from explainer.lessons.course.message import Message
from explainer.lessons.course.prediction import Curve
from explainer.lessons.course.state import RunProgress, State
from explainer.lessons.course.step_link import step_name, step_query
from explainer.lessons.course.verdict import judge
from explainer.lessons.course.view_state import state_of
from explainer.runs.service import RunService
from explainer.ui import links
from explainer.ui.lesson_bar import needs_runs
from explainer.ui.translated import translated
from tests.figures.sentence_rules import check
from tests.lessons.course.every_step import STEPS, files_by_path, name, possible_answers
from tests.pages.test_pages import open_app

QUICK = {
    True: lambda pair: pytest.param(pair, id=name(pair)),
    False: lambda pair: pytest.param(pair, id=name(pair), marks=pytest.mark.more),
}
"""One step in twelve is opened by make test, the others by make test-more."""


@pytest.fixture(autouse=True)
def no_supervisor(monkeypatch):
    """Start no process that trains: the page Train would, for whoever looks at it."""
    monkeypatch.setattr(RunService, "start_supervisor", lambda self: None)


def open_step(lesson, step):
    """Open a step's page by its link."""
    app = open_app(**step_query(lesson, step))
    if step.view.page == "cell":
        return app
    return app.switch_page(files_by_path()[step.view.page]).run()


def bar(app) -> dict:
    """Return what the bar received."""
    texts = [one.proto.json for one in app.get("bidi_component") if '"kind":"bar"' in one.proto.json.replace(" ", "")]
    (text,) = texts
    return json.loads(text)


def own_errors(caplog) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name.startswith("explainer")]


@pytest.mark.parametrize("pair", [QUICK[k % 12 == 0](pair) for k, pair in enumerate(STEPS)])
def test_a_step_opens_on_its_page_and_its_truth_comes_after_the_answer(pair, caplog):
    lesson, step = pair
    assert links.link_errors(step_query(lesson, step)) == []
    app = open_step(lesson, step)
    assert not app.exception and not app.warning and not app.error
    here = set(step_query(lesson, step)) - {"input"}  # the first page, Cell, has taken its own default out
    assert set(app.query_params) - {"input"} == here, "a link leaves out what is the default anyway"
    check_text(bar(app), lesson, step)
    check_state(app.session_state["lesson_state"], step)
    if step.prediction:
        check_prediction(app, lesson, step)
    assert own_errors(caplog) == []


def check_text(shown: dict, lesson, step) -> None:
    assert shown["name"] == step_name(lesson, step)
    assert shown["text"] and "{" not in shown["text"]
    check(shown["text"].replace("`", ""), shown["title"])
    if step.task:
        assert not shown["task"]["done"], "the task is done before the visitor does anything"
        assert "{" not in shown["task"]["progress"]


def check_state(noted: State, step) -> None:
    """Check that a view without a page gives what the page has noted."""
    alone = state_of(step.view)
    assert noted.page == alone.page
    if alone.setup:
        assert noted.setup == alone.setup
        assert (noted.sequence.x == alone.sequence.x).all() and noted.sequence.labels == alone.sequence.labels


def check_prediction(app, lesson, step) -> None:
    """Check every answer's feedback, then give a wrong one: before it, neither feedback nor truth is sent."""
    assert bar(app)["answered"] is None
    state, prediction, answers = app.session_state["lesson_state"], step.prediction, possible_answers(step.prediction)
    verdicts = [judge(prediction, answer, state) for answer in answers]
    feedbacks = [translated(verdict.feedback) for verdict in verdicts]
    check(*(feedback.replace("`", "") for feedback in feedbacks))
    truth = verdicts[0].truth
    assert judge(prediction, truth, state).right, "the truth lies outside the options or the limits"
    assert not any(feedback in json.dumps(bar(app), ensure_ascii=False) for feedback in feedbacks)
    wrong = next(answer for answer, verdict in zip(answers, verdicts, strict=True) if not verdict.right)
    app.session_state["lesson_bar"] = {"answer": {"step": step_name(lesson, step), "values": [wrong]}}
    app.run()
    answered = bar(app)["answered"]
    assert not app.exception and not answered["right"]
    assert answered["truth"] == (list(truth) if isinstance(prediction, Curve) else truth)


def test_the_bar_on_train_follows_its_runs(monkeypatch):
    """The page's runs are read again whenever the bar is drawn; the page itself notes nothing."""
    solved = Task("Train until it is solved.", lambda state: any(run.solved for run in state.runs),
                  lambda state: Message("{count} at {step}", {"count": len(state.runs), "step": state.runs[0].step}
                                        if state.runs else {"count": 0, "step": 0}))  # fmt: skip
    step = Step("run", "Run", "Text.", View("train"), task=solved)
    lesson = Lesson("here", "Here", "About.", 5, (step,), "Try.")
    monkeypatch.setitem(LESSONS, "here", lesson)
    assert needs_runs("train", step) and not needs_runs("cell", step)
    app = open_app("train", lesson="here.run")
    assert bar(app)["task"] == {"text": "Train until it is solved.", "done": False, "progress": "0 at 0"}
    found = [RunProgress("LSTM", "recall", "1", {}, 300, True, True, 1.0)]
    monkeypatch.setattr("explainer.ui.lesson_bar.run_progress", lambda runs: tuple(found))
    app.run()
    assert bar(app)["task"] == {"text": "Train until it is solved.", "done": True, "progress": "1 at 300"}
    assert app.session_state["lesson_state"].runs == tuple(found)


def test_a_changed_page_draws_the_bar_anew():
    """A control outside the fragments and one inside them both reach the bar."""
    lesson, step = LESSONS["loop"], LESSONS["loop"].steps[9]
    app = open_step(lesson, step)
    assert step.id == "scale" and not bar(app)["task"]["done"]
    app.slider(key="scale").set_value(3.0).run()
    assert bar(app)["task"]["done"] and "has grown" in bar(app)["task"]["progress"]


def test_a_link_to_a_step_that_does_not_exist_gets_a_sentence():
    app = open_app(lesson="loop.nowhere")
    assert not app.exception and "loop" in app.warning[0].value and "nowhere" in app.warning[0].value
    assert translated(Message("{a:.1f} left", {"a": 0.25})) == "0.2 left"
