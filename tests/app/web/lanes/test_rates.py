"""How fast a caller may go: what is saved up, what comes by the second, what is slowed, refused and told."""

from app.web.lanes.rates import Pace, Rate
from tests.support.waiting import Hand


def test_what_was_saved_up_goes_at_once_and_then_one_a_second() -> None:
    clock = Hand()
    rate = Rate(Pace(5, 1), now=clock)

    at_once = [rate.take("person") for _ in range(6)]
    clock.seconds += 1.0
    later = [rate.take("person") for _ in range(2)]

    assert [verdict.is_refused for verdict in at_once] == [False] * 5 + [True]
    assert at_once[5].wait_seconds == 1.0
    assert [verdict.is_refused for verdict in later] == [False, True]


def test_callers_do_not_share_a_rate() -> None:
    rate = Rate(Pace(1, 1), now=Hand())

    assert [rate.take(caller).is_refused for caller in ("one", "one", "two")] == [False, True, False]


def test_with_patience_each_waits_for_the_one_before_and_who_would_wait_longer_is_refused() -> None:
    rate = Rate(Pace(1, 2), patience_seconds=1.0, now=Hand())

    verdicts = [rate.take("person") for _ in range(5)]

    assert [verdict.wait_seconds for verdict in verdicts] == [0.0, 0.5, 1.0, 1.5, 1.5]
    assert [verdict.is_refused for verdict in verdicts] == [False, False, False, True, True]


def test_excess_is_news_once_until_the_caller_has_rested() -> None:
    clock = Hand()
    rate = Rate(Pace(2, 1), told_at=3, now=clock)

    first = [rate.take("person").is_news for _ in range(10)]
    clock.seconds += 60
    again = [rate.take("person").is_news for _ in range(10)]

    assert first == again == [number == 4 for number in range(10)]


def test_small_things_cost_little() -> None:
    rate = Rate(Pace(2, 1), now=Hand())

    verdicts = [rate.take("person", 0.25) for _ in range(9)]

    assert [verdict.is_refused for verdict in verdicts] == [False] * 8 + [True]


def test_clock_of_callers_without_number_keeps_the_latest() -> None:
    rate = Rate(Pace(1, 0.001), now=Hand())
    for number in range(20_000):
        rate.take(f"address {number}")

    assert len(rate._callers) < 10_000
    assert rate.take("address 19999").is_refused
