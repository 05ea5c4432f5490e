"""Nobody waits in line for a server that does not answer."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from storage.breaker import Breaker
from storage.store import Missing, Unavailable
from tests.support.waiting import Hand


def fails(breaker: Breaker) -> None:
    with pytest.raises(Unavailable), breaker.reading("a"):
        raise Unavailable("a", "time-out")


def is_refused_at_once(breaker: Breaker) -> bool:
    """With room in the crowd nobody waits for a place, and there is nothing else to wait for."""
    assert len(breaker._waiting) < breaker._crowd
    try:
        with breaker.reading("a"):
            return False
    except Unavailable:
        return True


@contextmanager
def somebody_waiting(breaker: Breaker) -> Iterator[None]:
    """A reader in a thread of its own who gets no answer until the block ends."""
    is_over, is_in = threading.Event(), threading.Event()

    def wait() -> None:
        with breaker.reading("slow"):
            is_in.set()
            is_over.wait(60)

    thread = threading.Thread(target=wait)
    thread.start()
    assert is_in.wait(60)
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def test_after_two_calls_without_an_answer_nobody_is_let_through_for_a_while() -> None:
    hand = Hand()
    breaker = Breaker(crowd=4, patience_seconds=5, rest_seconds=3, now=hand)

    fails(breaker)
    assert not is_refused_at_once(breaker), "one failure is nothing, and the answer to this call clears it"
    fails(breaker)
    fails(breaker)

    assert is_refused_at_once(breaker)
    with pytest.raises(Unavailable):
        breaker.check("a")
    hand.seconds += 2.9
    assert is_refused_at_once(breaker)
    hand.seconds += 0.2
    breaker.check("a")
    assert not is_refused_at_once(breaker)
    assert not breaker.is_resting


def test_while_one_call_tries_the_others_are_refused() -> None:
    hand = Hand()
    breaker = Breaker(crowd=4, patience_seconds=5, rest_seconds=3, now=hand)
    fails(breaker)
    fails(breaker)
    hand.seconds += 3.1

    with somebody_waiting(breaker):
        assert is_refused_at_once(breaker)

    assert not is_refused_at_once(breaker)


def test_a_try_that_fails_begins_another_rest() -> None:
    hand = Hand()
    breaker = Breaker(crowd=4, patience_seconds=5, rest_seconds=3, now=hand)
    fails(breaker)
    fails(breaker)
    hand.seconds += 3.1

    fails(breaker)

    assert is_refused_at_once(breaker)


def test_an_answer_that_says_no_is_an_answer() -> None:
    breaker = Breaker(crowd=4, patience_seconds=5)
    fails(breaker)

    with pytest.raises(Missing), breaker.reading("a"):
        raise Missing("a")
    fails(breaker)

    assert not breaker.is_resting


def test_readers_who_come_while_others_wait_in_vain_are_refused_at_once() -> None:
    hand = Hand()
    breaker = Breaker(crowd=4, patience_seconds=5, now=hand)

    with somebody_waiting(breaker):
        assert not is_refused_at_once(breaker), "the other has waited no time yet"
        hand.seconds += 5.1
        assert is_refused_at_once(breaker)
        breaker.worked()
        assert not is_refused_at_once(breaker), "slow is not silent"


def test_a_crowd_waits_for_room_and_not_longer_than_its_patience_lasts() -> None:
    breaker = Breaker(crowd=1, patience_seconds=0.2)

    with somebody_waiting(breaker), pytest.raises(Unavailable), breaker.reading("a"):
        raise AssertionError("there was no room")


def test_who_waits_in_a_crowd_goes_in_as_soon_as_there_is_room() -> None:
    breaker = Breaker(crowd=1, patience_seconds=60)

    with somebody_waiting(breaker):
        entered = threading.Event()

        def enter() -> None:
            with breaker.reading("b"):
                entered.set()

        thread = threading.Thread(target=enter)
        thread.start()
        assert not entered.wait(0.05)
    thread.join()

    assert entered.is_set()
