"""Appending in groups: from many threads, with records that cannot be kept, with people who gave up waiting."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.append import GroupCommitter, append
from app.audit.export import head_mismatch
from app.audit.export import lines as export_lines
from app.audit.models import LedgerHead
from app.audit.vocabulary import Event, EventKind
from app.errors import LedgerUnavailable
from storage.ledger import verify
from tests.support.council import Council


def page(code: str, **detail: str | int) -> Event:
    return Event(EventKind.PAGE_ISSUED, issue_code=code, page=1, detail=dict(detail))


def codes(council: Council) -> list[str]:
    return [entry["code"] for entry in council.ledger("page.issued")]


def assert_chain_is_whole(council: Council) -> None:
    signer = council.services.signer
    with council.services.database.read() as session:
        verdict = verify(export_lines(lambda: nullcontext(session), signer, "test"), [signer.public_pem()], [])
        assert verdict.ok, verdict.sentence
        assert not head_mismatch(session)


def test_records_of_many_threads_are_as_many_as_the_answers_and_make_one_chain(council: Council) -> None:
    ledger = council.services.ledger
    wanted = [f"T{thread:02}-{number:04}" for thread in range(12) for number in range(25)]

    with ThreadPoolExecutor(12) as threads:
        list(threads.map(lambda code: ledger.commit_now(page(code)), wanted))

    assert sorted(codes(council)) == wanted
    assert [entry["seq"] for entry in council.ledger()] == list(range(1, len(council.ledger()) + 1))
    assert_chain_is_whole(council)


def test_two_committers_share_one_chain(council: Council) -> None:
    other = GroupCommitter(council.services.database, wait_ms=1)
    both = (council.services.ledger, other)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: both[number % 2].commit_now(page(f"{number:04}")), range(80)))
    other.close()

    assert sorted(codes(council)) == [f"{number:04}" for number in range(80)]
    assert_chain_is_whole(council)


def test_code_given_before_fails_its_own_request_and_no_other(council: Council) -> None:
    slow = GroupCommitter(council.services.database, wait_ms=150)
    slow.commit_now(page("TAKEN"))

    async def together() -> list[Any]:
        events = [page("A"), page("TAKEN"), page("B"), page("C")]
        return await asyncio.gather(*(slow.commit([event]) for event in events), return_exceptions=True)

    outcomes = asyncio.run(together())
    slow.close()

    assert [type(outcome) for outcome in outcomes] == [type(None), LedgerUnavailable, type(None), type(None)]
    assert codes(council) == ["TAKEN", "A", "B", "C"]
    assert_chain_is_whole(council)


def test_records_of_one_answer_are_kept_together_or_not_at_all(council: Council) -> None:
    slow = GroupCommitter(council.services.database, wait_ms=150)
    slow.commit_now(page("TAKEN"))

    async def together() -> list[Any]:
        answers = [[page("A"), page("B")], [page("C"), page("TAKEN"), page("D")], [page("E")]]
        return await asyncio.gather(*(slow.commit(events) for events in answers), return_exceptions=True)

    outcomes = asyncio.run(together())
    slow.close()

    assert [type(outcome) for outcome in outcomes] == [type(None), LedgerUnavailable, type(None)]
    assert codes(council) == ["TAKEN", "A", "B", "E"]
    assert_chain_is_whole(council)


def test_who_gave_up_waiting_does_not_stop_the_ledger(council: Council) -> None:
    slow = GroupCommitter(council.services.database, wait_ms=2000)

    async def gives_up() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(slow.commit([page("LATE")]), 0.02)

    asyncio.run(gives_up())
    slow.commit_now(page("NEXT"))
    slow.close()

    assert codes(council) == ["NEXT"]


def test_record_that_has_no_form_fails_alone(council: Council) -> None:
    with pytest.raises(LedgerUnavailable):
        council.services.ledger.commit_now(page("X", weight=1.5))  # type: ignore[arg-type]  # what must not come

    council.services.ledger.commit_now(page("Y"))
    assert codes(council) == ["Y"]


def test_database_that_cannot_be_written_fails_everybody_at_once(council: Council) -> None:
    slow = GroupCommitter(council.services.database, wait_ms=150)
    with council.services.database.write() as session:
        session.execute(LedgerHead.__table__.delete())  # type: ignore[attr-defined]  # a Table

    with ThreadPoolExecutor(3) as threads:
        waiting = [threads.submit(slow.commit_now, page(code)) for code in "ABC"]
    slow.close()

    assert {type(one.exception()) for one in waiting} == {LedgerUnavailable}
    assert codes(council) == []


def test_closing_commits_what_waits_and_takes_no_more(council: Council) -> None:
    slow = GroupCommitter(council.services.database, wait_ms=200)
    waiting = threading.Thread(target=slow.commit_now, args=(page("LAST"),))
    waiting.start()
    while slow._queue.empty() and waiting.is_alive() and not codes(council):
        pass

    slow.close()
    waiting.join()

    assert codes(council) == ["LAST"]
    with pytest.raises(LedgerUnavailable):
        slow.commit_now(page("AFTER"))


def test_act_that_is_rolled_back_leaves_no_record(council: Council) -> None:
    from app.audit.append import record

    def fails(session: Session) -> None:
        record(session, Event(EventKind.MEETING_CREATED))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), council.services.database.write() as session:
        fails(session)

    assert council.ledger() == []


@pytest.mark.clause("I 6-1(2)①")
def test_record_and_act_become_durable_together(council: Council) -> None:
    with council.services.database.write() as session:
        append(session, [Event(EventKind.MEETING_CREATED), Event(EventKind.MEETING_PUBLISHED)])

    with council.services.database.read() as session:
        assert session.scalars(select(LedgerHead.seq)).one() == 2
    assert_chain_is_whole(council)
