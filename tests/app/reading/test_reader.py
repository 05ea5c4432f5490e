"""The reader's screen, its data, the words for assistive technology, and where a person left off."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from app.materials.models import Material, ReadingPosition
from app.members.models import Person
from tests.app.reading.shelf import OUTLINE, Laid, add_version, lay
from tests.support.council import Browser, Council

pytestmark = pytest.mark.alike("what a reader is handed and told; others ask for the same on both")


def keep(browser: Browser, laid: Laid, body: bytes) -> Any:
    """The reader's script says where the person is."""
    headers = {"content-type": "application/json", "accept": "*/*", "origin": "http://localhost"}
    headers |= {"sec-fetch-site": "same-origin", "x-csrf-token": browser.csrf_token}
    return browser.client.post(f"/papers/{laid.version}/position", content=body, headers=headers)


def at(browser: Browser, laid: Laid, page: object) -> Any:
    return keep(browser, laid, json.dumps({"page": page}).encode())


def contents(browser: Browser, laid: Laid) -> dict[str, Any]:
    answer = browser.fetch(f"/papers/{laid.material}/contents")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def note_accommodation(council: Council, login: str) -> None:
    with council.services.database.write() as unit:
        unit.get_one(Person, council.people[login].id).has_accommodation = True


def test_words_of_a_level_2_paper_are_read_out_to_everyone_in_the_audience(council: Council) -> None:
    laid = lay(council, level="2")

    answer = council.browser("member1").fetch(laid.text())

    assert answer.json() == {"paragraphs": ["補正予算", "Gijo page"], "recognised": False}
    assert answer.headers["cache-control"] == "private, no-store"
    assert [record["page"] for record in council.ledger("text.issued")] == [1]


@pytest.mark.parametrize("level", ["3C", None])
def test_words_of_a_level_3_paper_need_a_recorded_accommodation(council: Council, level: str | None) -> None:
    laid = lay(council, level=level)
    note_accommodation(council, "member2")

    refused = council.browser("member1").fetch(laid.text())
    allowed = council.browser("member2").fetch(laid.text())

    assert (refused.status_code, refused.json()["code"]) == (403, "P414")
    assert allowed.json()["paragraphs"] == ["補正予算", "Gijo page"]
    assert len(council.ledger("text.issued")) == 1
    [refusal] = council.ledger("access.refused")
    assert refusal["detail"]["reason"] == "needs_accommodation"


def test_reader_tells_whether_words_may_be_asked_for(council: Council) -> None:
    laid = lay(council, level="3C")
    note_accommodation(council, "member2")

    without, having = (council.browser(login).get(f"/papers/{laid.material}").text for login in ("member1", "member2"))

    assert 'data-part="words-drawer"' in having
    assert 'data-part="words-drawer"' not in without


def test_contents_name_pages_outline_links_and_the_last_page(council: Council) -> None:
    laid = lay(council, pages=3)
    member = council.browser("member1")
    at(member, laid, 3)

    told = contents(member, laid)

    assert [(page["n"], page["width"], page["height"], page["zooms"]) for page in told["pages"]] == [
        (number, 640, 906, [2]) for number in (1, 2, 3)
    ]
    assert (told["outline"], told["links"]) == (OUTLINE["outline"], OUTLINE["links"])
    assert (told["version"], told["title"], told["last_page"]) == (laid.version, "補正予算書", 3)
    assert len(council.ledger("contents.issued")) == 1


def test_large_sheets_offer_four_times(council: Council) -> None:
    laid = lay(council, points=(1190.0, 842.0))

    assert contents(council.browser("member1"), laid)["pages"][0]["zooms"] == [2, 4]


def test_contents_are_closed_to_who_is_outside_the_audience(council: Council) -> None:
    laid = lay(council)

    assert council.browser("executive").fetch(f"/papers/{laid.material}/contents").status_code == 404
    assert council.browser().fetch(f"/papers/{laid.material}/contents").status_code == 401
    assert council.ledger("contents.issued") == []


def test_position_is_each_persons_own(council: Council) -> None:
    laid = lay(council, pages=3)
    one, two = council.browser("member1"), council.browser("member2")

    at(one, laid, 2)
    at(one, laid, 3)
    at(two, laid, 2)

    assert [contents(browser, laid)["last_page"] for browser in (one, two)] == [3, 2]
    assert contents(council.browser("member1"), laid)["last_page"] == 3
    with council.services.database.read() as unit:
        kept = unit.get_one(ReadingPosition, (council.people["member1"].id, laid.version))
    assert kept.updated_at >= kept.opened_at


@pytest.mark.both("what happens at once or in between")
def test_first_page_in_several_tabs_at_once_is_kept_without_a_conflict(council: Council) -> None:
    laid = lay(council, pages=8)
    tabs = [council.browser("member1") for _ in range(6)]

    with ThreadPoolExecutor(len(tabs)) as threads:
        answers = list(threads.map(lambda tab: at(tabs[tab], laid, tab + 1), range(len(tabs))))

    assert [answer.status_code for answer in answers] == [200] * len(tabs)
    with council.services.database.read() as unit:
        kept = unit.scalars(select(ReadingPosition)).one()
    assert 1 <= kept.page <= len(tabs)


def test_position_outside_the_paper_is_brought_back_into_it(council: Council) -> None:
    laid = lay(council, pages=3)
    member = council.browser("member1")

    for sent, kept in ((0, 1), (4, 3), (-5, 1), (10**40, 3), ("2", 2), (1.9, 1)):
        assert at(member, laid, sent).json() == {"page": kept}
        assert contents(member, laid)["last_page"] == kept


UNREADABLE = (b"", b"[]", b"{}", b"3", b'{"page": null}', b'{"page": Infinity}', b"\xff", b"[" * 100_000)


def test_position_that_cannot_be_read_changes_nothing(council: Council) -> None:
    laid = lay(council, pages=3)
    member = council.browser("member1")
    at(member, laid, 2)

    answers = [keep(member, laid, body) for body in UNREADABLE]

    assert [answer.json()["code"] for answer in answers] == ["E422"] * len(UNREADABLE)
    assert contents(member, laid)["last_page"] == 2


def test_position_in_a_paper_one_may_not_read_is_refused(council: Council) -> None:
    laid = lay(council)

    assert at(council.browser("executive"), laid, 2).status_code == 404


def test_resident_who_reads_a_released_paper_leaves_no_position(council: Council) -> None:
    laid = lay(council, level="1", is_released=True)
    resident = council.browser()

    answer = at(resident, laid, 2)

    assert (answer.status_code, answer.json()) == (200, {"page": 2})
    assert contents(resident, laid)["last_page"] == 1


def test_reader_opens_the_page_that_was_asked_for_else_the_one_left(council: Council) -> None:
    laid = lay(council, pages=3)
    member = council.browser("member1")
    at(member, laid, 2)

    for asked, shown in (("?p=3", 3), ("?p=0", 1), ("?p=99", 3), ("?p=x", 2), ("?p=9999999", 2), ("", 2)):
        answer = member.get(f"/papers/{laid.material}{asked}")
        assert f'data-page="{shown}"' in answer.text, asked


def test_reader_of_a_resident_offers_the_original_and_no_permit(council: Council) -> None:
    released, closed = lay(council, level="1", is_released=True), lay(council)

    resident = council.browser().get(f"/papers/{released.material}").text
    member = council.browser("member1").get(f"/papers/{closed.material}").text

    assert f"/papers/{released.material}/original" in resident
    assert f"/papers/{released.material}/permit" not in resident
    assert f"/papers/{closed.material}/permit" in member
    assert f"/papers/{closed.material}/original" not in member


def test_first_version_in_conversion_opens_for_the_clerk_only(council: Council) -> None:
    laid = lay(council, is_published=True)
    with council.services.database.write() as unit:
        unit.get_one(Material, laid.material).current_version_id = None
    coming = add_version(council, laid.material, number=2, state="converting")

    clerk, member = council.browser("clerk1"), council.browser("member1")

    assert clerk.get(f"/papers/{laid.material}").status_code == 200
    assert contents(clerk, laid)["version"] == coming
    assert member.get(f"/papers/{laid.material}").status_code == 404
