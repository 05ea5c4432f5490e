"""What a screen of people showed is what its button does: others have changed something in the meantime."""

import re
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app import clock, days
from app.members.models import GroupMember, Office, Person
from tests.app.people.test_importing import carried_out, sent
from tests.support.council import Browser, Council


def made_from(page: Any, action: str) -> str:
    """The mark in the form with this action."""
    found: list[str] = re.findall(rf'action="{action}".*?name="made_from" value="([^"]+)"', page.text, re.DOTALL)
    return found[0]


def listed(council: Council) -> str:
    """The line of the list that says of member1 what is registered."""
    with council.services.database.write() as unit:
        office = unit.scalars(select(Office).where(Office.person_id == council.people["member1"].id)).one()
        office.starts_at = clock.now() - timedelta(days=300)
        first = str(days.first_day(office.starts_at))
        one = unit.get_one(Person, council.people["member1"].id)
        seat = one.seat_number or ""
        return f"{one.login},{one.name},{one.kana},{one.title},{seat},議員,委員会 finance,{first},"


def retire(browser: Browser, person_id: str) -> None:
    yesterday = str(clock.jst(clock.now()).date() - timedelta(days=1))
    assert browser.post(f"/admin/people/{person_id}/retire", {"last_day": yesterday}).status_code == 303


def test_list_that_changed_nothing_gives_no_office_back_to_somebody_who_retired_since(council: Council) -> None:
    admin, person_id = council.browser("admin"), council.people["member1"].id
    group = council.gather("finance", "member1").id
    report = sent(admin, listed(council))
    assert "変更なし 1 人" in report.text
    retire(admin, person_id)
    admin.post(f"/admin/groups/{group}", {"name": "委員会 finance", "seen": [person_id], "person": []})

    answer = carried_out(admin, report)

    assert answer.status_code == 422
    assert "確かめたあとに、ほかの人が登録を変えた" in answer.text
    assert "変更 1 人" in answer.text
    with council.services.database.read() as unit:
        assert unit.get(GroupMember, (group, person_id)) is None
        assert unit.scalars(select(Office.ends_at).where(Office.person_id == person_id)).one() is not None
    assert council.ledger("people.imported") == []


def test_list_is_carried_out_when_it_is_looked_at_again(council: Council) -> None:
    admin, person_id = council.browser("admin"), council.people["member1"].id
    council.gather("finance", "member1")
    report = sent(admin, listed(council))
    retire(admin, person_id)

    answer = carried_out(admin, carried_out(admin, report))

    assert answer.headers["location"] == "/admin/people?done=imported"


def test_tab_from_before_does_not_give_back_what_a_colleague_took(council: Council) -> None:
    admin, person_id = council.browser("admin"), council.people["member1"].id
    path = f"/admin/people/{person_id}"
    with council.services.database.write() as unit:
        person = unit.get_one(Person, person_id)
        person.has_accommodation = True
        words = {"name": person.name, "kana": "ふじた", "title": person.title, "seat": ""}
    tab = made_from(admin.get(path), f"{path}/edit")
    assert admin.post(f"{path}/edit", words).status_code == 303

    answer = admin.post(f"{path}/edit", words | {"title": "副議長代理", "has_accommodation": "1", "made_from": tab})

    assert answer.status_code == 422
    assert "ほかの人がこの登録を変えたため" in answer.text
    assert "副議長代理" in answer.text
    with council.services.database.read() as unit:
        assert unit.get_one(Person, person_id).has_accommodation is False
    now = made_from(answer, f"{path}/edit")
    assert admin.post(f"{path}/edit", words | {"title": "副議長代理", "made_from": now}).status_code == 303


def test_tab_from_before_does_not_lengthen_an_office_that_was_ended_since(council: Council) -> None:
    admin, person_id = council.browser("admin"), council.people["member1"].id
    path = f"/admin/people/{person_id}"
    tab = made_from(admin.get(path), f"{path}/office")
    with council.services.database.write() as unit:
        office = unit.scalars(select(Office).where(Office.person_id == person_id)).one()
        office.ends_at = ended = clock.now() + timedelta(days=2)
        office_id = office.id

    answer = admin.post(f"{path}/office", {"office": office_id, "last_day": "", "made_from": tab})

    assert answer.status_code == 422
    assert "ほかの人がこの任期の終わりを" in answer.text
    with council.services.database.read() as unit:
        assert unit.get_one(Office, office_id).ends_at == ended
