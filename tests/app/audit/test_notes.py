"""Who acts, and what an act's note holds; what stands in the ledger is read back from it."""

from dataclasses import replace
from datetime import UTC, datetime

from app.access.facts import Actor
from app.access.roles import Role
from app.audit.notes import COMMAND_LINE, SYSTEM, By, RecordSubject, event, note
from app.audit.vocabulary import EventKind
from storage.ledger import canonical
from tests.support.council import Council

DEPUTY = By(Actor("deputy-id", frozenset({Role.DEPUTY}), acting_for="chair-id"), "session-id", "192.0.2.1", "chair-id")


def noted(
    council: Council, by: By, kind: EventKind, about: RecordSubject, **detail: str | int | None
) -> dict[str, object]:
    """The record of one act, without its moment and number."""
    with council.services.database.write() as unit:
        note(unit, by, kind, about, **detail)
    record = council.ledger()[-1]
    return {name: value for name, value in record.items() if name not in {"at", "seq"}}


def test_act_by_delegation_says_in_whose_place(council: Council) -> None:
    about = RecordSubject("material-id", "version-id", detail={"permit": "令和8年 第1号"})

    assert noted(council, DEPUTY, EventKind.PERMIT_DECIDED, about, decision="granted") == {
        "kind": "permit.decided",
        "actor": "deputy-id",
        "session": "session-id",
        "address": "192.0.2.1",
        "material": "material-id",
        "version": "version-id",
        "detail": {"permit": "令和8年 第1号", "decision": "granted", "acting_for": "chair-id"},
    }


def test_record_has_the_bytes_it_had_when_each_act_put_its_own_together() -> None:
    about = RecordSubject("material-id", "version-id", detail={"permit": "令和8年 第1号"})

    decided = event(
        DEPUTY,
        EventKind.PERMIT_DECIDED,
        about,
        decision="granted",
        reason="",
        until="2026-12-04 17:00",
        max_uses=2,
    )

    body = replace(decided, at=datetime(2026, 12, 1, tzinfo=UTC)).body()
    assert canonical(body).decode() == (
        '{"actor":"deputy-id","address":"192.0.2.1","at":1796083200000000,"detail":{"acting_for":"chair-id",'
        '"decision":"granted","max_uses":2,"permit":"令和8年 第1号","reason":"","until":"2026-12-04 17:00"},'
        '"kind":"permit.decided","material":"material-id","session":"session-id","version":"version-id"}'
    )


def test_act_of_somebodys_own_says_nothing_of_the_chair_they_could_act_for(council: Council) -> None:
    own = By(DEPUTY.actor, "session-id", "192.0.2.1")

    assert noted(council, own, EventKind.PASSWORD_CHANGED, RecordSubject()) == {
        "kind": "factor.password_changed",
        "actor": "deputy-id",
        "session": "session-id",
        "address": "192.0.2.1",
    }


def test_session_that_was_ended_stands_in_place_of_the_one_that_ended_it(council: Council) -> None:
    ended = noted(council, DEPUTY, EventKind.SESSION_ENDED, RecordSubject(session_id="other-id"), because="not_mine")

    assert ended["session"] == "other-id"


def test_detail_of_the_act_stands_before_one_of_its_subject(council: Council) -> None:
    about = RecordSubject(detail={"title": "予算書", "what": "readers"})

    assert noted(council, SYSTEM, EventKind.MATERIAL_CHANGED, about, title="予算書（案）")["detail"] == {
        "title": "予算書（案）",
        "what": "readers",
    }


def test_programs_act_as_nobody(council: Council) -> None:
    by_job = noted(council, SYSTEM, EventKind.MATERIAL_READY, RecordSubject("material-id"))
    by_hand = noted(council, COMMAND_LINE, EventKind.DEVICE_APPROVED, RecordSubject())

    assert by_job == {"kind": "material.ready", "material": "material-id"}
    assert by_hand == {"kind": "device.approved", "address": "command line"}
