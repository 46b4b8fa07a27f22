import pytest

from explainer.runs.pace import (
    PROBE_SHARE,
    SAMPLE_INTERVAL,
    SAMPLE_SHARE,
    SEND_INTERVAL,
    Pace,
    is_checkpoint_step,
    thin,
)


def test_checkpoint_steps_are_the_first_and_three_per_decade():
    assert [step for step in range(2001) if is_checkpoint_step(step)] == [
        0,
        1,
        2,
        5,
        10,
        20,
        50,
        100,
        200,
        500,
        1000,
        2000,
    ]


def test_thinning_keeps_the_last_and_spreads_over_the_decades():
    left = thin(range(1, 1001), 10)
    assert len(left) == 10 and left[-1] == 1000
    assert sum(step < 32 for step in left) >= 3
    assert thin([3, 4], 10) == [3, 4] and thin([3, 4, 5], 1) == [5] and thin([], 3) == []


def test_thinning_one_by_one_spreads_over_the_decades_too():
    left: list[int] = []
    for step in range(1, 1001):
        left = thin([*left, step], 20)
    assert len(left) == 20 and left[-1] == 1000 and sum(step < 32 for step in left) >= 4


def test_the_probe_is_due_as_often_as_its_share_of_time_allows():
    pace, now, spent = Pace(), 0.0, 0.0
    while now < 60:
        if now >= pace.probe:
            now, spent = now + 0.03, spent + 0.03
            pace.probe_sent(now, 0.03)
        now += 0.001
    assert spent / 60 < PROBE_SHARE * 1.3


def test_a_slow_first_probe_or_a_single_slow_one_delays_little():
    pace = Pace()
    pace.probe_sent(0.0, 0.5)
    assert pace.probe <= 0.5
    pace = Pace()
    for cost in (0.002, 0.002, 1.0):
        pace.probe_sent(0.0, cost)
    assert pace.probe <= 0.7


def test_a_sample_is_due_once_a_second_and_a_slow_one_as_often_as_its_share_allows():
    for cost in (0.001, 0.04):
        pace, now, count = Pace(), 0.0, 0
        while now < 100:
            if now >= pace.sample:
                now, count = now + cost, count + 1
                pace.sample_sent(now, cost)
            now += 0.001
        assert count * max(SAMPLE_INTERVAL, cost / SAMPLE_SHARE) == pytest.approx(100, rel=0.12)


def test_after_a_new_prompt_a_sample_is_due_soon_but_five_times_a_second_at_most():
    pace = Pace()
    pace.sample_sent(10.0, 0.001)
    assert pace.sample == 10.0 + SAMPLE_INTERVAL
    for _ in range(3):
        pace.sample_wanted()
        assert pace.sample == 10.0 + SEND_INTERVAL
