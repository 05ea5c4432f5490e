"""Nothing keeps an alarm from whom it is for: no alarm of the same minute, no crowd of others, nor the office."""

import dataclasses
from ipaddress import IPv4Network

from sqlalchemy import select

from app.auth.alarms.models import Alarm
from app.auth.alarms.raising import AlarmKind, raise_alarm
from app.ops.start_records import note_start
from tests.app.auth.alarms.test_alarms import put, raised, titles
from tests.app.auth.signing import Clock, enrol_person
from tests.support.council import Council
from tests.support.shown import second_word

NEW, NEWER = "別の長い言葉を 9月に決めた", "もっと長い言葉を 10月に決めた"


def test_each_change_of_a_factor_is_told_however_soon_after_the_last(council: Council, moment: Clock) -> None:
    enrol_person(council, "member1")
    own = council.browser("member1")

    for password in (NEW, NEWER):
        moment.forward(20)
        own.post("/account/factors/password", {"password": password, "again": password})

    assert len(raised(council, "factor_changed")) == 2


def test_setting_that_was_changed_at_a_second_start_within_the_minute_is_told(council: Council, moment: Clock) -> None:
    settings = council.settings
    note_start(settings, workers=1)
    moment.forward(600)
    more = dataclasses.replace(settings, administrators_at_most=settings.administrators_at_most + 1)
    note_start(more, workers=1)
    moment.forward(30)

    note_start(dataclasses.replace(more, trusted_zones=(IPv4Network("0.0.0.0/0"),)), workers=1)

    assert "trusted_zones" in "".join(alarm.detail for alarm in raised(council, "settings_changed"))


def test_the_same_kind_with_another_cause_or_from_another_place_is_another_alarm(council: Council) -> None:
    person_id = council.people["member1"].id
    with council.services.database.write() as unit:
        for address, device in (
            ("203.0.113.9", "a"),
            ("203.0.113.9", "b"),
            ("198.51.100.7", "b"),
            ("203.0.113.9", "a"),
        ):
            raise_alarm(unit, AlarmKind.REVOKED_DEVICE, person_id=person_id, address=address, detail=device)

    assert sorted((alarm.address, alarm.detail) for alarm in raised(council, "revoked_device")) == [
        ("198.51.100.7", "b"),
        ("203.0.113.9", "a"),
        ("203.0.113.9", "b"),
    ]


def test_crowd_of_alarms_pushes_no_other_kind_and_no_other_person_off_the_board(
    council: Council, moment: Clock
) -> None:
    early = [put(council, "member2", "former_member"), put(council, "member2", "many_failures")]
    moment.forward(1)
    with council.services.database.write() as unit:
        for second in range(60):
            raise_alarm(
                unit,
                AlarmKind.REVOKED_DEVICE,
                person_id=council.people["member1"].id,
                address="203.0.113.9",
                detail=str(second),
            )
    early.append(put(council, "member2", "revoked_device"))

    page = council.browser("admin").get("/admin/connections").text

    assert [alarm for alarm in early if f"/admin/alarms/{alarm}/handle" not in page] == []
    assert "確かめていない警報は、ほかに 23 件あります" in page


def test_office_that_deals_with_an_alarm_does_not_take_it_from_the_person(council: Council) -> None:
    enrol_person(council, "member1")
    admin, person_id = council.browser("admin"), council.people["member1"].id
    admin.post(f"/admin/people/{person_id}/reset", {"reason": "電話で"})
    asked = council.ledger("factor.reset_asked")[-1]["detail"]["reset"]
    here = f"/admin/resets/{asked}/decide"
    council.browser("clerk1").post(here, second_word(council, here))
    later = council.browser("member1")
    with council.services.database.read() as unit:
        alarms = unit.scalars(select(Alarm.id).where(Alarm.person_id == person_id)).all()

    handled = [admin.post(f"/admin/alarms/{alarm}/handle", {"note": "確認済み"}).status_code for alarm in alarms]

    assert handled == [303]
    assert titles(later) == ["あなたのパスワードか本人確認の方法が変えられました。"]
    later.post(f"/alarms/{alarms[0]}/answer", {"answer": "own", "next": "/"})
    assert titles(later) == []
