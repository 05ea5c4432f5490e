"""Asking for an exception: what is typed is kept, what is missing is said, what is sent has a number."""

import pytest

from tests.app.permits.desk import ASKED, REASON, ask, asked, decide, permits, stand_at
from tests.app.reading.shelf import add_version, lay
from tests.support.council import Council

pytestmark = pytest.mark.alike("who may ask for a permit, decide it and use it; others ask for the same on both")


def test_each_mistake_has_its_sentence_and_what_was_typed_stays(council: Council) -> None:
    stand_at("2026-12-08 10:24")
    laid = lay(council)
    member = council.browser("member1")
    mistakes = [
        ({"reason": "　急ぐ "}, "いつ、どこで、何に使うかを、議長に分かるように書いてください。"),
        ({"reason": "長" * 1001}, "長すぎます。1,000 字までで書いてください。"),
        ({"until": "date", "until_date": "あした"}, "日付を選んでください。"),
        ({"until": "", "until_date": ""}, "日付を選んでください。"),
        ({"until": "date", "until_date": "2026-12-07"}, "過ぎた日は選べません。"),
        ({"until": "date", "until_date": "2027-01-08"}, "期限が長すぎます。1月7日までの日を選んでください。"),
    ]

    for changes, sentence in mistakes:
        answer = ask(member, laid, **changes)
        assert (answer.status_code, sentence in answer.text) == (422, True), sentence
        assert changes.get("reason", REASON).strip() in answer.text
        assert changes.get("until_date", "") in answer.text
    assert permits(council) == []
    assert council.ledger("permit.asked") == []


def test_several_mistakes_are_told_at_once(council: Council) -> None:
    answer = ask(council.browser("member1"), lay(council), reason="<s>", until="date")

    assert all(words in answer.text for words in ("いつ、どこで、何に", "日付を選んで"))
    assert "&lt;s&gt;" in answer.text
    assert "<s>" not in answer.text


def test_reason_as_long_as_its_field_allows_is_taken_with_its_line_ends(council: Council) -> None:
    reason = "\r\n".join(["あ" * 99] * 10)

    answer = ask(council.browser("member1"), lay(council), reason=reason)

    assert answer.status_code == 303
    assert permits(council)[0].reason == "\n".join(["あ" * 99] * 10)


def test_request_is_kept_and_recorded_with_its_reason(council: Council) -> None:
    stand_at("2026-12-08 10:24")
    laid = lay(council)

    answer = ask(council.browser("member1"), laid, until="date", until_date="2027-01-07")

    assert (answer.status_code, answer.headers["location"]) == (303, "/permits?asked=1")
    [permit] = permits(council)
    assert (permit.person_id, permit.version_id) == (council.people["member1"].id, laid.version)
    assert (permit.purpose, permit.state, permit.uses) == ("save", "asked", 0)
    assert permit.wanted_until.isoformat() == "2027-01-07T08:00:00+00:00"
    [record] = council.ledger("permit.asked")
    assert (record["material"], record["version"]) == (laid.material, laid.version)
    assert record["detail"] == {"permit": "令和8年 第1号", "purpose": "save", "reason": REASON}
    assert "議長に申請しました" in council.browser("member1").get("/permits?asked=1").text


def test_numbers_run_through_a_year_of_the_era_and_begin_anew(council: Council) -> None:
    papers = [lay(council, title=f"資料{number}") for number in range(4)]
    for moment, laid in zip(
        ("2026-12-31 23:50", "2026-12-31 23:59", "2027-01-01 00:01", "2027-01-01 00:02"), papers, strict=True
    ):
        stand_at(moment)
        asked(council, laid)

    assert [permit.number for permit in permits(council)] == [
        "令和8年 第1号",
        "令和8年 第2号",
        "令和9年 第1号",
        "令和9年 第2号",
    ]


def test_request_that_waits_is_not_made_twice(council: Council) -> None:
    laid = lay(council)
    asked(council, laid)
    member = council.browser("member1")

    again = ask(member, laid)

    assert again.status_code == 409
    assert "この資料の申請は、もう出ています" in again.text
    assert "<form class=" not in member.get(f"/papers/{laid.material}/permit").text
    assert len(permits(council)) == 1
    asked(council, laid, "member2")
    assert len(permits(council)) == 2


def test_request_of_last_year_that_waits_is_not_made_twice_in_the_new_year(council: Council) -> None:
    laid = lay(council)
    stand_at("2026-12-31 23:50")
    asked(council, laid)
    stand_at("2027-01-01 00:10")

    again = ask(council.browser("member1"), laid)

    assert again.status_code == 409
    assert "この資料の申請は、もう出ています" in again.text


def test_after_a_refusal_one_may_ask_again(council: Council) -> None:
    laid = lay(council)
    decide(council, asked(council, laid), decision="refuse", reason="会議の前のため")

    assert ask(council.browser("member1"), laid).status_code == 303


def test_new_version_may_be_asked_for_while_the_former_request_waits(council: Council) -> None:
    laid = lay(council)
    asked(council, laid)
    newer = add_version(council, laid.material, number=2)

    assert ask(council.browser("member1"), laid).status_code == 303
    assert [permit.version_id for permit in permits(council)] == [laid.version, newer]


def test_only_who_may_read_a_paper_asks_for_it(council: Council) -> None:
    laid = lay(council)

    statuses = {login: ask(council.browser(login), laid).status_code for login in ("executive", "clerk1", "admin")}

    assert statuses == {"executive": 404, "clerk1": 403, "admin": 403}
    assert ask(council.browser(), laid).status_code in {303, 401}
    assert permits(council) == []


def test_form_says_when_the_pdf_will_need_a_password(council: Council) -> None:
    member = council.browser("member1")

    pages = [
        member.get(f"/papers/{lay(council, level=level).material}/permit").text for level in ("1", "2", "3C", None)
    ]

    assert ["パスワード付きの" in page for page in pages] == [False, True, True, True]


def test_request_that_fails_keeps_its_number_for_the_next(council: Council) -> None:
    laid = lay(council)
    ask(council.browser("member1"), laid, reason="")
    asked(council, laid)

    assert permits(council)[0].number.endswith("第1号")
    assert ASKED["reason"] == permits(council)[0].reason
