"""Deciding: by the chair or whom the chair has given it, once, never about oneself, with a reason for every no."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.materials.models import PageRow
from app.members.models import Delegation
from tests.app.permits.desk import ASKED, ask, asked, decide, granted, permits, receive, stand_at
from tests.app.reading.shelf import lay
from tests.support.council import Council

pytestmark = pytest.mark.alike("who may ask for a permit, decide it and use it; others ask for the same on both")


def test_grant_carries_its_last_moment_and_its_uses(council: Council) -> None:
    stand_at("2026-12-08 10:24")
    laid = lay(council)
    permit_id = asked(council, laid)
    offered = re.findall(r"<option[^>]*>(.*?)</option>", council.browser("chair").get("/permits/decide").text)

    answer = decide(council, permit_id, until="week", uses="3", reason="配らないでください。")

    deadlines = ["12月11日（金）午後5時まで（申請のとおり）", "今日いっぱい", "12月15日（火）午後5時まで"]
    assert offered[:3] == deadlines, "the one that was asked for is offered once"

    assert (answer.status_code, answer.headers["location"]) == (303, f"/permits/decide?done=granted&of={permit_id}")
    [permit] = permits(council)
    assert (permit.state, permit.max_uses, permit.decided_by) == ("granted", 3, council.people["chair"].id)
    assert permit.expires_at is not None
    assert permit.expires_at.isoformat() == "2026-12-15T08:00:00+00:00"
    [record] = council.ledger("permit.decided")
    assert record["detail"] == {
        "permit": "令和8年 第1号",
        "decision": "granted",
        "reason": "配らないでください。",
        "until": "2026-12-15 17:00",
        "max_uses": 3,
        "level": "2",
    }
    told = council.browser("chair").get(answer.headers["location"]).text
    assert "令和8年 第1号（佐藤 花子 議員、PDF の保存と印刷）です。" in told
    shown = council.browser("member1").get("/permits").text
    assert "議長から：配らないでください。" in shown
    assert "あと 3 回" in shown


@pytest.mark.both("changes what a page holds as no other test does")
def test_desk_says_who_asks_with_or_without_a_seat_and_what_cannot_be_traced(council: Council) -> None:
    laid = lay(council)
    asked(council, laid)
    seated = council.browser("chair").get("/permits/decide").text
    with council.services.database.write() as unit:
        unit.merge(council.people["member1"]).seat_number = None
        unit.get_one(PageRow, (laid.version, 2)).pieces = 3
    without = council.browser("chair").get("/permits/decide").text

    assert "佐藤 花子 議員（第7番、議員）" in seated
    assert "佐藤 花子 議員（議員）" in without
    title = "この資料の 2\u00a0ページは、写しから人をたどれません"
    assert (title in seated, title in without) == (False, True), "the chair sees what can be traced"


def test_mistakes_in_a_decision_leave_the_request_waiting(council: Council) -> None:
    permit_id = asked(council, lay(council))
    mistakes = [
        ({"decision": ""}, "許可するか、しないかを選んでください。"),
        ({"decision": "refuse", "reason": " \r\n "}, "許可しない理由を書いてください。"),
        ({"uses": "4"}, "回数は 1 から 3 の間で選んでください。"),
        ({"uses": "0"}, "回数は 1 から 3 の間で選んでください。"),
        ({"uses": "-1"}, "回数は 1 から 3 の間で選んでください。"),
        ({"until": "never"}, "期限を選んでください。"),
        ({"reason": "長" * 1001}, "長すぎます。1,000 字までで書いてください。"),
    ]

    for changes, sentence in mistakes:
        answer = decide(council, permit_id, **changes)
        assert (answer.status_code, sentence in answer.text) == (422, True), sentence
        assert changes.get("reason", "").strip() in answer.text
    assert permits(council)[0].state == "asked"
    assert council.ledger("permit.decided") == []


def test_wanted_moment_that_has_passed_cannot_be_granted(council: Council) -> None:
    stand_at("2026-12-08 10:24")
    permit_id = asked(council, lay(council))
    stand_at("2026-12-11 17:00")

    late = decide(council, permit_id)

    assert "申請された期限は過ぎています。" in late.text
    assert decide(council, permit_id, until="today").status_code == 303


def test_refusal_reaches_who_asked_with_its_reason(council: Council) -> None:
    permit_id = asked(council, lay(council))

    assert decide(council, permit_id, decision="refuse", reason="審議の前のため").status_code == 303

    member = council.browser("member1")
    shown = member.get("/permits").text
    assert "不許可" in shown
    assert "審議の前のため" in shown
    assert "PDF を受け取る" not in shown
    assert receive(member, permit_id).status_code == 403


def test_permit_taken_back_opens_nothing_and_says_why(council: Council) -> None:
    permit_id = granted(council, lay(council))

    without = decide(council, permit_id, decision="revoke", reason="")
    taken = decide(council, permit_id, decision="revoke", reason="資料を差し替えるため")

    assert (without.status_code, "取り消す理由を書いてください。" in without.text) == (422, True)
    assert taken.status_code == 303
    member = council.browser("member1")
    assert receive(member, permit_id).status_code == 403
    assert "資料を差し替えるため" in member.get("/permits").text
    assert [record["detail"]["decision"] for record in council.ledger("permit.decided")] == ["granted", "revoked"]
    assert council.ledger("permit.issued") == []


def test_what_was_decided_is_not_decided_again(council: Council) -> None:
    laid = lay(council)
    yes, no = granted(council, laid), asked(council, laid, "member2")
    decide(council, no, decision="refuse", reason="審議の前のため")
    waiting = asked(council, lay(council, title="別の資料"))

    again = [decide(council, yes, decision=decision, reason="やはり") for decision in ("grant", "refuse")]
    refused = [decide(council, no, decision=decision, reason="やはり") for decision in ("grant", "refuse", "revoke")]

    assert {answer.status_code for answer in again + refused} == {409}
    assert all("もう決裁されています" in answer.text for answer in again + refused)
    # What was typed about one request never stands in another one's form.
    assert all("やはり" not in answer.text and waiting not in answer.text for answer in again)
    assert [permit.state for permit in permits(council)] == ["granted", "refused", "asked"]


def test_request_that_waits_is_refused_never_taken_back(council: Council) -> None:
    permit_id = asked(council, lay(council))

    assert decide(council, permit_id, decision="revoke", reason="まちがい").status_code == 409
    assert permits(council)[0].state == "asked"


def test_chair_does_not_decide_an_own_request_and_the_delegate_does(council: Council) -> None:
    permit_id = asked(council, lay(council), "chair")

    own = decide(council, permit_id)
    desk = council.browser("chair").get("/permits/decide").text
    theirs = decide(council, permit_id, "deputy")

    assert own.status_code == 403
    assert "自分が出した申請を、自分で決めることはできません。" in own.text
    assert f"/permits/{permit_id}/decide" not in desk
    assert theirs.status_code == 303
    record = council.ledger("permit.decided")[-1]
    assert (record["actor"], record["detail"]["acting_for"]) == (
        council.people["deputy"].id,
        council.people["chair"].id,
    )


def test_deputy_does_not_decide_an_own_request_either(council: Council) -> None:
    permit_id = asked(council, lay(council), "deputy")

    assert decide(council, permit_id, "deputy").status_code == 403
    assert decide(council, permit_id, "chair").status_code == 303


@pytest.mark.both("what happens at once or in between")
def test_deputy_decides_only_while_the_delegation_runs(council: Council) -> None:
    permit_id = asked(council, lay(council))
    with council.services.database.write() as unit:
        unit.scalars(select(Delegation)).one().ends_at = clock.now() - timedelta(seconds=1)

    ended = decide(council, permit_id, "deputy")

    assert ended.status_code == 403
    assert "議長から委任を受けている期間だけできます" in ended.text
    assert council.browser("deputy").get("/permits/decide").status_code == 403
    with council.services.database.write() as unit:
        unit.scalars(select(Delegation)).one().ends_at = clock.now() + timedelta(hours=1)
    assert decide(council, permit_id, "deputy").status_code == 303


def test_delegation_of_another_duty_decides_no_permit(council: Council) -> None:
    permit_id = asked(council, lay(council))
    with council.services.database.write() as unit:
        unit.scalars(select(Delegation)).one().duties = "suspension"

    assert decide(council, permit_id, "deputy").status_code == 403
    assert permits(council)[0].state == "asked"


def test_nobody_else_decides(council: Council) -> None:
    permit_id = asked(council, lay(council))

    statuses = [decide(council, permit_id, login).status_code for login in ("member1", "member2", "clerk1", "admin")]

    assert statuses == [403] * 4
    assert decide(council, "none", "chair").status_code == 404
    assert permits(council)[0].state == "asked"


def test_desk_shows_the_request_that_was_chosen_and_how_many_wait(council: Council) -> None:
    first, second = asked(council, lay(council)), ""
    ask(council.browser("member2"), lay(council, title="財産の取得"), reason=ASKED["reason"] + "（二件目）")
    second = permits(council)[-1].id
    chair = council.browser("chair")

    oldest, chosen = (chair.get(f"/permits/decide{query}").text for query in ("", f"?permit={second}"))

    assert "1 / 2&nbsp;件" in oldest
    assert f"/permits/{first}/decide" in oldest
    assert "（二件目）" in chosen
    assert f"/permits/{second}/decide" in chosen


def test_register_of_all_permits_is_the_secretariats(council: Council) -> None:
    laid = lay(council, level="3C")
    granted(council, laid)
    asked(council, laid, "member2")

    register = council.browser("clerk1").get("/permits").text

    assert "例外許可の記録簿" in register
    assert all(
        words in register for words in ("佐藤 花子 議員", "𠮷田 次郎 議員", "山本 一郎 議長", "0 / 1", "決裁待ち")
    )
    assert "パスワード" not in register
    own = council.browser("member2").get("/permits").text
    assert "佐藤 花子" not in own
    assert own.count('<div class="permit">') == 1
