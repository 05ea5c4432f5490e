"""A permit is granted for what the chair was shown, to somebody who could be handed it now."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import update

from app.materials.models import Material, Reader
from app.members.models import Person
from tests.app.permits.desk import GRANTED, ask, asked, granted, permits, shown_of, stand_at
from tests.app.reading.shelf import Laid, add_version, lay
from tests.support.council import Browser, Council
from tests.support.shown import mark_on


def desk(chair: Browser) -> str:
    return str(chair.get("/permits/decide").text)


def press(chair: Browser, permit_id: str, shown: str, **changes: str) -> tuple[int, str]:
    """The button of a desk that was opened before."""
    seen = mark_on(shown, f"/permits/{permit_id}/decide")
    assert seen
    fields = GRANTED | {"shown": seen} | changes
    answer = chair.post(f"/permits/{permit_id}/decide", fields)
    return answer.status_code, answer.text


def raise_level(council: Council, laid: Laid) -> None:
    answer = council.browser("clerk1").post(f"/prepare/materials/{laid.material}/label", {"label": "3B"})
    assert answer.status_code == 303, answer.text


def test_level_that_was_raised_since_the_desk_was_opened_is_shown_first(council: Council) -> None:
    laid = lay(council, level="2")
    permit_id, chair = asked(council, laid), council.browser("chair")
    shown = desk(chair)
    raise_level(council, laid)

    status, again = press(chair, permit_id, shown)

    assert (status, permits(council)[0].state) == (409, "asked")
    assert "この画面をひらいたあとに" in again
    assert "機密性3B" in again
    assert press(chair, permit_id, again)[0] == 303
    assert council.ledger("permit.decided")[-1]["detail"]["level"] == "3B"


def withdraw(council: Council, laid: Laid) -> None:
    answer = council.browser("clerk1").post(f"/prepare/materials/{laid.material}/withdraw", {"reason": "誤り"})
    assert answer.status_code == 303, answer.text


def suspend(council: Council, _laid: Laid) -> None:
    with council.services.database.write() as unit:
        unit.get_one(Person, council.people["member1"].id).state = "suspended"


def leave_out(council: Council, laid: Laid) -> None:
    with council.services.database.write() as unit:
        for reader in unit.query(Reader).filter(Reader.material_id == laid.material):
            unit.delete(reader)


@pytest.mark.rare("a paper that changes while a permit waits, in three ways")
@pytest.mark.parametrize(
    ("happens", "said"),
    [
        (withdraw, "資料は、いま公開されていません"),
        (suspend, "申請した人は、いま利用を止められているか、役職がありません"),
        (leave_out, "申請した人は、いまこの資料を読めません"),
    ],
)
def test_nothing_is_granted_that_could_not_be_handed_out(
    council: Council, happens: Callable[[Council, Laid], None], said: str
) -> None:
    laid = lay(council, level="2")
    permit_id, chair = asked(council, laid), council.browser("chair")
    shown = desk(chair)
    happens(council, laid)

    late = press(chair, permit_id, shown)
    fresh = desk(chair)

    assert (late[0], permits(council)[0].state) == (409, "asked")
    assert said in fresh
    assert 'value="grant"' not in fresh
    fields = GRANTED | {"shown": shown_of(council, permit_id)}
    assert chair.post(f"/permits/{permit_id}/decide", fields).status_code == 409
    assert press(chair, permit_id, shown, decision="refuse", reason="いまは出せません")[0] == 303


def test_paper_that_was_altered_beside_the_service_is_not_granted(council: Council) -> None:
    laid = lay(council, level="3B")
    permit_id, chair = asked(council, laid), council.browser("chair")
    with council.services.database.write() as unit:
        unit.execute(update(Material).where(Material.id == laid.material).values(confidentiality="2"))

    fields = GRANTED | {"shown": shown_of(council, permit_id)}
    assert chair.post(f"/permits/{permit_id}/decide", fields).status_code == 409
    assert "書き換えられた疑い" in desk(chair)


def test_revoking_without_a_reason_comes_back_to_the_desk(council: Council) -> None:
    permit_id, chair = granted(council, lay(council, level="2")), council.browser("chair")

    answer = chair.post(f"/permits/{permit_id}/decide", {"decision": "revoke", "reason": "   "})

    assert answer.status_code == 422
    assert "取り消していません" in answer.text
    assert "いま使える許可" in answer.text
    assert permits(council)[0].state == "granted"


def test_holder_who_reads_the_paper_no_more_is_told_why_the_pdf_is_withheld(council: Council) -> None:
    laid = lay(council, level="2")
    granted(council, laid)
    leave_out(council, laid)

    assert "あなたは、いまこの資料を読む人に入っていません" in council.browser("member1").get("/permits").text


def test_deadline_that_was_shown_before_midnight_is_not_reckoned_anew_after_it(council: Council) -> None:
    stand_at("2027-05-14 23:50")
    laid = lay(council)
    permit_id, shown = asked(council, laid), desk(council.browser("chair"))
    stand_at("2027-05-15 00:03")
    chair = council.browser("chair")

    status, again = press(chair, permit_id, shown, until="three")

    assert (status, permits(council)[0].state) == (409, "asked")
    assert "日付が変わりました" in again
    assert press(chair, permit_id, again, until="three")[0] == 303


@pytest.mark.parametrize("change", ["the day", "the version"])
def test_request_is_for_the_day_and_the_version_of_its_screen(council: Council, change: str) -> None:
    stand_at("2027-05-14 23:50")
    laid, member = lay(council), council.browser("member1")
    made_from = re.search(r'name="made_from" value="(\w+)"', member.get(f"/papers/{laid.material}/permit").text)
    assert made_from
    if change == "the day":
        stand_at("2027-05-15 00:03")
    else:
        add_version(council, laid.material, number=2)

    refused = ask(council.browser("member1"), laid, until="three", made_from=made_from[1])

    assert (refused.status_code, permits(council)) == (422, [])
    assert "期限を確かめて、もう一度押してください" in refused.text
    now = re.search(r'name="made_from" value="(\w+)"', refused.text)
    assert now
    assert ask(council.browser("member1"), laid, until="three", made_from=now[1]).status_code == 303
