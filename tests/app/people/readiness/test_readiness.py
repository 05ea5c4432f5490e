"""Letters that are not voided by a second press, all of them in one PDF, and the list of who is not ready."""

import io
import re

import pikepdf
import pytest

from app.access.facts import DeviceKind
from app.auth.factors.models import EnrolmentLetter
from app.auth.factors.strength import PASSKEY
from tests.app.auth.devicing import request_device
from tests.app.auth.signing import enrol_person
from tests.support.council import Browser, Council
from tests.support.shown import second_word

pytestmark = [
    pytest.mark.alike("what is told before a council begins; others ask for the same on both"),
    pytest.mark.rare("who is ready for the sitting; only that list moves it"),
]


def here(council: Council, login: str) -> str:
    return f"/admin/people/{council.people[login].id}/letters"


def open_letters(council: Council) -> list[str]:
    with council.services.database.read() as unit:
        return sorted(row.person_id for row in unit.query(EnrolmentLetter).filter_by(cancelled_at=None))


def row_of(page: str, name: str) -> str:
    return next(str(row) for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if name in row)


@pytest.mark.both("asks for rows as no other test does")
def test_issued_letter_is_told_and_a_second_press_voids_nothing(council: Council) -> None:
    admin, path = council.browser("admin"), here(council, "member1")

    first, second = admin.post(path), admin.post(path)

    assert (first.status_code, first.headers["content-type"]) == (200, "application/pdf")
    assert second.status_code == 409
    assert "もう発行してあります" in second.text
    assert "登録用紙を発行しました。" in second.text
    assert open_letters(council) == [council.people["member1"].id]
    assert len(council.ledger("letter.issued")) == 1


def test_letter_is_replaced_when_that_is_what_was_asked(council: Council) -> None:
    admin, path = council.browser("admin"), here(council, "member1")
    admin.post(path)
    page = admin.get(path).text
    replaces = re.findall(r'name="replaces" value="(\w+)"', page)[0]

    again, stale = admin.post(path, {"replaces": replaces}), admin.post(path, {"replaces": replaces})

    assert "使えなくなります" in page
    assert again.headers["content-type"] == "application/pdf"
    assert stale.status_code == 409  # it names the letter before the one that is out
    assert len(council.ledger("letter.issued")) == 2


def test_all_new_people_without_power_get_their_letters_in_one_pdf(council: Council) -> None:
    enrol_person(council, "member1")
    admin = council.browser("admin")
    admin.post(here(council, "member2"))
    page = admin.get("/admin/people").text

    answer, again = admin.post("/admin/people/letters"), admin.post("/admin/people/letters")

    new = {council.people[login].id for login in ("clerk1", "clerk2", "executive")}
    assert "（3 人分の PDF）" in page
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert len(pdf.pages) == len(new)
    assert {one["detail"]["for"] for one in council.ledger("letter.issued")} == {*new, council.people["member2"].id}
    assert again.status_code == 409
    assert "いま登録用紙を発行する人はいません" in again.text
    assert len(open_letters(council)) == 4


def reset(council: Council, login: str, asker: Browser, confirmer: Browser) -> None:
    path = f"/admin/people/{council.people[login].id}/reset"
    assert asker.post(path, {"reason": "紛失。窓口で本人と確認"}).status_code == 303
    asked = council.ledger("factor.reset_asked")[-1]["detail"]["reset"]
    here = f"/admin/resets/{asked}/decide"
    assert confirmer.post(here, second_word(council, here)).status_code == 303


def test_letters_of_power_and_of_resets_are_never_among_those_of_all(council: Council) -> None:
    enrol_person(council, "deputy")
    enrol_person(council, "member1")
    chair, keyed = council.browser("chair", strong_with=PASSKEY), council.browser("admin", strong_with=PASSKEY)
    reset(council, "deputy", chair, keyed)
    reset(council, "member1", keyed, council.browser("clerk1"))
    by_code = council.browser("admin")

    answers = [browser.post("/admin/people/letters") for browser in (by_code, keyed)]

    apart = ("chair", "deputy", "investigator", "member1")
    left_out = {council.people[login].id for login in apart}
    assert [answer.status_code for answer in answers] == [200, 409]
    assert left_out.isdisjoint(one["detail"]["for"] for one in council.ledger("letter.issued"))
    assert "1 人ずつ発行してください" in answers[1].text


def test_nobody_else_prints_the_letters_of_all(council: Council) -> None:
    for login in ("clerk1", "chair", "deputy", "member1"):
        assert council.browser(login).post("/admin/people/letters").status_code == 403

    assert council.ledger("letter.issued") == []


def test_list_says_what_each_person_lacks(council: Council) -> None:
    enrol_person(council, "member2")
    waiting = council.browser("member2", device=DeviceKind.UNKNOWN)
    waiting.get("/account")
    admin = council.browser("admin")
    admin.post(here(council, "member1"))

    before = admin.get("/admin/people").text
    request_device(waiting)
    after = admin.get("/admin/people").text

    assert "登録用紙をまだ使っていません" in row_of(before, "佐藤 花子")
    assert "登録がまだです" in row_of(before, "佐藤 花子")
    assert "サインインできます" not in row_of(before, "佐藤 花子")
    assert "登録用紙がまだです" in row_of(before, "髙橋 実")
    lacking = row_of(before, "𠮷田 次郎")
    assert all(words in lacking for words in ("パスキーがありません", "端末がありません", "サインインできます"))
    assert "端末の承認を待っています" in row_of(after, "𠮷田 次郎")
    assert "登録がまだです" in admin.get(f"/admin/people/{council.people['member1'].id}").text


def test_people_are_found_by_name_reading_id_and_by_not_being_ready(council: Council) -> None:
    admin = council.browser("admin")

    def found(query: str) -> set[str]:
        names = {"佐藤 花子", "𠮷田 次郎", "髙橋 実"}
        return {name for name in names if name in admin.get(f"/admin/people?{query}").text.split("<tbody>")[-1]}

    assert found("q=佐藤花子") == {"佐藤 花子"}
    assert found("q=MEMBER2") == {"𠮷田 次郎"}
    assert found("q=執行部") == {"髙橋 実"}
    assert found("unready=1") == {"佐藤 花子", "𠮷田 次郎", "髙橋 実"}
    assert "あてはまる人はいません" in admin.get("/admin/people?q=いない人").text
