"""What a request is for in time, where it leads, and how it is taken back."""

from datetime import datetime, timedelta

import pytest

from app import clock
from app.meetings.models import Attachment, Meeting
from tests.app.permits.desk import ask, asked, decide, granted, permits, receive, stand_at
from tests.app.reading.shelf import Laid, lay
from tests.support.bringing_back import bring_back
from tests.support.council import Council

pytestmark = pytest.mark.alike("who may ask for a permit, decide it and use it; others ask for the same on both")

EARLY = "より前に終わります。"


def in_meeting(council: Council, laid: Laid, starts_at: datetime) -> None:
    with council.services.database.write() as unit:
        meeting = Meeting(
            title="定例会",
            starts_at=starts_at,
            state="published",
            created_at=clock.now(),
            created_by=council.people["clerk1"].id,
            published_at=clock.now(),
        )
        unit.add(meeting)
        unit.flush()
        unit.add(Attachment(material_id=laid.material, meeting_id=meeting.id, position=1))


@pytest.mark.parametrize("reason", ["12月8日の説明会で示すため", "１２/８ の説明会で示すため"])
def test_deadline_before_the_day_in_the_reason_is_asked_about_once(council: Council, reason: str) -> None:
    stand_at("2026-12-01 10:00")
    laid, member = lay(council), council.browser("member1")

    warned = ask(member, laid, reason=reason)
    meant = ask(member, laid, reason=reason, is_early_meant="1")

    assert warned.status_code == 422
    assert f"目的に書かれた日（12月8日）{EARLY}" in warned.text
    assert meant.status_code == 303
    assert "使う日（12月8日）より前に終わります" in council.browser("chair").get("/permits/decide").text


@pytest.mark.both("what happens at once or in between")
def test_deadline_that_lasts_until_the_day_is_taken_at_once(council: Council) -> None:
    stand_at("2026-12-01 10:00")

    answer = ask(council.browser("member1"), lay(council), reason="12月8日の説明会で示すため", until="week")

    assert answer.status_code == 303
    assert "より前に終わります" not in council.browser("chair").get("/permits/decide").text


def test_deadline_before_the_meeting_is_asked_about_and_another_one_proposed(council: Council) -> None:
    stand_at("2026-12-01 10:00")
    laid, member = lay(council), council.browser("member1")
    in_meeting(council, laid, clock.now() + timedelta(days=20))

    page = member.get(f"/papers/{laid.material}/permit").text
    warned = ask(member, laid, reason="定例会の質疑のため")

    assert 'value="2026-12-21"' in page
    assert f"会議の日（12月21日）{EARLY}" in warned.text


def test_meeting_that_no_permit_lasts_until_is_no_reason_to_ask(council: Council) -> None:
    stand_at("2026-12-01 10:00")
    laid, member = lay(council), council.browser("member1")
    in_meeting(council, laid, clock.now() + timedelta(days=31))

    page = member.get(f"/papers/{laid.material}/permit").text

    assert "2027-01-01" not in page
    assert ask(member, laid, reason="定例会の質疑のため").status_code == 303


@pytest.mark.both("what happens at once or in between")
def test_request_is_taken_back_by_its_asker_while_it_waits(council: Council) -> None:
    laid, member = lay(council), council.browser("member1")
    permit_id = asked(council, laid)

    stranger = council.browser("member2").post(f"/permits/{permit_id}/withdraw")
    withdrawn = member.post(f"/permits/{permit_id}/withdraw")
    again = member.post(f"/permits/{permit_id}/withdraw")

    assert (stranger.status_code, withdrawn.status_code, again.status_code) == (404, 303, 409)
    assert permits(council)[0].state == "withdrawn"
    assert len(council.ledger("permit.withdrawn")) == 1
    assert "決めていただく申請はありません" in council.browser("chair").get("/permits/decide").text
    assert decide(council, permit_id).status_code == 409
    assert permits(council)[0].state == "withdrawn"
    assert "取り下げ" in member.get("/permits").text
    assert ask(member, laid).status_code == 303  # it may be asked for once more


def test_request_that_was_decided_is_not_taken_back(council: Council) -> None:
    permit_id = granted(council, lay(council))

    assert council.browser("member1").post(f"/permits/{permit_id}/withdraw").status_code == 409
    assert permits(council)[0].state == "granted"


def test_desk_leads_to_the_paper_and_says_when_it_is_not_ones_own_to_read(council: Council) -> None:
    laid = lay(council)
    asked(council, laid)
    before = council.browser("chair").get("/permits/decide").text
    decide(council, permits(council)[0].id)
    other = lay(council, groups=("executives",))
    asked(council, other, "executive")

    after = council.browser("chair").get("/permits/decide").text

    assert f'href="/papers/{laid.material}"' in before
    assert f'href="/papers/{other.material}"' not in after
    assert "あなたは、この資料の読む人に入っていません" in after


def test_chair_finds_their_own_requests_from_the_desk(council: Council) -> None:
    laid, chair = lay(council), council.browser("chair")

    form = chair.get(f"/papers/{laid.material}/permit").text
    asked(council, laid, "chair")

    assert "「決裁」の「自分の申請と結果」に届きます" in form
    assert 'href="/permits"' in chair.get("/permits/decide").text
    assert "申請を取り下げる" in chair.get("/permits").text
    assert "「許可」の画面に届きます" in council.browser("member1").get(f"/papers/{laid.material}/permit").text


def test_after_the_pdf_was_received_the_screen_says_so(council: Council) -> None:
    permit_id, member = granted(council, lay(council)), council.browser("member1")
    assert receive(member, permit_id).status_code == 200

    page = member.get("/permits").text

    assert f'id="permit-{permit_id}" data-told="1"' in page
    assert "これまでに 1 回受け取りました（1 回まで）" in page
    assert "あと" not in page.split("<main")[1].split("</main>")[0]


@pytest.mark.parametrize("act", ["withdrawn and restored", "raised and lowered"])
def test_permit_does_not_come_back_with_its_paper(council: Council, act: str) -> None:
    laid = lay(council)
    permit, clerk, path = granted(council, laid), council.browser("clerk1"), f"/prepare/materials/{laid.material}"
    if act == "withdrawn and restored":
        clerk.post(f"{path}/withdraw", {"reason": "個人情報が残っていたため"})
        assert bring_back(council, laid.material).status_code == 303
    else:
        as_json = {"accept": "application/json"}
        assert clerk.post(f"{path}/label", {"label": "3B"}, headers=as_json).status_code == 200
        change = clerk.post(f"{path}/label", {"label": "2"}, headers=as_json).json()["label_change"]
        council.browser("admin").post(f"/prepare/label-changes/{change}/decide", {"decision": "confirm"})

    assert council.browser("member1").get(f"/papers/{laid.material}").status_code == 200
    assert receive(council.browser("member1"), permit).status_code == 403
    assert "取り下げか区分の引き上げで終了" in council.browser("member1").get("/permits").text
    again = granted(council, laid)
    assert receive(council.browser("member1"), again).status_code == 200
