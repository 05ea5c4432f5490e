"""Emergencies (7-4(2)): the administrator begins one, the chair hears at once, and confirms it or it lapses."""

from typing import Any

import pytest
from sqlalchemy import select

from app.access.facts import DeviceKind
from app.auth.alarms.models import Alarm, AlarmWatch
from app.materials.models import Material
from app.permits.exceptions.overdue import tell_unconfirmed
from app.settings import SettingsError, load
from tests.app.permits.desk import decide, go_to, permits, shown_of
from tests.app.permits.excepting import Excepting
from tests.app.reading.shelf import add_version
from tests.app.test_seals import sql
from tests.support.council import Council

pytestmark = [
    pytest.mark.alike("who may ask for a permit, decide it and use it; others ask for the same on both"),
    pytest.mark.rare("an administrator acts first; only that desk moves it"),
]


def alarms(council: Council) -> list[tuple[str, frozenset[str]]]:
    """What the offices were told of emergencies, and which offices."""
    with council.services.database.read() as unit:
        found = unit.scalars(select(Alarm).where(Alarm.kind == "emergency").order_by(Alarm.at, Alarm.id)).all()
        told = select(AlarmWatch.role)
        return [(each.detail, frozenset(unit.scalars(told.where(AlarmWatch.alarm_id == each.id)))) for each in found]


@pytest.mark.both("what happens at once or in between")
@pytest.mark.clause("I 7-4(2)")
def test_emergency_holds_at_once_the_chair_hears_of_it_and_confirms(council: Council) -> None:
    scene = Excepting(council, papers=2)

    permit_id = scene.begun()

    for permit in permits(council):
        assert scene.use(permit.id).status_code == 303
    assert [scene.page(laid=laid) for laid in scene.laid] == [200, 200]
    [(detail, offices)] = alarms(council)
    assert "緊急の例外" in detail
    assert offices == {"chair", "administrator"}
    desk = council.browser("chair").get("/permits/decide").text
    assert "緊急の例外を認めるかを決めてください" in desk
    assert "data-desk" in desk or "決裁" in desk
    assert decide(council, permit_id).status_code == 303
    assert [each.state for each in permits(council)] == ["granted"] * 2
    assert scene.page() == 200
    assert council.ledger("permit.emergency")[0]["detail"]["person"] == council.people["member1"].id


def test_chair_overrules_and_the_next_page_is_refused(council: Council) -> None:
    scene = Excepting(council)
    permit_id = scene.begun()
    scene.use(permit_id)
    assert scene.page() == 200

    without = decide(council, permit_id, decision="refuse", reason="")
    overruled = decide(council, permit_id, decision="refuse", reason="待てたはずのため")

    assert (without.status_code, overruled.status_code) == (422, 303)
    assert scene.page() == 403
    assert decide(council, permit_id).status_code == 409


def test_emergency_is_ended_only_by_a_chair_who_saw_it_as_it_is(council: Council) -> None:
    """A no ends what somebody is using, so it is bound to what was shown, as a yes is."""
    scene = Excepting(council)
    permit_id = scene.begun()
    scene.use(permit_id)
    seen = shown_of(council, permit_id)
    with council.services.database.write() as unit:
        unit.get_one(Material, scene.laid[0].material).title = "別の資料"

    late = [decide(council, permit_id, decision="refuse", reason="不要", shown=mark) for mark in (seen, "")]
    went_on = scene.page()
    fresh = decide(council, permit_id, decision="refuse", reason="不要")

    assert [each.status_code for each in late] == [409, 409]
    assert "不要" in late[0].text
    assert (went_on, fresh.status_code, scene.page()) == (200, 303, 403)


@pytest.mark.both("asks for rows as no other test does")
@pytest.mark.clause("I 7-4(2)")
def test_unconfirmed_emergency_lapses_by_itself_and_is_an_alarm_once(council: Council) -> None:
    go_to()
    scene = Excepting(council)
    permit_id = scene.begun(hours="6")
    scene.use(permit_id)
    hours = council.services.settings.exceptions.confirm_hours
    assert hours > 6

    go_to(hours=6, minutes=1)
    lapsed = scene.use(permit_id, council.browser("member1", device=DeviceKind.PERSONAL)).status_code
    go_to(hours=hours - 6)
    for _ in range(2):
        tell_unconfirmed(council.services.database)

    assert lapsed == 403
    assert [detail for detail, _offices in alarms(council)][1:] == [
        f"緊急の例外（{scene.state(permit_id).number}）が、確認されないまま期限を過ぎて終了"
    ]
    assert "確認されず終了" in council.browser("admin").get("/permits").text


def test_late_word_of_the_chair_is_kept_and_brings_nothing_back(council: Council) -> None:
    go_to()
    scene = Excepting(council)
    permit_id = scene.begun(hours="1")
    go_to(hours=2)

    late = decide(council, permit_id)

    fresh = Excepting.use(scene, permit_id, council.browser("member1", device=DeviceKind.PERSONAL))
    assert (late.status_code, fresh.status_code) == (303, 403)
    assert scene.state(permit_id).state == "granted"


def test_replaced_paper_is_not_brought_back_by_the_chairs_word(council: Council) -> None:
    scene = Excepting(council)
    permit_id = scene.begun()
    scene.use(permit_id)
    add_version(council, scene.laid[0].material, number=2)

    assert decide(council, permit_id).status_code == 303
    assert scene.page() != 200


@pytest.mark.clause("I 7-4(2)")
def test_nobody_begins_one_for_themselves_and_nobody_else_begins_one(council: Council) -> None:
    council.browser("admin", device=DeviceKind.PERSONAL)
    scene = Excepting(council)
    own = scene.begin(device=scene.device_of("admin"))
    others = [scene.begin(login).status_code for login in ("clerk1", "chair", "deputy", "member1", "investigator")]

    assert (own.status_code, "自分自身について決めることはできません" in own.text) == (403, True)
    assert others == [403] * 5
    assert permits(council) == []
    assert alarms(council) == []


def test_whoever_began_it_does_not_confirm_it(council: Council) -> None:
    scene = Excepting(council)
    permit_id = scene.begun()

    answers = [decide(council, permit_id, login).status_code for login in ("admin", "member1", "clerk1")]

    assert answers == [403] * 3
    assert scene.state(permit_id).state == "emergency"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"hours": "7"}, "緊急の例外は 6 時間までです。"),
        ({"hours": "0"}, "何時間は 1 から 24 までの数字にしてください。"),
        ({"reason": ""}, "なぜ議長の許可を待てないかを書いてください。"),
        ({"device": ""}, "端末を選んでください。"),
        ({"kind": "zone"}, "人を選んでください。"),
        ({"papers": []}, "資料を 1 件以上選んでください。"),
        ({"device": "nothing"}, "選んだものが、いまは一覧にありません。"),
        ({"made_from": "0" * 16}, "資料か日付が変わりました"),
    ],
)
def test_emergency_stays_within_its_bounds(council: Council, changes: dict[str, Any], sentence: str) -> None:
    scene = Excepting(council)

    answer = scene.begin(**changes)

    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert permits(council) == []
    assert alarms(council) == []


def test_emergency_is_not_made_longer_by_another_one(council: Council) -> None:
    go_to()
    scene = Excepting(council)
    scene.begun(hours="1")

    at_once = scene.begin().status_code
    go_to(hours=2)

    assert (at_once, scene.begin().status_code) == (409, 409)
    assert len(permits(council)) == 1


@pytest.mark.both("asks for rows as no other test does")
def test_emergency_is_not_made_longer_by_one_for_another_version(council: Council) -> None:
    """Whoever replaces the file could else go on without the chair for ever."""
    go_to()
    scene = Excepting(council)
    first, confirm_hours = scene.begun(hours="6"), council.services.settings.exceptions.confirm_hours
    go_to(hours=confirm_hours - 1)
    add_version(council, scene.laid[0].material, number=2)

    corrected = scene.begun(hours="6")
    go_to(hours=2)
    add_version(council, scene.laid[0].material, number=3)

    assert scene.state(corrected).confirm_by == scene.state(first).confirm_by
    assert scene.begin(hours="6").status_code == 409
    assert len(permits(council)) == 2


@pytest.mark.parametrize(
    ("key", "value"), [("emergency_hours", "25"), ("emergency_hours", "0"), ("confirm_hours", "73")]
)
def test_hours_of_emergencies_are_bounded(tmp_path: Any, key: str, value: str) -> None:
    (tmp_path / "gijo.toml").write_text(f"[exceptions]\n{key} = {value}\n")

    with pytest.raises(SettingsError, match=rf"\[exceptions\] {key}"):
        load({"GIJO_HOME": str(tmp_path)})


def _begun_and_refused(scene: Excepting) -> None:
    assert decide(scene.council, scene.begun(), decision="refuse", reason="待てたはずのため").status_code == 303


def _applied_and_refused(scene: Excepting) -> None:
    assert decide(scene.council, scene.applied(), decision="refuse", reason="認めないため").status_code == 303


def _granted_and_revoked(scene: Excepting) -> None:
    assert decide(scene.council, scene.granted(), decision="revoke", reason="やめるため").status_code == 303


def _confirmed_and_revoked(scene: Excepting) -> None:
    permit_id = scene.begun()
    answers = [decide(scene.council, permit_id), decide(scene.council, permit_id, decision="revoke", reason="やめる")]
    assert [answer.status_code for answer in answers] == [303, 303]


def _refused_and_its_row_altered(scene: Excepting) -> None:
    _begun_and_refused(scene)
    sql(scene.council, "UPDATE permit SET state = 'withdrawn'")


@pytest.mark.both("asks for rows as no other test does")
@pytest.mark.clause("I 7-4(2)")
@pytest.mark.parametrize(
    "says_no",
    [
        _begun_and_refused,
        _applied_and_refused,
        _granted_and_revoked,
        _confirmed_and_revoked,
        _refused_and_its_row_altered,
    ],
)
def test_what_the_chair_refused_or_revoked_is_not_begun_by_the_administrator(council: Council, says_no: Any) -> None:
    scene = Excepting(council)
    says_no(scene)
    add_version(council, scene.laid[0].material, number=2)
    told = len(alarms(council))

    again = scene.begin()

    assert (again.status_code, "議長の決定を待ってください" in again.text) == (409, True)
    assert (len(permits(council)), len(alarms(council))) == (1, told)
    assert scene.page() != 200


def test_chairs_later_yes_lets_an_emergency_begin_again(council: Council) -> None:
    scene = Excepting(council)
    _begun_and_refused(scene)

    scene.granted()

    assert scene.begin().status_code == 303


@pytest.mark.parametrize("is_confirmed", [False, True])
def test_whoever_began_one_ends_it_and_the_chair_still_decides(council: Council, *, is_confirmed: bool) -> None:
    scene = Excepting(council, papers=2)
    permit_id = scene.begun()
    for permit in permits(council):
        scene.use(permit.id)
    if is_confirmed:
        decide(council, permit_id)
    opened = scene.page()
    way = f"/permits/{permit_id}/withdraw"
    others = [council.browser(login).post(way).status_code for login in ("member1", "clerk1")]
    admin = council.browser("admin")
    offered = "緊急の例外を終える" in admin.get("/permits").text

    ended, again = admin.post(way), admin.post(way)

    assert (opened, others, offered) == (200, [404, 404], True)
    assert (ended.headers["location"], again.status_code) == ("/permits?ended=1", 409)
    assert [scene.page(laid=laid) for laid in scene.laid] == [403, 403]
    assert len(council.ledger("permit.withdrawn")) == 2
    assert "緊急の例外を終える" not in admin.get(ended.headers["location"]).text
    if not is_confirmed:
        assert scene.begin().status_code == 409
        assert "この緊急の例外は、もう終わっています" in council.browser("chair").get("/permits/decide").text
        assert decide(council, permit_id).status_code == 303
        assert scene.page() == 403


@pytest.mark.parametrize("form", ["apply", "emergency"])
def test_form_tells_of_no_kind_that_it_does_not_offer(council: Council, form: str) -> None:
    scene = Excepting(council)

    page = council.browser("admin").get(f"/permits/{form}?meeting={scene.meeting}").text

    assert "例外の種類" in page
    assert "決められた場所の外" not in page


@pytest.mark.parametrize(("papers", "is_pack"), [(1, False), (2, True)])
def test_desk_speaks_of_others_only_where_several_were_granted_together(
    council: Council, papers: int, *, is_pack: bool
) -> None:
    Excepting(council, papers=papers).granted()

    page = council.browser("chair").get("/permits/decide").text

    assert "（個人の端末で機密性3 の資料を読む）" in page
    assert ("ほか、まとめて許可したもの" in page) is is_pack
