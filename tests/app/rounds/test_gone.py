"""What somebody deletes by SQL because it would open something: it is missed and told, and opens nothing."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import insert, select

from app import clock
from app.access.facts import DeviceKind
from app.access.roles import Role
from app.audit.findings import Findings
from app.audit.notes import SYSTEM, note
from app.audit.vocabulary import EventKind
from app.auth.alarms.models import Alarm, AlarmWatch
from app.auth.factors.strength import PASSKEY
from app.meetings.models import Meeting, MeetingGroup
from app.members import offices
from app.members.models import Suspension
from app.members.subjects import about_person
from app.ops import seal_commands
from app.permits.models import Permit
from app.registers.concern.persons import UNLISTED
from app.rounds.gone import RowWatch
from app.rounds.letting_go import tell_found
from app.seals import Sealed
from tests.app.auth.devicing import add_paper
from tests.app.board.setting.changing import changed
from tests.app.homes import use
from tests.app.permits.desk import asked, decide, permits, receive
from tests.app.permits.excepting import Excepting
from tests.app.reading.shelf import lay
from tests.app.test_seals import sql
from tests.support.council import Browser, Council
from tests.support.examined import accept

pytestmark = pytest.mark.rare("rounds over the whole store; only rounds move it")


def look(council: Council, watch: RowWatch | None = None) -> list[str]:
    """What a worker does in its sweep, one just begun unless another is given; what is known to be missing."""
    with council.services.database.read() as unit:
        (watch or RowWatch(seal_commands.SEALED)).look(unit)
    council.services.findings.close()
    return [
        found["detail"]["name"] for found in council.ledger("evidence.altered") if found["detail"]["what"] == "gone"
    ]


def tables(names: list[str]) -> set[str]:
    return {name.split("/")[0] for name in names}


def post(browser: Browser, path: str, **fields: Any) -> None:
    answer = browser.post(path, fields)
    assert answer.status_code == 303, answer.text


def told(council: Council) -> list[tuple[str, set[str]]]:
    """What the alarms about alterations say, and which offices they are for."""
    with council.services.database.read() as unit:
        offices = select(AlarmWatch.role)
        return [
            (each.detail, set(unit.scalars(offices.where(AlarmWatch.alarm_id == each.id)))) for each in alarms(council)
        ]


def alarms(council: Council) -> list[Alarm]:
    """The alarms about alterations, the oldest first."""
    with council.services.database.read() as unit:
        return list(unit.scalars(select(Alarm).where(Alarm.kind == "altered").order_by(Alarm.id)))


def clerk_of(council: Council) -> str:
    return council.people["clerk1"].id


def make_meeting(council: Council, title: str = "臨時会", groups: tuple[str, ...] = ("members", "executives")) -> str:
    words = {"title": title, "day": "2027-03-01", "time": "10:00", "place": "議場"}
    ids = [council.groups[key].id for key in groups]
    post(council.browser("clerk1"), "/prepare/meetings/new", **words, groups=ids)
    with council.services.database.read() as unit:
        return unit.scalars(select(Meeting.id).where(Meeting.title == title)).one()


def test_row_that_was_deleted_is_told_once_to_both_offices_until_somebody_has_looked(council: Council) -> None:
    watch = RowWatch(seal_commands.SEALED)
    meeting = make_meeting(council)
    assert look(council, watch) == []
    clerk, item = council.browser("clerk1"), {"file_name": "議案.pdf", "agenda_item": ""}
    assert clerk.post(f"/prepare/meetings/{meeting}/papers", item).status_code == 201
    sql(council, "DELETE FROM attachment")
    sql(council, "DELETE FROM meeting_group")
    sql(council, "DELETE FROM meeting")

    found = look(council, watch)

    assert tables(found) == {"attachment", "meeting", "meeting_group"}
    assert f"meeting/{meeting}" in found
    assert look(council, watch) == look(council) == found
    assert [offices for _detail, offices in told(council)] == [{"administrator", "chair"}] * 4
    assert any("決定の記録の消失" in detail and meeting in detail for detail, _offices in told(council))
    assert f"meeting/{meeting}" in {f"{row.table}/{row.key}" for row in seal_commands.find(council.settings)}


def test_what_the_service_deletes_itself_is_missed_by_nobody(council: Council) -> None:
    watch, clerk = RowWatch(seal_commands.SEALED), council.browser("clerk1")
    kept, gone = make_meeting(council, "定例会"), make_meeting(council, "取りやめる会議")
    assert look(council, watch) == []
    words = {"title": "定例会", "day": "2027-03-01", "time": "10:00", "place": "議場"}
    post(clerk, f"/prepare/meetings/{kept}/edit", **words, groups=[council.groups["executives"].id])
    post(clerk, f"/prepare/meetings/{kept}/edit", **words, groups=[council.groups["members"].id])
    post(clerk, f"/prepare/meetings/{gone}/delete")

    assert look(council, watch) == look(council) == []
    with council.services.database.read() as unit:
        assert unit.scalars(select(Meeting.title)).all() == ["定例会"]


@pytest.mark.both("what happens at once or in between")
def test_look_while_rows_come_and_go_takes_none_for_missing_and_misses_none(council: Council) -> None:
    watch, clerk, database = RowWatch(seal_commands.SEALED), council.browser("clerk1"), council.services.database
    kept, called_off = make_meeting(council, "定例会"), make_meeting(council, "取りやめる会議")
    with database.read() as looking:
        assert watch.gone(looking) == []
        post(clerk, f"/prepare/meetings/{called_off}/delete")
        make_meeting(council, "あとの会議")
        assert watch.gone(looking) == []
    assert look(council, watch) == []

    with database.write() as writing:
        attending = MeetingGroup.group_id == council.groups["executives"].id
        for row in writing.scalars(select(MeetingGroup).where(MeetingGroup.meeting_id == kept, attending)).all():
            writing.delete(row)
        writing.flush()
        assert look(council, watch) == []
        note(writing, SYSTEM, EventKind.MEETING_CHANGED, change="meeting")
    assert look(council, watch) == []

    with database.read() as looking:
        assert watch.gone(looking) == []
        sql(council, "DELETE FROM meeting_group WHERE meeting_id = :kept", kept=kept)
        watch.look(looking)
    assert tables(look(council, watch)) == {"meeting_group"}


def _suspended_and_back(council: Council) -> None:
    chair, member = council.browser("chair"), council.people["member1"].id
    post(chair, f"/admin/people/{member}/suspend", reason="調査のため")
    post(chair, f"/admin/people/{member}/lift", reason="調査の終わり")


def test_permit_that_a_suspension_ended_does_not_come_back_when_its_row_is_deleted(council: Council) -> None:
    laid = lay(council, level="2")
    permit_id = asked(council, laid)
    decide(council, permit_id)
    _suspended_and_back(council)
    assert receive(council.browser("member1"), permit_id).status_code == 403
    sql(council, "DELETE FROM suspension")

    assert tables(look(council)) == {"suspension"}

    assert receive(council.browser("member1"), permit_id).status_code == 403
    assert council.ledger("permit.issued") == []


def test_emergency_that_the_chair_refused_is_not_begun_again_when_the_refusal_is_deleted(council: Council) -> None:
    scene = Excepting(council)
    assert decide(council, scene.begun(), decision="refuse", reason="待てたはずのため").status_code == 303
    sql(council, "DELETE FROM permit")

    assert tables(look(council)) == {"permit"}

    assert scene.begin().status_code == 409
    assert (permits(council), scene.page()) == ([], 403)


def test_refusal_that_was_accepted_as_altered_is_missed_like_any_other_once_it_is_deleted(
    council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(council.settings.home, monkeypatch)
    monkeypatch.setenv("GIJO_DATABASE_URL", council.settings.database_url)
    scene = Excepting(council)
    assert decide(council, scene.begun(), decision="refuse", reason="待てたはずのため").status_code == 303
    sql(council, "UPDATE permit SET reason = 'ほかの理由'")
    [permit] = permits(council)
    assert accept(council.settings, f"permit/{permit.id}") == 0
    sql(council, "DELETE FROM permit")

    assert look(council) == [f"permit/{permit.id}"]
    assert scene.begin().status_code == 409

    assert accept(council.settings, f"permit/{permit.id}") == 0
    assert [each["detail"]["what"] for each in council.ledger("evidence.accepted")] == ["row", "gone"]
    assert seal_commands.find(council.settings) == []


def test_letter_of_somebody_whose_power_was_deleted_is_not_one_persons(council: Council) -> None:
    """Whoever holds an office of power gets a letter by two; with the office's row gone nobody seems to hold it."""
    admin, person = council.browser("admin", strong_with=PASSKEY), council.people["member1"].id
    with council.services.database.write() as unit:
        offices.give(unit, person, Role.DEPUTY, clock.now(), None, administrators=3)
        note(unit, SYSTEM, EventKind.OFFICE_CHANGED, about_person(person), role="deputy")
    sql(council, "DELETE FROM office WHERE role = 'deputy' AND person_id = :person", person=person)

    assert tables(look(council)) == {"office"}

    refused = admin.post(f"/admin/people/{person}/letters", {})
    assert refused.status_code == 409
    assert council.ledger("access.refused")[-1]["detail"]["reason"] == "altered"


def test_sitting_that_was_deleted_opens_no_personal_device(council: Council) -> None:
    paper = add_paper(council, "2", named="member1")
    browser = council.browser("member1", device=DeviceKind.PERSONAL)
    assert browser.get(f"/papers/{paper}").status_code == 200
    make_meeting(council)
    sql(council, "DELETE FROM meeting_group")
    sql(council, "DELETE FROM meeting")

    look(council)

    assert browser.get(f"/papers/{paper}").status_code == 403


def test_row_that_is_older_than_the_naming_of_rows_is_missed_after_the_next_start(council: Council) -> None:
    starts_named = len(council.ledger("evidence.named"))
    with council.services.database.write() as unit:
        unit.add(
            Meeting(title="前からの会議", starts_at=clock.now(), created_at=clock.now(), created_by=clerk_of(council))
        )
    seal_commands.lay(council.settings)
    seal_commands.lay(council.settings)
    assert len(council.ledger("evidence.named")) == starts_named + 1

    sql(council, "DELETE FROM meeting")

    assert tables(look(council)) == {"meeting"}


def again(council: Council, model: type[Sealed]) -> Callable[[], None]:
    """Puts the one row of a table back as it is now, beside the service."""
    columns = list(model.__table__.columns)
    with council.services.database.read() as unit:
        kept = dict(zip([each.name for each in columns], unit.execute(select(*columns)).one(), strict=True))

    def put_back() -> None:
        with council.services.database.write() as unit:
            unit.execute(insert(model).values(**kept))

    return put_back


def test_row_that_was_put_back_and_deleted_again_is_told_and_closes_again(council: Council) -> None:
    """The same worker, whose alarm about the first time waits still."""
    watch, laid = RowWatch(seal_commands.SEALED), lay(council, level="2")
    permit_id = asked(council, laid)
    decide(council, permit_id)
    _suspended_and_back(council)
    put_back = again(council, Suspension)
    sql(council, "DELETE FROM suspension")
    [gone] = look(council, watch)
    put_back()
    assert look(council, watch) == look(council, watch) == [gone]
    assert [each["detail"]["what"] for each in council.ledger("evidence.altered")] == ["gone", "back"]

    sql(council, "DELETE FROM suspension")

    assert look(council, watch) == look(council, watch) == [gone, gone]
    assert [detail.count(gone) for detail, _offices in told(council)] == [1, 1, 1]
    assert receive(council.browser("member1"), permit_id).status_code == 403


def test_row_that_was_accepted_as_missing_is_missed_anew_once_it_was_back(
    council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(council.settings.home, monkeypatch)
    monkeypatch.setenv("GIJO_DATABASE_URL", council.settings.database_url)
    scene = Excepting(council)
    assert decide(council, scene.begun(), decision="refuse", reason="待てたはずのため").status_code == 303
    put_back = again(council, Permit)
    [permit] = permits(council)
    sql(council, "DELETE FROM permit")
    look(council)
    assert accept(council.settings, f"permit/{permit.id}") == 0
    put_back()
    look(council)

    sql(council, "DELETE FROM permit")

    assert look(council) == [f"permit/{permit.id}"] * 2
    assert scene.begin().status_code == 409
    assert permits(council) == []


def test_row_that_was_put_right_and_altered_again_is_told_again(council: Council) -> None:
    """The alarm about the first time waits still."""
    laid = lay(council, level="2")
    level = {"right": "UPDATE material SET confidentiality = '2'", "wrong": "UPDATE material SET confidentiality = '1'"}

    def sweep(what: str) -> int:
        """The worker's look at all rows after an edit; how many times it was recorded."""
        sql(council, level[what])
        with council.services.database.read() as unit:
            council.services.findings.look_again(unit, seal_commands.SEALED)
        council.services.findings.close()
        return len(council.ledger("evidence.altered"))

    assert sweep("wrong") == sweep("wrong") == 1
    assert sweep("right") == sweep("right") == 2
    assert "もとに戻された" in council.browser("admin").get("/ledger").text

    assert sweep("wrong") == sweep("wrong") == 3

    assert len([each for each in alarms(council) if laid.material in each.detail]) == 2


def test_row_that_is_missing_is_not_said_to_fit_again_while_it_is_missing(council: Council) -> None:
    """A look at every row that is there does not see that one is not."""
    admin = council.browser("admin")
    report = {"mishap": "lost", "happened": "控室に置いた端末", "noticed_on": "2026-11-20", "concerned": UNLISTED}
    assert admin.post("/registers/incidents/new", report).status_code == 303
    sql(council, "DELETE FROM register_change")

    def told() -> list[str]:
        admin.get("/registers/incidents/1")
        council.services.findings.close()
        with council.services.database.read() as unit:
            council.services.findings.look_again(unit, seal_commands.SEALED)
        council.services.findings.close()
        return [each["detail"]["what"] for each in council.ledger("evidence.altered")]

    assert told() == told() == ["row"]


def test_decisions_that_are_missing_by_number_are_not_said_to_fit_again(council: Council) -> None:
    changed(council, "administrators_read_3", chosen=["by_name"])
    sql(council, "DELETE FROM standard_decision")

    def told() -> list[str]:
        council.browser("admin").get("/standards")
        council.services.findings.close()
        with council.services.database.read() as unit:
            council.services.findings.look_again(unit, seal_commands.SEALED)
        council.services.findings.close()
        return [each["detail"]["what"] for each in council.ledger("evidence.altered")]

    assert told() == told() == ["row"]


def test_row_that_was_put_right_while_no_worker_ran_is_said_once_to_fit_again(council: Council) -> None:
    """Else the alarm about the first edit, which waits still, would silence the one about the next."""
    laid, database = lay(council, level="2"), council.services.database

    def looks_anew() -> list[str]:
        findings = Findings()
        findings.tell = partial(tell_found, database)
        with database.read() as unit:
            findings.look_again(unit, seal_commands.SEALED)
        for each in (findings, council.services.findings):
            each.close()
        return [each["detail"]["what"] for each in council.ledger("evidence.altered")]

    sql(council, "UPDATE material SET confidentiality = '1'")
    council.browser("member1").fetch(laid.page())
    assert looks_anew() == ["row"]
    sql(council, "UPDATE material SET confidentiality = '2'")

    assert looks_anew() == looks_anew() == ["row", "right"]


def test_row_that_was_accepted_as_it_is_was_not_put_right_and_is_told_of_when_it_is_altered_again(
    council: Council,
) -> None:
    laid = lay(council, level="2")

    def sweep(level: str | None = None) -> list[str]:
        if level is not None:
            sql(council, "UPDATE material SET confidentiality = :level", level=level)
        with council.services.database.read() as unit:
            council.services.findings.look_again(unit, seal_commands.SEALED)
        council.services.findings.close()
        return [each["detail"]["what"] for each in council.ledger("evidence.altered")]

    assert sweep("3C") == ["row"]
    assert accept(council.settings, f"material/{laid.material}") == 0

    assert sweep() == sweep() == ["row"]
    assert sweep("1") == sweep() == ["row", "row"]
