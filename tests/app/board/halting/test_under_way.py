"""緊急停止 (6-5(2)): what is under way when it begins ends: answers, uploads, sockets, jobs."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from app.access.stops.halting import HaltDepth
from app.audit.notes import By
from app.jobs.models import Job
from app.jobs.registry import Registry
from app.jobs.shifts import Shift
from app.jobs.slots import Slot
from app.kinds.jobs import KINDS
from app.main import build
from app.materials.intake import acts as intake
from app.materials.models import Version
from app.permits.booklets import binding
from app.permits.booklets import jobs as booklet_jobs
from app.permits.booklets.models import Booklet
from app.services import open_services
from app.web import bodies, gate
from app.web.live import hub
from app.web.refusal import Refused
from app.worker import OF_PERMITS, is_held
from tests.app.board.halting.stopping import ALL, READING, lifted, stop_beside
from tests.app.late.test_long_answers import in_drops
from tests.app.live.hearing import AT_ONCE_SECONDS, settled
from tests.app.permits.desk import fetch, granted, permits, prepare
from tests.app.permits.lines import fetch_into
from tests.app.reading.shelf import lay
from tests.support.council import Council
from tests.support.slots import bind_all, bindery_of
from tests.support.sockets import served


def test_looks_come_often_enough_to_end_within_two_seconds() -> None:
    assert max(gate.STREAM_SECONDS, bodies.LOOK_SECONDS, hub.SWEEP_SECONDS) <= 1.0


@pytest.mark.parametrize("depth", [READING, ALL])
def test_pdf_under_way_stops_coming(council: Council, monkeypatch: pytest.MonkeyPatch, depth: str) -> None:
    monkeypatch.setattr(gate, "STREAM_SECONDS", 0.0)
    permit = granted(council, lay(council))
    member = council.browser("member1")
    prepare(member, permit)
    bind_all(council.services)
    in_drops(council, lambda: stop_beside(council, depth))
    came: list[bytes] = []

    with pytest.raises(Refused):
        fetch_into(came, member, "POST", f"/permits/{permit}/download")

    assert len(b"".join(came)) == 1000
    assert [one.uses for one in permits(council)] == [1]


def test_upload_under_way_ends_and_leaves_nothing(council: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "LOOK_SECONDS", 0.0)
    clerk = By.person(council.people["clerk1"].id)
    with council.services.database.write() as unit:
        _, version = intake.register(unit, clerk, title="議案", file_name="gian.pdf")

    def drops() -> Iterator[bytes]:
        yield b"%PDF-1.7\n" + b"x" * 5000
        stop_beside(council, ALL)
        yield b"y" * 5000
        yield b"z" * 5000

    sent = council.browser("clerk1").put(f"/prepare/versions/{version.id}/file", drops())

    assert sent.status_code == 423
    with council.services.database.read() as unit:
        kept = unit.get_one(Version, version.id)
        assert (kept.state, kept.sealed_key) == ("failed", None)


@pytest.mark.clause("I 6-5(2)")
def test_every_open_screen_is_closed_by_a_full_stop_and_says_why(council: Council) -> None:
    with served(council) as hall:
        tablets = [council.browser(login) for login in ("member1", "admin")]
        with hall.line(tablets[0]) as member, hall.line(tablets[1]) as admin:
            settled(member, "prove")
            settled(admin, "prove")

            stop_beside(council, ALL)

            for line in (member, admin):
                code, said = line.wait_end(AT_ONCE_SECONDS)
                assert code == 4401
                assert said["end"]["sentence"] == HaltDepth.ALL.sentence
                assert said["end"]["action_href"] == "/halt"
        with hall.line(council.browser("member2")) as late:
            assert late.wait_end()[1]["end"]["code"] == "S510"


def test_open_papers_and_pages_hear_of_frozen_reading_and_of_its_end(council: Council) -> None:
    laid = lay(council)
    with served(council) as hall, hall.line(council.browser("member1"), path=f"/live?paper={laid.material}") as line:
        settled(line, "paper", "halt")

        stop_beside(council, READING)

        heard = line.hear()
        while "halt" not in heard or "paper" not in heard:
            heard |= line.hear()
        assert heard["halt"]["sentence"] == HaltDepth.READING.sentence
        lifted(council)
        heard = line.hear()
        while "halt" not in heard:
            heard = line.hear()
        assert heard["halt"]["sentence"] == ""


def binding_slot(council: Council) -> Slot:
    """The worker's slot for permits' PDFs, held as the worker holds it."""
    services = council.services
    handled = Registry(booklet_jobs.KINDS, binding.handlers(bindery_of(services)))
    return Slot(Shift(services.database, handled.urgent, is_held=is_held), handled, name="binding")


@pytest.mark.parametrize("depth", [READING, ALL])
def test_no_pdf_is_bound_while_it_is_stopped_and_all_are_afterwards(council: Council, depth: str) -> None:
    permit = granted(council, lay(council))
    member = council.browser("member1")
    prepare(member, permit)
    slot = binding_slot(council)

    stop_beside(council, depth)

    assert slot.run_one() is False
    lifted(council)
    assert slot.run_one() is True
    assert fetch(member, permit).status_code == 200


def test_binding_under_way_keeps_nothing_and_goes_back(council: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    permit = granted(council, lay(council))
    prepare(council.browser("member1"), permit)
    slot, is_first = binding_slot(council), [True]
    issue = council.services.stamper.issue

    def stops_first(*arguments: Any, **options: Any) -> Any:
        if is_first.pop() if is_first else False:
            stop_beside(council, READING)
        return issue(*arguments, **options)

    monkeypatch.setattr(council.services.stamper, "issue", stops_first)

    assert slot.run_one() is True
    with council.services.database.read() as unit:
        job = unit.scalars(select(Job)).one()
        assert (job.state, job.attempts) == ("queued", 0)
        assert unit.scalars(select(Booklet)).one().state == "asked"


@pytest.mark.parametrize(("depth", "works"), [(READING, True), (ALL, False)])
def test_papers_are_converted_while_reading_is_frozen_and_not_while_all_is_stopped(
    council: Council, depth: str, *, works: bool
) -> None:
    stop_beside(council, depth)

    with council.services.database.read() as unit:
        held = {kind.name for kind in KINDS if is_held(unit, kind)}

    of_permits = {kind.name for kind in OF_PERMITS}
    assert held == (of_permits if works else {kind.name for kind in KINDS})


def test_stop_outlives_a_restart(council: Council) -> None:
    stop_beside(council, ALL)

    services = open_services(council.settings)
    try:
        again = Council(council.settings, services, build(services), council.people, council.groups, council.portal)
        assert again.browser("member1").get("/account").status_code == 423
    finally:
        services.close()
