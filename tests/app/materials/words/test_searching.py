"""Looking for words in a paper: whoever may see its pages is told where they stand, and that is recorded."""

from typing import Any

import pytest
from sqlalchemy import delete, select, update

from app.access.facts import DeviceKind
from app.jobs.models import Job
from app.materials.models import Material, Reader, Version
from app.materials.words import gathering
from app.vault.objects import words_name
from tests.app.materials import papers
from tests.app.materials.office import Office
from tests.app.materials.test_hidden_words import SECRET, blacked_out

pytestmark = pytest.mark.rare("searching in one paper; only that lookup moves it")


def look(office: Office, version: Version, typed: str, login: str | None = "member1", **fields: str) -> Any:
    device = DeviceKind.ISSUED
    browser = office.council.browser(login, device=device) if login else office.council.browser()
    headers = {"accept": "application/json"}
    return browser.post(f"/papers/{version.id}/search", {"q": typed, **fields}, headers=headers)


def pages(answer: Any) -> list[int]:
    assert answer.status_code == 200, answer.text
    return [each["page"] for each in answer.json()["found"]]


def test_words_are_found_on_their_pages_with_their_places(office: Office) -> None:
    version = office.ready(papers.pdf(3), label="2")

    answer = look(office, version, "ＰＡＧＥ　2")

    assert pages(answer) == [1, 2, 3]
    assert pages(look(office, version, "gijo kanashiki")) == []
    [first, *_] = answer.json()["found"]
    assert first["quote"]["word"].lower() == "page"
    assert first["times"] > 20
    for left, top, right, bottom in first["boxes"]:
        assert 0 <= left < right <= 1
        assert 0 <= top < bottom <= 1


def test_what_is_told_is_in_the_ledger_with_its_pages_and_not_what_was_typed(office: Office) -> None:
    version = office.ready(papers.pdf(2), label="3C")

    look(office, version, "gijo")
    look(office, version, "kanashiki")

    records = office.council.ledger("places.issued")
    assert [record["detail"]["pages"] for record in records] == ["1,2", ""]
    assert [(record["material"], record["version"]) for record in records] == [(version.material_id, version.id)] * 2
    assert all("gijo" not in str(record) and "kanashiki" not in str(record) for record in records)
    screen = office.council.browser("admin").get("/ledger").text
    assert "ことばを検索（1、2\u00a0ページにあったと表示）" in screen
    assert "ことばを検索（見つからなかった）" in screen


def test_number_of_pages_that_was_told_without_the_pages_is_in_the_ledger_too(office: Office) -> None:
    version = office.ready(papers.pdf(3), label="3C")

    answers = [look(office, version, "gijo", after=after).json() for after in ("1", "9")]

    assert [(answer["pages"], len(answer["found"])) for answer in answers] == [(3, 2), (3, 0)]
    records = office.council.ledger("places.issued")
    assert [(record["detail"]["pages"], record["detail"]["found"]) for record in records] == [("2,3", 3), ("", 3)]
    screen = office.council.browser("admin").get("/ledger").text
    assert "ことばを検索（2、3\u00a0ページにあったと表示、全部で 3 ページ）" in screen
    assert "ことばを検索（3 ページにあったことを表示）" in screen
    assert "見つからなかった" not in screen


def test_of_3a_only_the_pages_are_told(office: Office) -> None:
    version = office.ready(papers.pdf(1), label="3A", login="admin")
    with office.council.services.database.write() as session:
        session.add(Reader(material_id=version.material_id, person_id=office.council.people["member1"].id))

    answer = look(office, version, "gijo")

    assert pages(answer) == [1]
    assert answer.json()["found"][0]["quote"] is None
    assert answer.json()["found"][0]["boxes"]


@pytest.mark.parametrize("why", ["no reader", "withdrawn", "signed out", "other device"])
def test_who_may_not_see_the_pages_is_told_nothing_of_their_words(office: Office, why: str) -> None:
    version = office.ready(papers.pdf(1), label="3C")
    login, device = "member1", DeviceKind.ISSUED
    with office.council.services.database.write() as session:
        if why == "no reader":
            session.execute(delete(Reader).where(Reader.material_id == version.material_id))
        if why == "withdrawn":
            session.get_one(Material, version.material_id).withdrawn_at = version.ready_at
    if why == "other device":
        device = DeviceKind.PERSONAL
    browser = office.council.browser(None if why == "signed out" else login, device=device)

    found, missing = (
        browser.post(f"/papers/{version.id}/search", {"q": typed}, headers={"accept": "application/json"})
        for typed in ("gijo", "kanashiki")
    )

    assert found.status_code == missing.status_code >= 400
    assert found.json() == missing.json()
    assert office.council.ledger("places.issued") == []


def test_words_that_no_page_shows_are_not_found(office: Office) -> None:
    version = office.ready(blacked_out(on=1), label="2")

    assert pages(look(office, version, SECRET)) == []
    assert pages(look(office, version, "line")) == [1, 2, 3]


def test_many_pages_are_told_a_part_at_a_time(office: Office) -> None:
    version = office.ready(papers.pdf(33), label="2")

    first = look(office, version, "gijo")
    rest = look(office, version, "gijo", after="30")

    assert (len(pages(first)), first.json()["pages"]) == (30, 33)
    assert pages(rest) == [31, 32, 33]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "2 文字以上"),
        ("あ", "2 文字以上"),
        (" 　", "2 文字以上"),
        ("あ" * 61, "60 文字まで"),
        ("あい うえ おか きく けこ さし", "5 つまで"),
    ],
)
def test_what_cannot_be_looked_for_is_told_so(office: Office, typed: str, said: str) -> None:
    version = office.ready(papers.pdf(1), label="2")

    answer = look(office, version, typed)

    assert answer.status_code == 422
    assert said in answer.text


def test_paper_whose_words_are_not_gathered_says_so_until_the_worker_has_done_it(office: Office) -> None:
    version = office.ready(papers.pdf(2), label="2")
    with office.council.services.database.write() as session:
        session.execute(update(Version).where(Version.id == version.id).values(fold=0))
        session.execute(delete(Job).where(Job.kind == "words"))

    refused = look(office, version, "gijo")
    asked = gathering.want(office.council.services.database)
    again = gathering.want(office.council.services.database)
    office.work()

    assert (refused.status_code, refused.json()["code"]) == (409, "R204")
    assert (asked, again) == (1, 0)
    assert pages(look(office, version, "gijo")) == [1, 2]


def test_words_that_are_gathered_while_the_paper_is_taken_out_do_not_stay_in_the_store(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = office.ready(papers.pdf(1), label="2")
    with office.council.services.database.write() as session:
        session.execute(update(Version).values(fold=0))
    assert gathering.want(office.council.services.database) == 1
    put = office.shop.vault.put_once

    def late(*given: Any) -> None:  # the last step of the job comes after another worker has deleted all objects
        monkeypatch.undo()
        taken = office.council.browser("clerk1").post(f"/prepare/materials/{version.material_id}/take-out", {})
        assert taken.status_code == 303
        office.work()
        put(*given)

    monkeypatch.setattr(office.shop.vault, "put_once", late)
    office.work()

    assert office.objects(version.id) == []


def test_words_go_with_the_pages_they_were_gathered_from(office: Office) -> None:
    version = office.ready(papers.pdf(1), label="2")
    newer = office.replaced(version, papers.pdf(1, words="Another text"))

    assert pages(look(office, newer, "another")) == [1]
    assert pages(look(office, newer, "gijo")) == []
    assert look(office, version, "gijo").status_code == 404
    office.council.services.vault.delete_pages(version.id)
    assert words_name(version.id) not in list(office.council.services.store.names(f"v/{version.id}/"))
    with office.council.services.database.read() as session:
        kinds = session.scalars(select(Job.state).where(Job.kind == "words")).all()
    assert set(kinds) == {"done"}
