"""The line that pages wait in, and the turn that its threads take."""

import threading
import time
from collections.abc import Callable

import pytest

from app.web.lanes.lanes import TooMuchAtOnce
from app.web.lines import CROWD, MOST_PASSED, MOST_WAITING, Lines, Turn
from tests.support.waiting import LONG_SECONDS


class Hold:
    """A job that stays at its work until it is let go."""

    def __init__(self) -> None:
        self.began, self.may_end = threading.Event(), threading.Event()

    def __call__(self) -> None:
        self.began.set()
        self.may_end.wait(LONG_SECONDS)


def held(lines: Lines, *, caller: str = "somebody", is_ahead: bool = False) -> Hold:
    hold = Hold()
    lines.put(hold, caller, is_ahead=is_ahead)
    assert hold.began.wait(LONG_SECONDS)
    return hold


def notes(into: list[str], name: str, done: threading.Event | None = None) -> Callable[[], None]:
    def job() -> None:
        into.append(name)
        if done is not None:
            done.set()

    return job


def test_page_somebody_looks_at_goes_before_pages_fetched_ahead_earlier() -> None:
    lines, order, done = Lines(1), list[str](), threading.Event()
    busy = held(lines)
    lines.put(notes(order, "ahead 1"), "somebody", is_ahead=True)
    lines.put(notes(order, "ahead 2", done), "somebody", is_ahead=True)
    lines.put(notes(order, "looked at"), "somebody", is_ahead=False)

    busy.may_end.set()

    assert done.wait(LONG_SECONDS)
    assert order == ["looked at", "ahead 1", "ahead 2"]


def test_pages_fetched_ahead_leave_threads_for_the_page_somebody_looks_at() -> None:
    lines, looked_at = Lines(3), threading.Event()
    ahead = held(lines, is_ahead=True)
    more = [Hold() for _ in range(5)]
    for hold in more:
        lines.put(hold, "somebody", is_ahead=True)

    lines.put(looked_at.set, "somebody", is_ahead=False)

    assert looked_at.wait(LONG_SECONDS)
    assert not any(hold.began.is_set() for hold in more)
    ahead.may_end.set()
    for hold in more:
        hold.may_end.set()
        assert hold.began.wait(LONG_SECONDS)


def test_no_more_jobs_run_at_once_than_the_line_is_wide() -> None:
    lines, fourth = Lines(3), threading.Event()
    holds = [held(lines, caller=name) for name in ("one", "two", "three")]
    lines.put(fourth.set, "somebody", is_ahead=False)

    assert not fourth.wait(0.1)
    holds[0].may_end.set()
    assert fourth.wait(LONG_SECONDS)
    for hold in holds:
        hold.may_end.set()


def test_who_asks_for_many_pages_costs_the_next_one_a_single_pages_time() -> None:
    lines, order, done = Lines(1), list[str](), threading.Event()
    busy = held(lines, caller="greedy")
    for number in range(20):
        lines.put(notes(order, f"greedy {number}"), "greedy", is_ahead=False)
    lines.put(notes(order, "modest"), "modest", is_ahead=False)
    lines.put(notes(order, "last", done), "greedy", is_ahead=False)

    busy.may_end.set()

    assert done.wait(LONG_SECONDS)
    assert order.index("modest") <= 1
    assert order[-1] == "last"


def test_one_caller_leaves_a_thread_for_the_others() -> None:
    lines, other, third = Lines(3), threading.Event(), threading.Event()
    holds = [held(lines, caller="greedy") for _ in range(2)]
    lines.put(third.set, "greedy", is_ahead=False)
    lines.put(other.set, "modest", is_ahead=False)

    assert other.wait(LONG_SECONDS)
    assert not third.is_set()
    holds[0].may_end.set()
    assert third.wait(LONG_SECONDS)
    holds[1].may_end.set()


def test_caller_with_a_crowd_in_the_line_has_one_thread() -> None:
    lines = Lines(3)
    crowd = [held(lines, caller="crowd") for _ in range(2)]  # as long as there are few
    crowd += [Hold() for _ in range(CROWD + 1)]
    for hold in crowd[2:]:
        lines.put(hold, "crowd", is_ahead=False)

    crowd[0].may_end.set()
    others = [held(lines, caller=f"reader {number}") for number in range(2)]

    assert not crowd[2].began.is_set()
    for hold in (*others, *crowd):
        hold.may_end.set()
    assert all(hold.began.wait(LONG_SECONDS) for hold in crowd)


def test_crowd_comes_after_pages_that_others_fetch_ahead_but_is_not_forgotten() -> None:
    lines, order, done = Lines(1), list[str](), threading.Event()
    busy = held(lines, caller="somebody")
    for _ in range(CROWD + 1):
        lines.put(notes(order, "crowd"), "crowd", is_ahead=False)
    lines.put(notes(order, "last", done), "crowd", is_ahead=False)
    for number in range(MOST_PASSED):
        lines.put(notes(order, "reader"), f"reader {number}", is_ahead=number % 2 == 1)
    for _ in range(2):
        lines.put(notes(order, "late"), "reader", is_ahead=True)

    busy.may_end.set()

    assert done.wait(LONG_SECONDS)
    assert order[: MOST_PASSED + 3] == ["reader"] * MOST_PASSED + ["crowd", "late", "late"]
    assert order[MOST_PASSED + 3 :] == ["crowd"] * CROWD + ["last"]


def test_caller_with_too_many_in_the_line_is_told() -> None:
    lines = Lines(1)
    busy = held(lines, caller="greedy")
    for _ in range(MOST_WAITING):
        lines.put(lambda: None, "greedy", is_ahead=False)

    with pytest.raises(TooMuchAtOnce):
        lines.put(lambda: None, "greedy", is_ahead=False)

    busy.may_end.set()


def test_many_jobs_from_many_threads_are_all_done() -> None:
    lines, done, most = Lines(3), list[str](), 400
    last = threading.Event()

    def count() -> None:
        done.append("x")
        if len(done) == most:
            last.set()

    def give() -> None:
        for number in range(most // 4):
            lines.put(count, f"person {number % 3}", is_ahead=number % 2 == 0)

    givers = [threading.Thread(target=give) for _ in range(4)]
    for giver in givers:
        giver.start()

    assert last.wait(LONG_SECONDS), len(done)


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody gives the turn up because the one who has it is not let run by the machine."""
    monkeypatch.setattr("app.web.lines._PATIENCE_SECONDS", LONG_SECONDS)


@pytest.mark.usefixtures("patience")
def test_threads_take_their_turns_one_at_a_time() -> None:
    turn, inside, most = Turn(), [0], [0]

    def work() -> None:
        for _ in range(20):
            with turn.taken():
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                time.sleep(0.0001)
                inside[0] -= 1

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONG_SECONDS)

    assert most == [1]


@pytest.mark.usefixtures("patience")
def test_who_steps_aside_lets_another_have_the_turn_and_gets_it_back() -> None:
    turn, came_in, may_go = Turn(), threading.Event(), threading.Event()

    def other() -> None:
        with turn.taken():
            came_in.set()
            may_go.wait(LONG_SECONDS)

    with turn.taken():
        thread = threading.Thread(target=other)
        thread.start()
        with turn.aside():
            assert came_in.wait(LONG_SECONDS)
            may_go.set()
            thread.join(LONG_SECONDS)
        assert not turn._lock.acquire(blocking=False)

    assert turn._lock.acquire(blocking=False)


def test_holder_that_is_stuck_does_not_keep_others_from_working() -> None:
    turn, went_on, may_end = Turn(), threading.Event(), threading.Event()

    def stuck() -> None:
        with turn.taken():
            may_end.wait(LONG_SECONDS)

    holder = threading.Thread(target=stuck)
    holder.start()
    while not turn._lock.locked():
        time.sleep(0.001)

    def other() -> None:
        with turn.taken(), turn.aside():
            went_on.set()

    threading.Thread(target=other).start()

    assert went_on.wait(LONG_SECONDS)
    assert turn._lock.locked(), "who went on without the turn must not have given away another's"
    may_end.set()
    holder.join(LONG_SECONDS)
    assert not turn._lock.locked()


@pytest.mark.usefixtures("patience")
def test_long_work_takes_its_turn_after_all_pages_that_wait() -> None:
    turn, order = Turn(), list[str]()

    def page() -> None:
        with turn.taken():
            order.append("page")

    def search() -> None:
        with turn.behind():
            order.append("search")

    threads = [threading.Thread(target=work) for work in (search, page, page, page)]
    with turn.taken():
        with turn.behind():  # who has the turn waits for nobody
            threads[0].start()
        time.sleep(0.02)  # the search would be the first in the lock's own queue by now
        for thread in threads[1:]:
            thread.start()
        while turn._waiting < 3:
            time.sleep(0.001)
    for thread in threads:
        thread.join(LONG_SECONDS)

    assert order == ["page", "page", "page", "search"]
