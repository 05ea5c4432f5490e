"""The periodic review (7-4(3)): what stood of exceptions is kept with what came of it; a missed one is an alarm."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from app.access.facts import DeviceKind
from app.auth.alarms.models import Alarm
from app.permits.models import Permit
from app.permits.reviews.acts import tell_overdue_review
from app.permits.reviews.models import PermitReview
from tests.app.people.ends import end_office
from tests.app.permits.desk import asked, decide, go_to, granted, receive
from tests.app.permits.excepting import Excepting
from tests.app.reading.shelf import lay
from tests.app.test_seals import sql
from tests.support.council import Browser, Council
from tests.support.shown import mark_on

REVIEWS = "/permits/reviews"
RESULT = {"result": "残してよい。次の定例会までに終える。"}


def shown(browser: Browser) -> str:
    page: str = browser.get(REVIEWS).text
    return mark_on(page, REVIEWS)


@pytest.mark.clause("I 7-4(3)")
def test_review_keeps_what_stood_when_it_was_made(council: Council) -> None:
    scene, admin = Excepting(council), council.browser("admin")
    permit_id = scene.granted()
    number = scene.state(permit_id).number

    answer = admin.post(REVIEWS, RESULT | {"shown": shown(admin)})
    decide(council, permit_id, decision="revoke", reason="必要がなくなったため")

    kept = council.browser("chair").get(answer.headers["location"]).text
    assert all(words in kept for words in (number, "佐藤 花子 議員", "補正予算書 0", RESULT["result"], "許可 1 件"))
    now = council.browser("chair").get(REVIEWS).text
    assert "生きている例外はありません" in now
    [record] = council.ledger("permit.reviewed")
    assert (record["detail"]["number"], record["detail"]["open"]) == (1, 1)


def _with_its_last_use_begun(scene: Excepting) -> str:
    permit_id = scene.granted()
    assert (scene.use(permit_id).status_code, scene.page()) == (303, 200)
    return permit_id


def _confirmed_in_use(scene: Excepting) -> str:
    permit_id = scene.begun()
    scene.use(permit_id)
    assert (decide(scene.council, permit_id).status_code, scene.page()) == (303, 200)
    return permit_id


def _not_begun(scene: Excepting) -> str:
    return scene.granted(starts_on=str(scene.day(2)), until="week")


@pytest.mark.clause("I 7-4(3)")
@pytest.mark.parametrize(
    ("living", "words"),
    [
        (_with_its_last_use_begun, "使用中（回数は使用済み）"),
        (_confirmed_in_use, "使用中（回数は使用済み）"),
        (_not_begun, "期間の前"),
    ],
)
def test_exception_without_a_use_left_or_before_its_time_is_reviewed_and_revoked(
    council: Council, living: Callable[[Excepting], str], words: str
) -> None:
    scene = Excepting(council)
    permit_id = living(scene)
    way, chair = f"/permits/{permit_id}/decide", council.browser("chair")
    shown = [words in chair.get(where).text for where in ("/permits/decide", REVIEWS)]

    assert (shown, words in council.browser("admin").get("/permits").text) == ([True, True], True)
    assert f'action="{way}"' in chair.get("/permits/decide").text
    assert decide(council, permit_id, decision="revoke", reason="必要がなくなったため").status_code == 303
    assert scene.page() == 403
    assert f'action="{way}"' not in chair.get("/permits/decide").text


def test_pdf_that_was_fetched_for_the_last_time_is_not_living(council: Council) -> None:
    permit_id = granted(council, lay(council))
    way = f'action="/permits/{permit_id}/decide"'
    before = way in council.browser("chair").get("/permits/decide").text

    receive(council.browser("member1"), permit_id)

    assert (before, way in council.browser("chair").get("/permits/decide").text) == (True, False)


def test_review_of_what_was_not_shown_is_not_kept(council: Council) -> None:
    scene, admin = Excepting(council), council.browser("admin")
    scene.applied()
    seen = shown(admin)
    council.browser("member2", device=DeviceKind.PERSONAL)
    assert scene.apply(devices=[scene.device_of("member2")]).status_code == 303

    answer = admin.post(REVIEWS, RESULT | {"shown": seen})

    assert (answer.status_code, "もう一度押してください" in answer.text) == (422, True)
    assert council.ledger("permit.reviewed") == []


def test_review_belongs_to_chair_and_administrator(council: Council) -> None:
    for login in ("clerk1", "member1", "deputy", "investigator"):
        browser = council.browser(login)
        assert [browser.get(REVIEWS).status_code, browser.post(REVIEWS, RESULT).status_code] == [403, 403], login
    chair = council.browser("chair")
    assert chair.post(REVIEWS, RESULT | {"shown": shown(chair)}).status_code == 303


def test_review_that_was_altered_says_so_and_shows_nothing(council: Council) -> None:
    admin = council.browser("admin")
    where = admin.post(REVIEWS, RESULT | {"shown": shown(admin)}).headers["location"]
    sql(council, "UPDATE permit_review SET result = 'なにも残さない'")

    page = admin.get(where).text

    assert "書き換えられた疑い" in page
    assert "なにも残さない" not in page


@pytest.mark.clause("I 7-4(3)")
def test_missed_review_is_an_alarm_once(council: Council) -> None:
    go_to()
    scene, limits = Excepting(council), council.services.settings.exceptions
    scene.applied()
    told = select(Alarm.detail).where(Alarm.kind == "overdue")

    tell_overdue_review(council.services.database, limits)
    with council.services.database.read() as unit:
        early = unit.scalars(told).all()
    go_to(days=limits.review_days, minutes=1)
    for _ in range(2):
        tell_overdue_review(council.services.database, limits)

    with council.services.database.read() as unit:
        late = unit.scalars(told).all()
    assert (early, len(late)) == ([], 1)
    assert "例外許可の見直し" in late[0]
    chair = council.browser("chair")
    assert chair.post(REVIEWS, RESULT | {"shown": shown(chair)}).status_code == 303
    tell_overdue_review(council.services.database, limits)
    with council.services.database.read() as unit:
        assert len(unit.scalars(told).all()) == 1
        assert unit.scalars(select(PermitReview.number)).one() == 1


def test_of_two_who_review_the_same_at_once_the_second_is_shown_what_the_first_has_kept(council: Council) -> None:
    Excepting(council).granted()
    browsers = [council.browser("admin"), council.browser("chair")]
    marks = [shown(each) for each in browsers]

    def send(each: Browser, mark: str) -> int:
        return int(each.post(REVIEWS, RESULT | {"shown": mark}).status_code)

    with ThreadPoolExecutor(2) as threads:
        answers = sorted(threads.map(send, browsers, marks))

    assert answers[0] == 303
    assert answers[1] in {409, 422}
    assert len(council.ledger("permit.reviewed")) == 1


def test_who_holds_an_exception_does_not_review_it_and_it_is_said_who_does(council: Council) -> None:
    scene, admin, chair = Excepting(council), council.browser("admin"), council.browser("chair")
    scene.granted()
    with council.services.database.write() as unit:
        unit.get_one(Permit, scene.last().id).person_id = council.people["admin"].id
    page = admin.get(REVIEWS).text

    refused = admin.post(REVIEWS, RESULT | {"shown": shown(chair)})

    assert (mark_on(page, REVIEWS), refused.status_code, council.ledger("permit.reviewed")) == ("", 422, [])
    assert "見直しはほかの人が記録します。記録できる人：山本 一郎 議長。" in page
    assert chair.post(REVIEWS, RESULT | {"shown": shown(chair)}).status_code == 303


def test_altered_exception_is_reviewed_by_its_number_and_keeps_nobody_from_the_review(council: Council) -> None:
    scene, chair = Excepting(council), council.browser("chair")
    number = scene.state(scene.granted()).number
    asked(council, lay(council))
    sql(council, "UPDATE permit SET reason = 'ほかの理由', person_id = :chair", chair=council.people["chair"].id)
    page = chair.get(REVIEWS).text

    kept = chair.post(REVIEWS, RESULT | {"shown": shown(chair)})

    assert kept.status_code == 303
    for told in (page, chair.get(kept.headers["location"]).text):
        assert (number in told, told.count("書き換えの疑い</td>"), "ほかの理由" in told) == (True, 2, False)


def test_deputy_reviews_where_the_office_is_empty_and_else_it_is_said_who_must_be_named(council: Council) -> None:
    scene, admin = Excepting(council), council.browser("admin")
    scene.granted()
    end_office(council, "chair")
    with council.services.database.write() as unit:
        unit.get_one(Permit, scene.last().id).person_id = council.people["admin"].id
    named = admin.get(REVIEWS).text
    deputy = council.browser("deputy")
    answer = deputy.post(REVIEWS, RESULT | {"shown": shown(deputy)})
    end_office(council, "deputy")

    assert "記録できる人：" in named
    assert (answer.status_code, len(council.ledger("permit.reviewed"))) == (303, 1)
    assert "議長かもう 1 人の議会事務局長を、「役職の申し出」で決めてください" in admin.get(REVIEWS).text
