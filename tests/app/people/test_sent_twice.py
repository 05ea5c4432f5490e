"""The same form sent twice makes one thing, and who ends one of several is told that another goes on."""

from sqlalchemy import func, select

from app.members.models import Delegation, Office
from tests.app.people.test_people import day, end_delegations, of
from tests.support.council import Council


def delegated(council: Council, **changes: object) -> dict[str, object]:
    form = {"person": of(council, "deputy"), "duty": ["permits"], "first_day": day(0), "last_day": day(3)}
    return form | {"reason": "出張のため"} | changes


def rows(council: Council) -> list[Delegation]:
    with council.services.database.read() as unit:
        return list(unit.scalars(select(Delegation).where(Delegation.revoked_at.is_(None))))


def test_delegation_that_is_sent_twice_is_given_once(council: Council) -> None:
    end_delegations(council)
    chair = council.browser("chair")

    first, second = (chair.post("/admin/delegations", delegated(council)) for _ in range(2))
    shorter = chair.post("/admin/delegations", delegated(council, last_day=day(1)))

    assert [answer.status_code for answer in (first, second, shorter)] == [303, 422, 422]
    assert "もう委任しています" in second.text
    assert len(rows(council)) == 1


def test_who_ends_one_delegation_is_told_that_another_goes_on(council: Council) -> None:
    end_delegations(council)
    chair = council.browser("chair")
    chair.post("/admin/delegations", delegated(council))
    chair.post("/admin/delegations", delegated(council, last_day=day(9)))
    one, other = rows(council)

    ended = chair.post(f"/admin/delegations/{one.id}/revoke")
    told = chair.get(ended.headers["location"]).text
    last = chair.post(f"/admin/delegations/{other.id}/revoke")

    assert "別の委任は、まだ続いています" in told
    assert "別の委任" not in chair.get(last.headers["location"]).text
    assert council.browser("deputy").get("/permits/decide").status_code == 403


def test_office_that_somebody_holds_for_the_whole_term_is_not_given_again(council: Council) -> None:
    admin, person = council.browser("admin"), of(council, "member1")
    form = {"role": "executive", "first_day": day(0), "last_day": day(30)}

    first, second = (admin.post(f"/admin/people/{person}/offices", form) for _ in range(2))
    later = admin.post(f"/admin/people/{person}/offices", form | {"last_day": day(60)})

    assert [answer.status_code for answer in (first, second, later)] == [303, 422, 303]
    assert "もう登録されています" in second.text
    with council.services.database.read() as unit:
        held = (Office.person_id == person, Office.role == "executive")
        assert unit.scalar(select(func.count()).select_from(Office).where(*held)) == 2
