"""What is being sent for long: cut off when whoever is sent it may no longer have it; nothing is done for nobody."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from app.audit import export
from app.ledger import views as ledger_views
from app.web import gate
from app.web.refusal import Refused
from tests.app.late.ends import end_of_office, suspend
from tests.app.permits.desk import granted, permits, prepare
from tests.app.permits.lines import fetch_into
from tests.app.reading.shelf import lay
from tests.support.council import Council
from tests.support.slots import bind_all

pytestmark = pytest.mark.rare("answers that take too long; only the lanes move it")


def in_drops(council: Council, happens: Any) -> None:
    """From now on what is opened comes in three pieces, and something happens before the last one."""
    stream = council.services.vault.stream

    def dropped(*arguments: Any) -> Iterator[bytes]:
        whole = b"".join(stream(*arguments))
        yield whole[:500]
        yield whole[500:1000]
        happens()
        yield whole[1000:]

    council.services.vault.stream = dropped  # type: ignore[assignment, method-assign]  # as a large file comes


@pytest.mark.parametrize("end", [suspend, end_of_office])
def test_pdf_stops_coming_when_its_holder_goes(council: Council, monkeypatch: pytest.MonkeyPatch, end: Any) -> None:
    monkeypatch.setattr(gate, "STREAM_SECONDS", 0.0)
    permit_id = granted(council, lay(council))
    member = council.browser("member1")
    prepare(member, permit_id)
    bind_all(council.services)
    in_drops(council, lambda: end(council, "member1"))
    came: list[bytes] = []

    with pytest.raises(Refused):
        fetch_into(came, member, "POST", f"/permits/{permit_id}/download")

    assert len(b"".join(came)) == 1000
    assert council.ledger("access.refused")[-1]["detail"]["action"] == "permit.download"
    assert [permit.uses for permit in permits(council)] == [1]


def test_pdf_comes_whole_to_who_stays(council: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "STREAM_SECONDS", 0.0)
    permit_id = granted(council, lay(council))
    member = council.browser("member1")
    prepare(member, permit_id)
    bind_all(council.services)
    in_drops(council, lambda: None)
    came: list[bytes] = []

    fetch_into(came, member, "POST", f"/permits/{permit_id}/download")

    assert b"".join(came).rstrip().endswith(b"%%EOF")


def test_export_of_the_ledger_stops_coming_when_its_reader_goes(
    council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "STREAM_SECONDS", 0.0)
    monkeypatch.setattr(ledger_views, "_LINES_A_PIECE", 1)
    admin, lines = council.browser("admin"), export.lines

    def some_then_end(*arguments: Any) -> Iterator[str]:
        for number, line in enumerate(lines(*arguments)):
            if number == 2:
                suspend(council, "admin")
            yield line

    monkeypatch.setattr(export, "lines", some_then_end)
    for _ in range(5):
        admin.get("/ledger")
    came: list[bytes] = []

    with pytest.raises(Refused):
        fetch_into(came, admin, "GET", "/ledger/export")

    assert b"".join(came).count(b"\n") == 2


def test_nothing_is_noted_for_somebody_who_was_told_that_it_takes_too_long(
    council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "_LINE_SECONDS", 0.2)
    laid = lay(council)
    member, is_over = council.browser("member1"), threading.Event()
    master, waited = council.services.vault.master, threading.Event()

    def slowly(*arguments: Any, **named: Any) -> Any:
        waited.set()
        assert is_over.wait(10)
        return master(*arguments, **named)

    council.services.vault.master = slowly  # type: ignore[method-assign]  # a page that takes long

    answer = member.fetch(laid.page())
    monkeypatch.undo()  # the second page may take as long as it takes
    is_over.set()
    member.fetch(laid.page(2))

    assert (answer.status_code, waited.is_set()) == (503, True)
    assert [record["page"] for record in council.ledger("page.issued")] == [2]
