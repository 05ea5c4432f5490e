"""What somebody does by SQL to the rows of offices: no act of one person follows from it, and nobody loses by it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from app import clock, days
from app.access.decisions import Denied
from app.access.roles import Role
from app.auth.alarms.models import Alarm
from app.auth.factors.strength import PASSKEY
from app.auth.sessions import acts as sessions
from app.db import microseconds
from app.members import offices
from app.members.delegation import carried_by
from app.members.people import as_if_present, offices_now
from app.proposals.models import Proposal
from tests.support.council import Browser, Council
from tests.support.shown import second_word

pytestmark = pytest.mark.rare("rows that were changed by SQL; only seals move it")

HIDING = (
    "UPDATE office SET ends_at = starts_at WHERE role = 'chair'",
    "UPDATE office SET role = 'member' WHERE role = 'chair'",
    "UPDATE office SET person_id = (SELECT id FROM person WHERE login = 'member1') WHERE role = 'chair'",
)


def sql(council: Council, statement: str, **values: object) -> None:
    """As somebody does who holds the database and not the keys."""
    with council.services.database.engine.begin() as connection:
        connection.execute(text(statement), values)


def altered(council: Council) -> list[dict[str, Any]]:
    council.services.findings.close()
    return council.ledger("evidence.altered")


def strong(council: Council, login: str) -> Browser:
    return council.browser(login, strong_with=PASSKEY)


@pytest.mark.parametrize("hiding", HIDING)
def test_chair_whose_office_is_hidden_by_sql_keeps_the_letter_from_one_person(council: Council, hiding: str) -> None:
    admin, chair = strong(council, "admin"), council.people["chair"].id
    sql(council, hiding)

    answer = admin.post(f"/admin/people/{chair}/letters", {})

    assert answer.status_code == 409
    assert "書き換えられた疑い" in answer.text
    assert council.ledger("access.refused")[-1]["detail"]["reason"] == "altered"
    assert len(altered(council)) == 1
    with council.services.database.read() as unit:
        assert "altered" in {alarm.kind for alarm in unit.scalars(select(Alarm))}


def test_chairs_word_stays_the_chairs_while_the_office_is_hidden_by_sql(council: Council) -> None:
    admin, clerk = strong(council, "admin"), council.people["clerk1"].id
    fields = {"role": "administrator", "first_day": str(days.today()), "last_day": "", "scope": "", "reason": "異動"}
    assert admin.post(f"/admin/people/{clerk}/power", fields).status_code == 303
    with council.services.database.read() as unit:
        change = unit.scalars(select(Proposal.id)).one()
    deputy = strong(council, "deputy")
    here = f"/admin/offices/{change}/decide"
    seen = second_word(council, here)
    sql(council, HIDING[0])

    assert deputy.post(here, seen).status_code in {403, 409}
    with council.services.database.read() as unit:
        assert unit.scalars(select(Proposal.state)).one() == "asked"
    assert len(altered(council)) == 1


def test_place_that_was_emptied_by_sql_is_given_to_nobody(council: Council) -> None:
    sql(council, HIDING[0])

    with council.services.database.read() as unit, pytest.raises(Denied):
        offices.crowded(unit, Role.CHAIR, clock.now(), None, administrators=3)


def test_office_by_sql_lets_nobody_ask_work_or_give_duties(council: Council) -> None:
    with council.services.database.read() as unit:
        deputy = council.people["deputy"].id
        assert carried_by(unit, deputy, frozenset({Role.DEPUTY})).actions
    sql(council, "UPDATE office SET starts_at = starts_at - 1 WHERE role = 'chair'")
    sql(council, "UPDATE office SET role = 'administrator' WHERE role = 'member'")

    with council.services.database.read() as unit:
        assert not carried_by(unit, deputy, frozenset({Role.DEPUTY})).actions
        assert Role.ADMINISTRATOR not in offices_now(unit, council.people["member1"].id)
        assert as_if_present(unit, council.people["member2"].id).person_id is None


def test_untouched_rows_decide_as_ever(council: Council) -> None:
    with council.services.database.read() as unit:
        assert offices.holders(unit, Role.CHAIR) == {council.people["chair"].id}
        assert offices.is_chair(unit, council.people["chair"].id)
        assert not offices.holds_power(unit, council.people["member1"].id)
        assert offices.crowded(unit, Role.CHAIR, clock.now(), clock.now() + timedelta(days=1), administrators=3)


def test_reset_that_was_confirmed_by_sql_gives_no_letter(council: Council) -> None:
    admin, chair = strong(council, "admin"), council.people["chair"].id
    with council.services.database.write() as unit:
        asked = Proposal(
            kind="factor_reset",
            subject=chair,
            payload="{}",
            asked_by=council.people["deputy"].id,
            asked_at=clock.now(),
        )
        unit.add(asked)
    confirming = "UPDATE proposal SET state = 'confirmed', decided_at = :moment, decided_by = :by"
    sql(council, confirming, moment=microseconds(clock.now()), by=council.people["clerk1"].id)

    assert admin.post(f"/admin/people/{chair}/letters", {}).status_code == 403
    assert len(altered(council)) == 1


def test_suspension_that_was_undone_by_sql_lets_nobody_in(council: Council) -> None:
    member = council.people["member1"].id
    asked = council.browser("chair").post(f"/admin/people/{member}/suspend", {"reason": "不正の疑い"})
    assert asked.status_code == 303
    sql(council, "UPDATE person SET state = 'active' WHERE login = 'member1'")

    assert council.browser("member1").get("/").status_code in {302, 303, 401}
    assert altered(council)[0]["detail"]["name"] == f"person/{member}"


@pytest.mark.parametrize("edit", ["has_accommodation = true", "seat_number = 99"], ids=["read aloud", "another's mark"])
def test_person_whose_row_was_edited_by_sql_reads_nothing(council: Council, edit: str) -> None:
    member = council.browser("member1")
    assert member.get("/").status_code == 200
    sql(council, f"UPDATE person SET {edit} WHERE login = 'member1'")  # noqa: S608 - of the lines above

    assert member.get("/").status_code in {302, 303, 401}
    assert len(altered(council)) == 1


def swap_two_people(council: Council) -> None:
    """ID, name and title of member1 stand on the account of member2, and the other way round."""
    first, second = (council.people[login] for login in ("member1", "member2"))
    sql(council, "UPDATE person SET login = 'x' WHERE id = :id", id=first.id)
    for to, of in ((second, first), (first, second)):
        words = {"login": of.login, "name": of.name, "title": of.title}
        sql(council, "UPDATE person SET login = :login, name = :name, title = :title WHERE id = :id", id=to.id, **words)


def test_wrong_account_under_a_right_name_gets_no_office(council: Council) -> None:
    admin, chair, wrong = strong(council, "admin"), strong(council, "chair"), council.people["member2"].id
    admin.get("/admin/people")
    swap_two_people(council)
    wanted = {"role": "clerk", "first_day": str(days.today()), "last_day": "", "reason": "書記に", "scope": ""}
    admin.post(f"/admin/people/{wrong}/power", wanted)
    with council.services.database.read() as unit:
        asked = unit.scalars(select(Proposal.id).where(Proposal.subject == wrong)).first()

    if asked is not None:
        here = f"/admin/offices/{asked}/decide"
        assert chair.post(here, second_word(council, here)).status_code == 409

    with council.services.database.read() as unit:
        assert offices_now(unit, wrong) == {Role.MEMBER}
    assert f"person/{wrong}" in {found["detail"]["name"] for found in altered(council)}


@pytest.mark.parametrize(("path", "form"), [("letters", {}), ("reset", {"reason": "なくした"})])
def test_wrong_account_under_a_right_name_gets_no_letter(council: Council, path: str, form: dict[str, str]) -> None:
    admin, wrong = strong(council, "admin"), council.people["member2"].id
    swap_two_people(council)

    answer = admin.post(f"/admin/people/{wrong}/{path}", form)

    assert answer.status_code == 409
    assert "書き換えられた疑い" in answer.text


TURNING = (
    "UPDATE session SET person_id = :chair WHERE id = :session",
    "UPDATE session SET strong_with = 'passkey' WHERE id = :session AND :chair <> ''",
    "UPDATE session SET strong_at = strong_at + 1000000 WHERE id = :session AND :chair <> ''",
    "UPDATE session SET created_at = created_at + 1000000 WHERE id = :session AND :chair <> ''",
    "UPDATE session SET renewed_at = renewed_at + 1000000 WHERE id = :session AND :chair <> ''",
    "UPDATE device SET person_id = :chair WHERE id = (SELECT device_id FROM session WHERE id = :session)",
)


def test_session_that_was_ended_is_not_opened_again_by_sql(council: Council) -> None:
    member = council.browser("member1")
    assert member.get("/account").status_code == 200
    with council.services.database.write() as unit:
        sessions.end_all_sessions(unit, council.people["member1"].id, "suspended")
    sql(council, "UPDATE session SET ended_at = NULL WHERE id = :session", session=member.session_id)

    assert member.get("/account").status_code in {302, 303, 401}
    assert altered(council)[0]["detail"]["name"] == f"session/{member.session_id}"
    with council.services.database.write() as unit:  # such a one can still be ended
        assert sessions.end_all_sessions(unit, council.people["member1"].id, "suspended") == 1


@pytest.mark.parametrize("turning", TURNING)
def test_session_or_device_that_was_turned_by_sql_shows_nothing(council: Council, turning: str) -> None:
    clerk = council.browser("clerk1")
    assert clerk.get("/account").status_code == 200
    sql(council, turning, chair=council.people["chair"].id, session=clerk.session_id)

    assert clerk.get("/account").status_code in {302, 303, 401}
    assert clerk.get("/admin/delegations").status_code in {302, 303, 401}
    assert len(altered(council)) == 1
