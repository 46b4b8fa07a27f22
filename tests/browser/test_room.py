"""A class in real browsers: a teacher, and two students on phones; everything that one does is seen by the others."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_live import is_error as is_live_error
from tests.browsing import AXE, PHONE, WIDE, check_page, go_to, is_error, is_external, wait_until_equal

pytestmark = [pytest.mark.slow, pytest.mark.more]
NICKNAME = "Zebedee-7319"
QUESTION = "At which step is the first symbol forgotten?"
TARGETS = "button, a[href], summary, input[type=range], .gs-room-option, .gs-room-field"
SMALL = """(targets) => [...document.querySelectorAll(targets)]
    .filter((one) => one.offsetParent && !one.closest(".gs-room-followed") && one.getBoundingClientRect().height < 44)
    .map((one) => one.outerHTML.slice(0, 100))"""


@pytest.fixture
def people(browser):
    """Return a function that opens an address as somebody else; errors and outside requests fail the test."""
    contexts, trouble = [], []

    def is_wrong(message) -> bool:
        refused = "/gatescope-rooms/" in message.location["url"] and "404" in message.text
        return is_error(message) and is_live_error(message) and not refused

    def open_page(url: str, size: dict = PHONE, scheme: str = "light") -> Page:
        touch = {"has_touch": True, "is_mobile": True} if size == PHONE else {}
        context = browser.new_context(viewport=size, color_scheme=scheme, **touch)
        context.set_default_timeout(60_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda message: trouble.append(message.text) if is_wrong(message) else None)
        page.on("request", lambda request: trouble.append(request.url) if is_external(request.url) else None)
        page.goto(url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert trouble == []


def open_room(people, server) -> tuple[Page, str]:
    teacher = people(f"{server.url}/room", WIDE)
    teacher.get_by_role("button", name="Open a room").click()
    return teacher, teacher.locator(".gs-room-code").inner_text()


def join(people, server, code: str, nickname: str = "", scheme: str = "light") -> Page:
    student = people(f"{server.url}/room/{code}", scheme=scheme)
    if nickname:
        student.get_by_label("Nickname, if you like").fill(nickname)
    student.get_by_role("button", name="Join").click()
    expect(student.locator(".gs-room-connection")).to_have_text("connected")
    return student


def ask_number(teacher: Page, truth: str) -> None:
    teacher.get_by_role("tab", name="Your own number").click()
    form = teacher.get_by_role("tabpanel", name="Your own number")
    form.get_by_label("Question").fill(QUESTION)
    form.get_by_label("Unit").fill("steps")
    form.get_by_label("Right answer").fill(truth)
    form.get_by_role("button", name="Ask the room").click()


def check_screen(student: Page) -> None:
    """Check a student's screen: nothing serious by axe, nothing to scroll sideways, nothing too small for a thumb."""
    assert student.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert student.evaluate(SMALL, TARGETS) == []
    student.evaluate(AXE)
    found = student.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")["violations"]
    serious = [one for one in found if one["impact"] in ("serious", "critical")]
    assert not serious, [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in serious]


def frame(page: Page) -> str | None:
    return page.locator(".gs-stage").get_attribute("data-frame")


def click_player(page: Page, name: str) -> None:
    """Click a button of the player, and wait until the stage has drawn another frame: before, all frames agree."""
    old = frame(page)
    page.locator(".gs-stage").get_by_role("button", name=name).click()
    wait_until_equal(lambda: frame(page) != old, True)


def test_a_class_follows_answers_and_sees_the_truth(people, server):
    teacher, code = open_room(people, server)
    ann, ben = join(people, server, code, NICKNAME), join(people, server, code, scheme="dark")
    expect(teacher.locator(".gs-room-count")).to_have_text("2 here")
    expect(teacher.get_by_text(NICKNAME)).to_be_visible()
    check_page(teacher)
    check_screen(ben)

    ask_number(teacher, "6")
    for student, answer in ((ann, "20"), (ben, "6")):
        expect(student.get_by_role("heading", name=QUESTION)).to_be_visible()
        student.get_by_role("slider", name=QUESTION).fill(answer)
        check_screen(student)
        student.get_by_role("button", name="Send answer").click()
        expect(student.locator(".gs-room-connection")).to_have_text("answered")
    expect(teacher.locator(".gs-room-count")).to_have_text("2 here · 2 answered")
    histogram = teacher.get_by_role("img", name=re.compile("Answers of this room: 0–10: 1; 10–20: 0; 20–30: 1;"))
    expect(histogram).to_be_visible()
    teacher.get_by_text("As a table").first.click()
    expect(teacher.get_by_role("row", name="20–30 1")).to_be_visible()
    assert "True" not in teacher.locator(".gs-room-asked").inner_text()

    teacher.get_by_role("button", name="Reveal").click()
    expect(teacher.locator(".gs-room-asked")).to_contain_text("1 of 2 were right.")
    expect(ann.locator(".gs-room-result-card")).to_contain_text("True: 6 steps")
    expect(ann.locator(".gs-room-result-card")).to_contain_text("You said 20; it is 6.")
    expect(ben.locator(".gs-room-result-card")).to_contain_text("Right.")
    for student in (ann, ben):
        check_screen(student)
    check_page(teacher)
    teacher.get_by_role("button", name="Next").click()
    expect(ann.get_by_role("heading", name=QUESTION)).to_be_hidden()
    check_next_question(teacher, ann)

    check_following(teacher, ann, ben)
    teacher.get_by_role("link", name="To the room").click()
    teacher.get_by_role("button", name="Close room").click()
    teacher.get_by_role("button", name="Press again").click()
    expect(ann.get_by_text("The room is closed.")).to_be_visible()
    expect(teacher.get_by_role("button", name="Open a room")).to_be_visible()
    written = [path.read_bytes() for path in Path(server.home).rglob("*") if path.is_file()]
    assert not any(NICKNAME.encode() in one for one in written)


def check_next_question(teacher: Page, ann: Page) -> None:
    """Check that a question of another kind, right after the last one, begins without its answer."""
    ask_number(teacher, "6")
    ann.get_by_role("slider", name=QUESTION).fill("30")
    ann.get_by_role("button", name="Send answer").click()
    expect(ann.locator(".gs-room-connection")).to_have_text("answered")
    teacher.get_by_role("tab", name="Your own choice").click()
    form = teacher.get_by_role("tabpanel", name="Your own choice")
    form.get_by_label("Question").fill("Which gate forgets?")
    for k, option in enumerate(("input", "forget")):
        form.get_by_label(f"Option {k + 1}").fill(option)
    form.get_by_role("button", name="Ask the room").click()
    expect(ann.get_by_role("heading", name="Which gate forgets?")).to_be_visible()
    expect(ann.locator(".gs-room-connection")).to_have_text("connected")
    ann.get_by_role("button", name="Send answer").click()
    expect(ann.get_by_text("Choose an answer first.")).to_be_visible()
    teacher.get_by_role("button", name="Next").click()


def check_following(teacher: Page, ann: Page, ben: Page) -> None:
    """Check that phones show what the teacher's stage shows, and that letting go and coming back work."""
    go_to(teacher, "Explore", "Cell")
    teacher.wait_for_selector(".gs-stage[data-rendered]")
    expect(teacher.locator(".gs-room-strip")).to_contain_text("2 following")
    for student in (ann, ben):
        expect(student.locator(".gs-stage[data-rendered]")).to_be_visible()
        expect(student.get_by_role("heading", name="LSTM reads")).to_be_visible()
    for name in ("one time step forward", "one operation back", "to the first step"):
        click_player(teacher, name)
        wait_until_equal(lambda: [frame(ann), frame(ben)] == [frame(teacher)] * 2, True)
    number = teacher.locator(".gs-stage .gs-result").first.inner_text()
    for student in (ann, ben):
        expect(student.locator(".gs-stage .gs-result").first).to_have_text(number)
        check_screen(student)
    check_page(teacher)
    ann.context.set_offline(True)
    expect(ann.locator(".gs-room-connection")).to_have_text("no connection; trying again")
    click_player(teacher, "one time step forward")
    ann.context.set_offline(False)
    wait_until_equal(lambda: frame(ann) == frame(teacher) == frame(ben), True)
    ben.get_by_role("link", name="Let go").click()
    ben.wait_for_selector(".gs-stage[data-rendered]")
    expect(ben).to_have_url(re.compile("t=2"))
    ben.get_by_role("link", name="Follow room").click()
    wait_until_equal(lambda: frame(ben) == frame(teacher), True)


def test_a_wrong_code_gets_a_sentence_and_a_right_one_works_however_it_is_typed(people, server):
    teacher, code = open_room(people, server)
    student = people(f"{server.url}/join", scheme="dark")
    student.get_by_label("Code on the teacher's screen").fill("KITE-222-222")
    student.get_by_role("button", name="Join").click()
    expect(student.get_by_role("alert")).to_contain_text("There is no room with this code")
    check_screen(student)
    student.get_by_label("Code on the teacher's screen").fill(code.lower().replace("-", " "))
    student.get_by_role("button", name="Join").click()
    expect(student.locator(".gs-room-connection")).to_have_text("connected")
    assert student.url.endswith(f"/room/{code}")
    student.reload()
    expect(student.locator(".gs-room-connection")).to_have_text("connected")


def test_a_text_of_the_teacher_is_shown_as_it_was_typed(people, server):
    teacher, code = open_room(people, server)
    student = join(people, server, code, "<i>me</i>")
    teacher.get_by_role("tab", name="Your own choice").click()
    form = teacher.get_by_role("tabpanel", name="Your own choice")
    form.get_by_label("Question").fill("<img src=x onerror=alert(1)> or <b>bold</b>?")
    form.get_by_label("Option 1").fill("<script>alert(1)</script>")
    form.get_by_label("Option 2").fill("שלום")
    form.get_by_role("button", name="Ask the room").click()
    expect(student.get_by_role("heading")).to_have_text("<img src=x onerror=alert(1)> or <b>bold</b>?")
    student.get_by_label("<script>alert(1)</script>").check()
    student.get_by_role("button", name="Send answer").click()
    expect(teacher.get_by_role("img", name=re.compile("alert.*: 1; שלום: 0"))).to_be_visible()
    expect(teacher.get_by_text("<i>me</i>")).to_be_visible()
    check_screen(student)


def test_a_class_is_an_ensemble(people, server):
    teacher, code = open_room(people, server)
    students = [join(people, server, code) for _ in range(2)]
    teacher.get_by_label("Cell").select_option("GRU")
    teacher.get_by_role("button", name="Let the class start networks").click()
    for k, student in enumerate(students):
        student.get_by_role("button", name="Start my network").click()
        expect(student.locator(".gs-room-network")).to_contain_text(f"Yours has seed {k + 1}.")
    expect(teacher.locator(".gs-room-class")).to_contain_text("2 networks are ready")
    teacher.get_by_role("button", name="Train them now").click()
    expect(teacher.locator(".gs-room-class")).to_contain_text("All are trained", timeout=120_000)
    for student in students:
        expect(student.locator(".gs-room-network")).to_contain_text(re.compile(r"Your network: \d+ % right"))
        check_screen(student)
    check_page(teacher)
    teacher.get_by_role("button", name="Close room").click()
    teacher.get_by_role("button", name="Press again").click()
    expect(students[0].get_by_text("The room is closed.")).to_be_visible()
