from explainer.runs.queue import Line


def filled(owners: str, at_once: int = 2, alive: int = 4) -> Line:
    line = Line(at_once, alive)
    for number, owner in enumerate(owners):
        line.join(f"{owner}{number}", owner)
    return line


def called(line: Line) -> list[str]:
    found = []
    while run := line.call():
        found.append(run)
    return found


def test_first_come_first_served_up_to_the_limit():
    line = filled("aaaa")
    assert called(line) == ["a0", "a1"] and line.places() == {"a2": 1, "a3": 2}
    line.leave("a0")
    assert called(line) == ["a2"] and line.places() == {"a3": 1}


def test_who_trains_nothing_comes_before_who_trains_much():
    line = filled("aaaab", at_once=2)
    assert called(line) == ["a0", "b4"]
    assert line.places() == {"a1": 1, "a2": 2, "a3": 3}


def test_the_places_are_the_order_in_which_runs_are_called():
    line = filled("aaabbcab", at_once=1, alive=9)
    assert line.call() == "a0"
    told = sorted(line.places(), key=line.places().__getitem__)
    assert told[0][0] == "b"
    for one in told:
        line.at_once += 1
        assert line.call() == one


def test_a_paused_run_gives_its_turn_up_and_goes_on_at_once():
    line = filled("aaa")
    called(line)
    line.pause("a0")
    assert called(line) == ["a2"]
    line.resume("a0")
    assert set(line.running) == {"a0", "a1", "a2"} and called(line) == []


def test_paused_runs_do_not_fill_the_machine():
    line = filled("aaaaaa", at_once=2, alive=3)
    for _ in range(3):
        for run in called(line):
            line.pause(run)
    assert len(line.paused) == 3 and len(line.waiting) == 3 and called(line) == []
