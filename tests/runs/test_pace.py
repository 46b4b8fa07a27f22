from explainer.runs.pace import LOOK_SHARE, Pace, is_spaced, thin


def test_weights_are_kept_at_the_start_and_three_times_a_decade():
    assert [step for step in range(2001) if is_spaced(step)] == [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000]


def test_thinning_keeps_the_last_and_spreads_over_the_decades():
    left = thin(range(1, 1001), 10)
    assert len(left) == 10 and left[-1] == 1000
    assert sum(step < 32 for step in left) >= 3
    assert thin([3, 4], 10) == [3, 4] and thin([3, 4, 5], 1) == [5] and thin([], 3) == []


def test_one_at_a_time_comes_to_the_same_spread():
    left: list[int] = []
    for step in range(1, 1001):
        left = thin([*left, step], 20)
    assert len(left) == 20 and left[-1] == 1000 and sum(step < 32 for step in left) >= 4


def test_a_look_comes_as_often_as_its_share_allows():
    pace, now, spent = Pace(), 0.0, 0.0
    while now < 60:
        if now >= pace.look:
            now, spent = now + 0.03, spent + 0.03
            pace.looked(now, 0.03)
        now += 0.001
    assert spent / 60 < LOOK_SHARE * 1.3


def test_a_cold_first_look_and_a_hiccup_put_nothing_off_for_long():
    pace = Pace()
    pace.looked(0.0, 0.5)
    assert pace.look <= 0.5
    pace = Pace()
    for cost in (0.002, 0.002, 1.0):
        pace.looked(0.0, cost)
    assert pace.look <= 0.7
