"""Exceptions from the handling table (7-4(1)): applied for by the administrator, decided by the chair, then used."""

from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from app import clock
from app.access.facts import DeviceKind
from app.materials.models import Material
from app.members.models import Suspension
from app.permits.models import Permit
from tests.app.auth.devicing import check_network
from tests.app.permits.desk import decide, go_to, granted, permits, receive
from tests.app.permits.excepting import Excepting
from tests.app.reading.shelf import add_version, lay
from tests.app.registers.test_takeouts import give, put_back
from tests.app.test_seals import sql
from tests.support.council import Council, council_in
from tests.support.shown import mark_on

pytestmark = pytest.mark.rare("exceptions asked for many at once; only that desk moves it")

READS, CLOSED = 200, 403


@pytest.mark.clause("I 7-4(1)")
@pytest.mark.clause("I 2章2(1) 取扱制限1")
def test_class_3_on_a_personal_device_is_read_by_the_chairs_exception_alone(council: Council) -> None:
    scene = Excepting(council, papers=2)
    refused = scene.phone.get(f"/papers/{scene.laid[0].material}")
    permit_id = scene.granted(papers=[scene.laid[0].material])
    before = scene.page()

    begun = scene.use(permit_id)

    assert (refused.status_code, "許可の画面をひらく" in refused.text, before) == (403, True, CLOSED)
    assert (begun.status_code, begun.headers["location"]) == (303, f"/papers/{scene.laid[0].material}")
    assert scene.phone.get(f"/papers/{scene.laid[0].material}").status_code == READS
    assert [scene.page(), scene.page(laid=scene.laid[1])] == [READS, CLOSED]
    number = scene.state(permit_id).number
    assert council.ledger("page.issued")[-1]["detail"]["exception"] == number
    assert council.ledger("permit.opened")[0]["detail"] == {"permit": number, "purpose": "device", "use": 1}


def test_exception_opens_nothing_but_what_it_is_for(council: Council) -> None:
    scene = Excepting(council)
    permit_id = scene.granted()
    own = council.browser("member1", device=DeviceKind.PERSONAL)
    other = council.browser("member2", device=DeviceKind.PERSONAL)

    answers = [scene.use(permit_id, own), scene.use(permit_id, other), receive(scene.phone, permit_id)]

    assert [answer.status_code for answer in answers] == [403, 404, 403]
    assert "許可された端末" in answers[0].text
    scene.use(permit_id)
    assert [scene.page(), scene.page(own), scene.page(other)] == [READS, CLOSED, CLOSED]
    assert receive(council.browser("member1"), permit_id).status_code == 403
    assert scene.phone.fetch(f"/papers/{scene.laid[0].material}/original").status_code == 403


def test_use_counts_once_a_session_and_no_more_than_was_granted(council: Council) -> None:
    scene = Excepting(council)
    permit_id = scene.granted()

    again = [scene.use(permit_id).status_code for _ in range(2)]

    assert (again, scene.state(permit_id).uses) == ([303, 303], 1)
    assert len(council.ledger("permit.opened")) == 1
    shown = scene.phone.get("/permits").text
    assert "使用済み" in shown
    assert "資料をひらく" in shown


def _revoked(scene: Excepting, permit_id: str) -> None:
    assert decide(scene.council, permit_id, decision="revoke", reason="必要がなくなったため").status_code == 303


def _lapsed(_scene: Excepting, _permit_id: str) -> None:
    go_to(days=4)


def _replaced(scene: Excepting, _permit_id: str) -> None:
    add_version(scene.council, scene.laid[0].material, number=2)


def _suspended(scene: Excepting, _permit_id: str) -> None:
    with scene.council.services.database.write() as unit:
        holder = scene.council.people["member1"].id
        now, chair = clock.now(), scene.council.people["chair"].id
        row = Suspension(person_id=holder, reason="調査のため", decided_at=now, decided_by=chair)
        row.lifted_at, row.lifted_by = now, chair
        unit.add(row)


def _altered(scene: Excepting, permit_id: str) -> None:
    sql(scene.council, "UPDATE permit SET expires_at = expires_at + 1 WHERE id = :id", id=permit_id)


def _opening_moved(scene: Excepting, permit_id: str) -> None:
    sql(scene.council, "UPDATE permit_opening SET opened_at = opened_at + 1 WHERE permit_id = :id", id=permit_id)


@pytest.mark.parametrize("ends", [_revoked, _lapsed, _replaced, _suspended, _altered, _opening_moved])
def test_page_after_the_end_of_an_exception_is_refused(council: Council, ends: Any) -> None:
    scene = Excepting(council)
    permit_id = scene.granted(uses="3")
    scene.use(permit_id)
    assert scene.page() == READS

    ends(scene, permit_id)

    assert scene.page() != READS


def test_wrong_people_neither_apply_nor_decide(council: Council) -> None:
    scene = Excepting(council)
    applied = [scene.apply(login).status_code for login in ("member1", "clerk1", "chair", "deputy", "investigator")]
    permit_id = scene.applied()

    decided = [decide(council, permit_id, login).status_code for login in ("admin", "clerk1", "member1", "member2")]

    assert (applied, decided) == ([403] * 5, [403] * 4)
    assert scene.state(permit_id).state == "asked"


def test_nobody_decides_for_themselves_and_the_delegate_decides_the_rest(council: Council) -> None:
    """The chair's own part of an application waits for the delegate, and the other way round."""
    council.browser("chair", device=DeviceKind.PERSONAL)
    scene = Excepting(council)
    own = scene.device_of("chair")
    scene.applied(devices=[own, scene.device])
    of_chair, of_member = (
        next(each.id for each in permits(council) if each.device_id == device) for device in (own, scene.device)
    )

    answers = [decide(council, of_chair), decide(council, of_member), decide(council, of_chair, "deputy")]

    assert [answer.status_code for answer in answers] == [403, 303, 303]
    assert {scene.state(each).state for each in (of_chair, of_member)} == {"granted"}
    assert scene.state(of_chair).decided_by == council.people["deputy"].id
    assert council.ledger("permit.decided")[-1]["detail"]["acting_for"] == council.people["chair"].id


def test_decision_covers_the_pack_once_and_is_taken_back_as_one(council: Council) -> None:
    scene = Excepting(council, papers=3)
    permit_id = scene.applied()
    page = council.browser("chair").get("/permits/decide").text

    first, second = decide(council, permit_id), decide(council, permit_id)

    assert all(f"補正予算書 {number}" in page for number in range(3))
    assert "支給端末だけ" in page
    assert page.count('name="decision" value="grant"') == 1
    assert (first.status_code, second.status_code) == (303, 409)
    assert [each.state for each in permits(council)] == ["granted"] * 3
    _revoked(scene, permit_id)
    assert [each.state for each in permits(council)] == ["revoked"] * 3


def test_what_changed_after_the_desk_was_opened_is_not_decided_unseen(council: Council) -> None:
    scene = Excepting(council, papers=2)
    permit_id = scene.applied()
    seen = mark_on(council.browser("chair").get("/permits/decide").text, f"/permits/{permit_id}/decide")
    add_version(council, scene.laid[1].material, number=2)

    stale = decide(council, permit_id, shown=seen)

    assert (stale.status_code, "まだ決まっていません" in stale.text) == (409, True)
    assert "これだけは不許可になります" in stale.text
    assert decide(council, permit_id).status_code == 303
    assert sorted(each.state for each in permits(council)) == ["granted", "refused"]


def test_late_decision_needs_another_deadline(council: Council) -> None:
    scene = Excepting(council)
    permit_id = scene.applied()
    go_to(days=4)

    late = decide(council, permit_id)

    assert (late.status_code, "申請された期限は過ぎています" in late.text) == (422, True)
    assert scene.state(permit_id).state == "asked"


def test_asker_takes_the_whole_application_back_and_nobody_else(council: Council) -> None:
    scene = Excepting(council, papers=2)
    permit_id = scene.applied()

    others = [
        council.browser(login).post(f"/permits/{permit_id}/withdraw").status_code for login in ("member1", "clerk1")
    ]
    taken = council.browser("admin").post(f"/permits/{permit_id}/withdraw")

    assert (others, taken.status_code) == ([404, 404], 303)
    assert [each.state for each in permits(council)] == ["withdrawn"] * 2
    assert decide(council, permit_id).status_code == 409


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"papers": []}, "資料を 1 件以上選んでください。"),
        ({"devices": []}, "端末を 1 台以上選んでください。"),
        ({"kind": "zone", "people": []}, "人を 1 人以上選んでください。"),
        ({"kind": "save"}, "例外の種類を選んでください。"),
        ({"reason": "要"}, "なぜ例外が要るかを"),
        ({"uses": "9"}, "回数は 1 から 3 の間で選んでください。"),
        ({"until": "date", "until_date": "2099-01-01"}, "期限が長すぎます。"),
        ({"papers": ["nothing"]}, "選んだものが、いまは一覧にありません。"),
        ({"devices": ["nothing"]}, "選んだものが、いまは一覧にありません。"),
        ({"made_from": "0" * 16}, "資料か日付が変わりました"),
    ],
)
def test_mistakes_in_an_application_ask_for_nothing(council: Council, changes: dict[str, Any], sentence: str) -> None:
    scene = Excepting(council)

    answer = scene.apply(**changes)

    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert permits(council) == []


def test_exception_gives_no_paper_to_who_does_not_read_it(council: Council) -> None:
    scene = Excepting(council, groups=(), people=("member2",))

    answer = scene.apply()

    assert (answer.status_code, "申請した人は、いまこの資料を読めません" in answer.text) == (409, True)
    assert permits(council) == []


def test_same_application_is_not_sent_twice(council: Council) -> None:
    scene = Excepting(council)
    scene.applied()

    assert scene.apply().status_code == 409
    assert len(permits(council)) == 1


def test_exception_that_begins_later_is_not_used_before(council: Council) -> None:
    go_to()
    scene = Excepting(council)
    day = clock.jst(clock.now() + timedelta(days=2)).date()
    permit_id = scene.granted(starts_on=str(day), until="week")

    early = scene.use(permit_id).status_code

    assert early == 403
    assert "期間の前" in scene.phone.get("/permits").text


WANTED = (
    "UPDATE permit SET wanted_until = wanted_until + 864000000000",
    "UPDATE permit SET reason = '議長が自ら認めた例外'",
    "UPDATE permit SET conditions = ''",
    "UPDATE permit SET word_of = 'x'",
)
DECIDED = ("UPDATE permit SET decided_by = person_id", "UPDATE permit SET decision_reason = '別の理由'")


@pytest.mark.parametrize("edit", WANTED)
def test_what_was_asked_for_and_edited_beside_the_service_is_not_granted(council: Council, edit: str) -> None:
    scene = Excepting(council)
    permit_id = scene.applied(word_of=council.people["member1"].id, conditions="個室で読むこと")
    seen = mark_on(council.browser("chair").get("/permits/decide").text, f"/permits/{permit_id}/decide")
    sql(council, edit)

    answers = [decide(council, permit_id, shown=seen), decide(council, permit_id)]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert scene.state(permit_id).state == "asked"


@pytest.mark.parametrize("edit", DECIDED)
def test_decision_edited_beside_the_service_ends_the_exception(council: Council, edit: str) -> None:
    scene = Excepting(council)
    permit_id = scene.granted()
    scene.use(permit_id)
    before = scene.page()

    sql(council, edit)

    assert (before, scene.page(), scene.state(permit_id).is_intact) == (READS, CLOSED, False)
    assert "書き換えの疑い" in council.browser("admin").get("/permits").text


def test_desks_mark_covers_what_was_asked_for(council: Council) -> None:
    scene = Excepting(council)
    permit_id = scene.applied(conditions="個室で読むこと")
    seen = mark_on(council.browser("chair").get("/permits/decide").text, f"/permits/{permit_id}/decide")
    with council.services.database.write() as unit:
        unit.get_one(Permit, permit_id).conditions = "どこで読んでもよい"

    stale = decide(council, permit_id, shown=seen)

    assert (stale.status_code, "まだ決まっていません" in stale.text) == (409, True)
    assert scene.state(permit_id).state == "asked"


def test_chair_does_not_decide_what_was_applied_for_on_the_chairs_own_word(council: Council) -> None:
    scene = Excepting(council)
    permit_id = scene.applied(word_of=council.people["chair"].id)

    answers = [decide(council, permit_id), decide(council, permit_id, "deputy")]

    assert [answer.status_code for answer in answers] == [403, 303]


def test_word_of_nobody_is_no_word(council: Council) -> None:
    scene = Excepting(council)

    answer = scene.apply(word_of="z" * 26)

    assert (answer.status_code, "選んだものが、いまは一覧にありません。" in answer.text) == (422, True)
    assert permits(council) == []


def test_desk_names_the_word_the_conditions_and_the_device(council: Council) -> None:
    scene = Excepting(council)
    scene.applied(word_of=council.people["member1"].id, conditions="個室で読むこと")

    page = council.browser("chair").get("/permits/decide").text

    assert all(
        words in page for words in ("田中 誠 事務局長", "佐藤 花子 議員の申し出による", "個室で読むこと", "試験の端末")
    )


def test_permit_for_a_pdf_lifts_nothing_of_the_table(council: Council) -> None:
    laid = lay(council, level="3C")
    phone = council.browser("member1", device=DeviceKind.PERSONAL)
    permit = granted(council, laid)

    assert phone.post(f"/permits/{permit}/open").status_code == 403
    assert phone.fetch(laid.page()).status_code == CLOSED


def test_permit_row_of_another_kind_by_sql_lifts_nothing(council: Council) -> None:
    scene = Excepting(council)
    permit_id = scene.granted()
    with council.services.database.write() as unit:
        unit.get_one(Permit, permit_id).purpose = "save"
    sql(council, "UPDATE permit SET purpose = 'device' WHERE id = :id", id=permit_id)

    assert scene.use(permit_id).status_code == 403
    assert scene.page() == CLOSED


def test_3a_outside_of_the_zone_is_read_by_the_chairs_exception(each_database: str, tmp_path: Path) -> None:
    with council_in(tmp_path / "zoned", trusted_zones=(ip_network("10.9.0.0/16"),)) as council:
        scene = Excepting(council, level="3A", groups=(), people=("member1",))
        permit_id = scene.granted(kind="zone", people=[council.people["member1"].id], devices=[])
        tablet = council.browser("member1")
        before, unnoticed = scene.page(tablet), scene.use(permit_id, tablet)
        told = tablet.get("/permits").text
        give(tablet)
        check_network(tablet)
        scene.use(permit_id, tablet)

        assert (before, unnoticed.status_code, "持ち出しの届が必要です" in unnoticed.text) == (CLOSED, CLOSED, True)
        assert "持ち出しの届</a>を出している間だけ使えます" in told
        assert (scene.page(tablet), scene.page()) == (READS, CLOSED)
        put_back(tablet)
        assert scene.page(tablet) == CLOSED


@pytest.mark.parametrize("level", ["3B", "3C", "2"])
def test_exception_that_lifts_nothing_is_neither_applied_for_nor_begun(
    each_database: str, tmp_path: Path, level: str
) -> None:
    with council_in(tmp_path / "zoned", trusted_zones=(ip_network("10.9.0.0/16"),)) as council:
        scene, member = Excepting(council, level=level, groups=(), people=("member1",)), council.people["member1"].id

        answers = [
            scene.apply(kind="zone", people=[member], devices=[]),
            scene.begin(kind="zone", person=member, device=""),
        ]

        assert [answer.status_code for answer in answers] == [422, 422]
        assert all("この例外の要らないものがあります" in answer.text or level == "2" for answer in answers)
        assert permits(council) == []


def test_exception_that_no_longer_lifts_anything_is_not_granted(council: Council) -> None:
    scene = Excepting(council)
    permit_id = scene.applied()
    with council.services.database.write() as unit:
        unit.get_one(Material, scene.laid[0].material).confidentiality = "2"

    page = council.browser("chair").get("/permits/decide").text

    assert "この例外がなくても、決まりのとおりに読める資料です" in page
    assert decide(council, permit_id).status_code == 409
    assert scene.state(permit_id).state == "asked"
