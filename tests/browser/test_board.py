"""The live board in a real browser: it brings itself up to date, an alarm comes in, the other session is ended."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from app import clock
from app.access.facts import DeviceKind
from app.auth.alarms.raising import raise_alarm
from app.auth.devices.models import Device, DeviceState
from app.auth.sessions import acts as sessions
from app.auth.sessions.models import SessionRow
from app.materials.models import Material, ReadingPosition, Version
from app.meetings.models import Meeting, MeetingGroup
from tests.browser.day_support import PC, TABLET, serving
from tests.support.chromium import needs_browser, picture
from tests.support.council import Council

pytestmark = [
    needs_browser,
    pytest.mark.alike("how screens look and follow; what is asked of the database: tests/app/board, tests/app/people"),
]

_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604"
_IPAD = "Mozilla/5.0 (iPad; CPU OS 15_8 like Mac OS X) AppleWebKit/605 Version/15.6 Safari/604"


@pytest.fixture
def served(each_database: str, tmp_path: Path) -> Iterator[tuple[Council, str]]:
    with serving(tmp_path / "home") as started:
        _put_a_sitting(started[0])
        yield started


def _put_a_sitting(council: Council) -> None:
    moment, clerk = clock.now(), council.people["clerk1"].id
    with council.services.database.write() as unit:
        meeting = Meeting(
            title="令和8年第4回定例会 第1日", starts_at=moment, state="published", created_at=moment, created_by=clerk
        )
        material = Material(title="議案書", confidentiality="2", created_at=moment, created_by=clerk)
        unit.add_all([meeting, material])
        unit.flush()
        unit.add(MeetingGroup(meeting_id=meeting.id, group_id=council.groups["members"].id))
        version = Version(material_id=material.id, number=1, file_name="a.pdf", created_at=moment, created_by=clerk)
        unit.add(version)
        unit.flush()
        for login, page in (("member1", 12), ("chair", 41), ("member2", 41)):
            unit.add(
                ReadingPosition(
                    person_id=council.people[login].id,
                    version_id=version.id,
                    material_id=material.id,
                    page=page,
                    opened_at=moment,
                    updated_at=moment,
                )
            )


def _session(council: Council, login: str, *, name: str = "", agent: str = _IPAD, address: str = "127.0.0.1") -> Any:
    """A session on an approved device of that name, or on none."""
    with council.services.database.write() as unit:
        person_id = council.people[login].id
        device = Device(
            person_id=person_id,
            name=name,
            kind="issued",
            state=DeviceState.APPROVED if name else DeviceState.SEEN,
            public_key="k",
            key_hash=f"{login}{name}",
            created_at=clock.now(),
            starts_at=clock.now(),
        )
        unit.add(device)
        unit.flush()
        kind = DeviceKind.ISSUED if name else DeviceKind.UNKNOWN
        return sessions.open_session(
            unit,
            council.services.session_key,
            person_id=person_id,
            device=kind,
            device_id=device.id,
            address=address,
            browser=agent,
        )


def _window(browser: Browser, council: Council, address: str, opened: Any, size: tuple[int, int]) -> Page:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale="ja-JP",
        timezone_id="Asia/Tokyo",
        user_agent=opened.row.browser,
    )
    context.add_cookies([{"name": council.settings.cookie_name, "value": opened.token, "url": address}])
    return context.new_page()


def test_alarm_reaches_board_and_tablet_by_itself_and_the_stranger_is_ended(
    browser: Browser, served: tuple[Council, str], tmp_path: Path
) -> None:
    council, address = served
    _session(council, "chair", name="タブレット 01")
    _session(council, "member2", name="タブレット 02")
    tablet = _window(browser, council, address, _session(council, "member1", name="タブレット 07"), TABLET)
    board = _window(browser, council, address, _session(council, "admin", name="事務局 PC"), PC)
    tablet.goto(f"{address}/account")
    board.goto(f"{address}/admin/connections")
    expect(board.get_by_role("row", name=re.compile("佐藤 花子 議員"))).to_contain_text("議案書　12")

    thief = _session(council, "member1", agent=_IPHONE, address="203.0.113.9")
    with council.services.database.write() as unit:
        person_id = council.people["member1"].id
        raise_alarm(unit, "second_place", person_id=person_id, session_id=thief.row.id, address="203.0.113.9")

    alarm = board.locator(".board-alarm")
    expect(alarm).to_contain_text("佐藤 花子 議員", timeout=15_000)
    expect(board.get_by_text("同時使用")).to_be_visible()
    picture(board, "board-alarm-pc")
    tablet.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(tablet.locator(".alarm-title")).to_contain_text("2\u00a0台の端末で同時に使われています")
    picture(tablet, "alarm-tablet")

    alarm.get_by_role("button", name=re.compile("iPhone の Safari.*を終了")).click()

    expect(board.get_by_text("接続を終了しました。")).to_be_visible()
    with council.services.database.read() as unit:
        row = unit.query(SessionRow).filter_by(id=thief.row.id).one()
    assert row.ended_because == "ended_by_office"
    tablet.get_by_role("button", name="自分ではありません").click()
    expect(tablet.locator(".alarm-title")).to_have_count(0)
    expect(board.get_by_text("本人は「自分ではありません」と答えました")).to_be_visible(timeout=15_000)


def test_note_that_is_being_written_is_not_taken_away_by_the_next_turn(
    browser: Browser, served: tuple[Council, str], tmp_path: Path
) -> None:
    council, address = served
    with council.services.database.write() as unit:
        raise_alarm(unit, "many_failures", person_id=council.people["member1"].id, address="203.0.113.9")
    board = _window(browser, council, address, _session(council, "admin", name="事務局 PC"), PC)
    board.goto(f"{address}/admin/connections")

    board.get_by_text("ほかの対応を記録").click()
    board.get_by_label("確かめたこと").fill("電話で確かめ")
    _session(council, "member2", name="タブレット 02")
    expect(board.get_by_role("row", name=re.compile("𠮷田 次郎"))).to_be_visible(timeout=15_000)

    expect(board.get_by_label("確かめたこと")).to_have_value("電話で確かめ")
    board.get_by_role("button", name="記録する").click()
    expect(board.get_by_text("対応を記録しました。")).to_be_visible()


def test_people_screens_fit_the_clerks_screen(browser: Browser, served: tuple[Council, str], tmp_path: Path) -> None:
    council, address = served
    admin = _window(browser, council, address, _session(council, "admin", name="事務局 PC"), PC)
    person = council.people["member1"].id
    for name, path in (
        ("people", "/admin/people"),
        ("person", f"/admin/people/{person}"),
        ("person-new", "/admin/people/new"),
        ("groups", "/admin/groups"),
        ("import", "/admin/people/import"),
    ):
        admin.goto(f"{address}{path}")
        picture(admin, name)


def test_file_of_excel_is_read_by_the_page_and_reported_line_by_line(
    browser: Browser, served: tuple[Council, str], tmp_path: Path
) -> None:
    council, address = served
    admin = _window(browser, council, address, _session(council, "admin", name="事務局 PC"), PC)
    sheet = tmp_path / "名簿.csv"
    head = "ID,氏名,ふりがな,肩書,議席番号,役割,会派・委員会,任期開始,任期終了\r\n"
    good = "ishikawa,石川 剛,いしかわ つよし,議員,12,議員,議員,令和5年5月1日,令和9年4月30日\r\n"
    sheet.write_bytes((head + good + good.replace("ishikawa", "ishi2").replace("議員,12", "議員,〇")).encode("cp932"))
    admin.goto(f"{address}/admin/people/import")

    admin.get_by_label("CSV ファイル").set_input_files(sheet)
    admin.get_by_role("button", name="確かめる").click()

    expect(admin.get_by_text("1 行に直すところがあります")).to_be_visible()
    expect(admin.get_by_role("row", name=re.compile("^3 ishi2"))).to_contain_text("議席番号は 1 から 999")
    picture(admin, "import-report")
