"""Receiving the PDF: while the permit holds, as often as it says, marked, and at the paper's present level."""

import io
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pikepdf
import pytest
from sqlalchemy import select

from app import clock
from app.access.roles import Role
from app.materials.models import Material, Reader
from app.members.models import Person
from app.members.people import add_person
from app.vault.objects import page_name
from tests.app.permits.desk import ask, decide, fetch, go_to, granted, permits, prepare, receive, stand_at
from tests.app.reading.shelf import add_version, lay, replace_object
from tests.support.council import Council
from tests.support.slots import bind_all

pytestmark = [
    pytest.mark.alike("who may ask for a permit, decide it and use it; others ask for the same on both"),
    pytest.mark.rare("copies counted back in; only that desk moves it"),
]


def uses(council: Council) -> list[int]:
    return [permit.uses for permit in permits(council)]


def password_on_screen(council: Council, login: str) -> str | None:
    found = re.search(r'<strong class="code">([A-Z0-9-]+)</strong>', council.browser(login).get("/permits").text)
    return found[1] if found else None


def relabel(council: Council, material_id: str, level: str) -> None:
    with council.services.database.write() as unit:
        unit.get_one(Material, material_id).confidentiality = level


def xmp_of(body: bytes, password: str) -> dict[str, Any]:
    with pikepdf.open(io.BytesIO(body), password=password) as pdf, pdf.open_metadata() as xmp:
        return {name.rpartition("}")[2]: xmp[name] for name in xmp}


def test_pdf_says_on_every_page_and_in_itself_whose_copy_it_is(council: Council) -> None:
    stand_at("2026-12-08 10:24")
    laid = lay(council, pages=2, title="財産の取得／その2 案")
    permit_id = granted(council, laid)

    answer = receive(council.browser("member1"), permit_id)

    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["cache-control"] == "private, no-store"
    [record] = council.ledger("permit.issued")
    code = record["code"]
    password = password_on_screen(council, "member1") or ""
    xmp = xmp_of(answer.content, password)
    assert (xmp["title"], xmp["Permit"], xmp["Level"]) == (
        "財産の取得／その2 案",
        "令和8年 第1号",
        "機密性2　複製・配付を禁じます",
    )
    assert xmp["Holder"] == f"佐藤 花子 議員　第7番　{code}"
    with pikepdf.open(io.BytesIO(answer.content), password=password) as pdf:
        assert len(pdf.pages) == 2
        assert all({"/Page", "/Head", "/Foot"} == set(page.Resources.XObject.keys()) for page in pdf.pages)
        feet = [page.Resources.XObject.Foot.read_bytes() for page in pdf.pages]
        pages = [page.Resources.XObject.Page.read_bytes() for page in pdf.pages]
        assert [float(side) for side in pdf.pages[0].mediabox[2:]] == [595.0, 842.0]
        assert code in str(pdf.docinfo["/Keywords"])
    assert feet[0] != feet[1]
    assert pages[0] != pages[1]


def test_file_is_called_by_its_permit_and_says_nothing_of_the_paper(council: Council) -> None:
    from urllib.parse import unquote

    stand_at("2026-12-08 10:24")
    laid = lay(council, title="人事案件 佐藤", level="3B")
    permit_id = granted(council, laid)

    answer = receive(council.browser("member1"), permit_id)

    header = answer.headers["content-disposition"]
    assert unquote(header.partition("filename*=UTF-8''")[2]) == "令和8年第1号.pdf"
    assert header.startswith('attachment; filename="__8__1_.pdf"')
    assert not any("人事" in unquote(value) for value in answer.headers.values())
    password = password_on_screen(council, "member1") or ""
    with pikepdf.open(io.BytesIO(answer.content), password=password) as pdf:
        assert str(pdf.docinfo["/Title"]) == "人事案件 佐藤"


def test_record_of_an_issue_holds_the_files_digest(council: Council) -> None:
    from hashlib import sha256

    laid = lay(council)
    permit_id = granted(council, laid)

    body = receive(council.browser("member1"), permit_id).content

    [record] = council.ledger("permit.issued")
    assert (record["actor"], record["version"]) == (council.people["member1"].id, laid.version)
    assert record["detail"]["sha256"] == sha256(body).hexdigest()


def test_pdf_of_another_holder_is_another_pdf(council: Council) -> None:
    laid = lay(council)
    one, two = granted(council, laid), granted(council, laid, "member2")

    bodies = [receive(council.browser("member1"), one).content, receive(council.browser("member2"), two).content]

    pictures = []
    for login, body in zip(("member1", "member2"), bodies, strict=True):
        with pikepdf.open(io.BytesIO(body), password=password_on_screen(council, login) or "") as pdf:
            pictures.append(pdf.pages[0].Resources.XObject.Page.read_bytes())
    assert pictures[0] != pictures[1]


def test_permit_is_used_as_often_as_it_says(council: Council) -> None:
    permit_id = granted(council, lay(council), uses="2")
    member = council.browser("member1")

    statuses = [receive(member, permit_id).status_code for _ in range(3)]

    assert statuses == [200, 200, 403]
    assert uses(council) == [2]
    assert "使用済み" in member.get("/permits").text
    assert len({record["code"] for record in council.ledger("permit.issued")}) == 2


@pytest.mark.both("what happens at once or in between")
def test_of_two_downloads_at_once_one_gets_the_pdf(council: Council) -> None:
    permit_id = granted(council, lay(council))
    start = Barrier(2)

    def take(browser: Any) -> Any:
        start.wait(10)
        return fetch(browser, permit_id)

    browsers = [council.browser("member1"), council.browser("member1")]
    assert [prepare(browser, permit_id).status_code for browser in browsers] == [303, 303]
    bind_all(council.services)
    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(take, browsers))

    assert sorted(answer.status_code for answer in answers) in ([200, 403], [200, 409])
    assert [answer.content[:5] for answer in answers if answer.status_code == 200] == [b"%PDF-"]
    assert uses(council) == [1]
    assert len(council.ledger("permit.issued")) == 1


def test_permit_lapses_at_its_last_moment(council: Council) -> None:
    stand_at("2026-12-08 10:24")
    laid = lay(council)
    permit_id = granted(council, laid, uses="2")

    stand_at("2026-12-11 16:59")
    before = receive(council.browser("member1"), permit_id)
    stand_at("2026-12-11 17:00")
    after = receive(council.browser("member1"), permit_id)

    assert (before.status_code, after.status_code) == (200, 403)
    assert "期限切れ" in council.browser("member1").get("/permits").text
    assert uses(council) == [1]
    assert ask(council.browser("member1"), laid).status_code == 303


def test_permit_of_somebody_else_opens_nothing(council: Council) -> None:
    permit_id = granted(council, lay(council))

    statuses = [receive(council.browser(login), permit_id).status_code for login in ("member2", "clerk1", "chair")]

    assert statuses == [404] * 3
    assert receive(council.browser(), permit_id).status_code in {303, 401}
    assert uses(council) == [0]


def test_waiting_request_opens_nothing(council: Council) -> None:
    ask(council.browser("member1"), lay(council))

    assert receive(council.browser("member1"), permits(council)[0].id).status_code == 403
    assert receive(council.browser("member1"), "none").status_code == 404


def test_permit_does_not_pass_to_a_new_version(council: Council) -> None:
    laid = lay(council)
    permit_id = granted(council, laid)
    add_version(council, laid.material, number=2)
    member = council.browser("member1")

    answer = receive(member, permit_id)

    assert answer.status_code == 404
    assert uses(council) == [0]
    assert council.ledger("permit.issued") == []


def test_permit_does_not_outlive_the_right_to_read(council: Council) -> None:
    laid = lay(council)
    permit_id = granted(council, laid)
    with council.services.database.write() as unit:
        unit.delete(unit.scalars(select(Reader).where(Reader.material_id == laid.material)).one())

    assert receive(council.browser("member1"), permit_id).status_code == 404
    assert uses(council) == [0]


def test_withdrawn_paper_is_not_given_out(council: Council) -> None:
    laid = lay(council)
    permit_id = granted(council, laid)
    with council.services.database.write() as unit:
        unit.get_one(Material, laid.material).withdrawn_at = clock.now()

    assert receive(council.browser("member1"), permit_id).status_code == 410
    assert uses(council) == [0]


def test_level_raised_after_the_grant_puts_a_password_on_the_pdf(council: Council) -> None:
    laid = lay(council, level="1")
    permit_id = granted(council, laid, uses="2")
    member = council.browser("member1")
    pikepdf.open(io.BytesIO(receive(member, permit_id).content)).close()
    assert password_on_screen(council, "member1") is None
    relabel(council, laid.material, "3C")

    body = receive(member, permit_id).content

    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(body))
    password = password_on_screen(council, "member1") or ""
    assert re.fullmatch(r"[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}", password)
    with pikepdf.open(io.BytesIO(body), password=password) as pdf:
        assert pdf.is_encrypted
        assert "機密性3C" in str(pdf.docinfo["/Subject"])
        assert not pdf.allow.extract
    assert password.encode() not in body
    issued = council.ledger("permit.issued")
    assert [record["detail"]["level"] for record in issued] == ["1", "3C"]
    assert password not in str(council.ledger())
    assert password.encode() not in council.at_rest()


@pytest.mark.parametrize("level", ["2", "3C", "3B", None])
def test_pdf_of_every_restricted_level_opens_with_its_password_only(council: Council, level: str | None) -> None:
    permit_id = granted(council, lay(council, level=level))

    body = receive(council.browser("member1"), permit_id).content

    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(body))
    with pikepdf.open(io.BytesIO(body), password=password_on_screen(council, "member1") or "") as pdf:
        assert pdf.encryption.R == 6


def test_password_is_shown_to_the_holder_alone(council: Council) -> None:
    laid = lay(council, level="3C")
    granted(council, laid)
    granted(council, laid, "member2")

    shown = {login: password_on_screen(council, login) for login in ("member1", "member2", "chair", "clerk1", "admin")}

    assert shown["member1"] != shown["member2"]
    assert None not in {shown["member1"], shown["member2"]}
    assert [shown[login] for login in ("chair", "clerk1", "admin")] == [None] * 3
    assert shown["member1"] not in council.browser("chair").get("/permits/decide").text


def test_password_stays_readable_after_the_last_use(council: Council) -> None:
    permit_id = granted(council, lay(council, level="3C"))
    body = receive(council.browser("member1"), permit_id).content
    go_to(days=30)

    password = password_on_screen(council, "member1")

    pikepdf.open(io.BytesIO(body), password=password or "").close()


def test_pdf_that_cannot_be_marked_uses_nothing_up(council: Council) -> None:
    laid = lay(council)
    with council.services.database.write() as unit:
        person = add_person(unit, login="gaiji", name="外字 \ue000郎", title="議員", roles=[Role.MEMBER])
        council.people["gaiji"] = person
    permit_id = granted(council, laid, "gaiji")

    answer = receive(council.browser("gaiji"), permit_id)

    assert (answer.status_code, b"%PDF" in answer.content) == (409, False)
    assert "氏名の透かしを作れませんでした" in council.browser("gaiji").get(f"/permits/{permit_id}/pdf").text
    assert uses(council) == [0]
    assert council.ledger("permit.issued") == []
    with council.services.database.write() as unit:
        unit.get_one(Person, person.id).name = "外字 太郎"
    assert receive(council.browser("gaiji"), permit_id).status_code == 200


def test_damaged_page_stops_the_whole_pdf_and_uses_nothing_up(council: Council) -> None:
    laid = lay(council, pages=2)
    permit_id = granted(council, laid)
    replace_object(council, page_name(laid.version, 2), None)

    answer = receive(council.browser("member1"), permit_id)

    assert (answer.status_code, b"%PDF" in answer.content) == (409, False)
    assert "書き換えられた疑い" in council.browser("member1").get(f"/permits/{permit_id}/pdf").text
    assert uses(council) == [0]
    assert council.ledger("permit.issued") == []


@pytest.mark.both("what happens at once or in between")
def test_permit_taken_back_while_the_pdf_is_made_gives_nothing(council: Council) -> None:
    laid = lay(council, pages=2)
    permit_id = granted(council, laid)
    stamper, member = council.services.stamper, council.browser("member1")
    issue = stamper.issue

    def slowly(*arguments: Any, **named: Any) -> Any:
        if permits(council)[0].state == "granted":
            assert decide(council, permit_id, decision="revoke", reason="取り下げるため").status_code == 303
        return issue(*arguments, **named)

    stamper.issue = slowly  # type: ignore[method-assign]  # lets the chair act between two pages

    answer = receive(member, permit_id)

    assert (answer.status_code, b"%PDF" in answer.content) == (403, False)
    assert uses(council) == [0]
    assert council.ledger("permit.issued") == []
