from explainer.runs.queue import RunQueue


def make_queue(owners: str, at_once: int = 2, alive: int = 4) -> RunQueue:
    queue = RunQueue(at_once, alive)
    for number, owner in enumerate(owners):
        queue.add(f"{owner}{number}", owner)
    return queue


def started(queue: RunQueue) -> list[str]:
    found = []
    while run := queue.next_run():
        found.append(run)
    return found


def test_runs_start_in_order_up_to_the_limit():
    queue = make_queue("aaaa")
    assert started(queue) == ["a0", "a1"] and queue.positions() == {"a2": 1, "a3": 2}
    queue.remove("a0")
    assert started(queue) == ["a2"] and queue.positions() == {"a3": 1}


def test_a_visitor_without_running_runs_comes_first():
    queue = make_queue("aaaab", at_once=2)
    assert started(queue) == ["a0", "b4"]
    assert queue.positions() == {"a1": 1, "a2": 2, "a3": 3}


def test_positions_are_the_order_in_which_runs_start():
    queue = make_queue("aaabbcab", at_once=1, alive=9)
    assert queue.next_run() == "a0"
    positions = sorted(queue.positions(), key=queue.positions().__getitem__)
    assert positions[0][0] == "b"
    for one in positions:
        queue.at_once += 1
        assert queue.next_run() == one


def test_a_paused_run_frees_its_slot_and_resumes_at_once():
    queue = make_queue("aaa")
    started(queue)
    queue.pause("a0")
    assert started(queue) == ["a2"]
    queue.resume("a0")
    assert set(queue.running) == {"a0", "a1", "a2"} and started(queue) == []


def test_paused_runs_count_towards_the_limit_of_alive_runs():
    queue = make_queue("aaaaaa", at_once=2, alive=3)
    for _ in range(3):
        for run in started(queue):
            queue.pause(run)
    assert len(queue.paused) == 3 and len(queue.waiting) == 3 and started(queue) == []


def test_a_run_whose_device_is_full_lets_others_pass():
    queue = make_queue("aab", at_once=3)
    assert queue.next_run(lambda run: run != "a0") == "b2"
    assert queue.next_run(lambda run: run != "a0") == "a1" and queue.next_run(lambda run: run != "a0") == ""
    assert queue.positions() == {"a0": 1} and queue.next_run() == "a0"
