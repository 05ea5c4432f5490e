"""When a paper is replaced its readers' notes go to the page on which the same stands; none is dropped."""

from typing import Any

from sqlalchemy import select

from app.materials.models import Material
from app.notes.models import NotedPage
from tests.app.notes.test_notes import INK, MARK, TEXT, keep, notes, read, words_on, writer_of
from tests.app.reading.shelf import Laid, add_version, lay
from tests.support.council import Browser, Council


def carry(browser: Browser, laid: Laid) -> Any:
    address = f"/papers/{laid.version}/notes/carried"
    return browser.post(address, {}, headers={"accept": "application/json"})


def replaced(council: Council, laid: Laid, looks: tuple[int, ...]) -> Laid:
    """A version of pages that look so; readers get it from now on."""
    return Laid(laid.material, add_version(council, laid.material, number=2, pages=len(looks), looks=looks))


def said(text: str, **more: object) -> dict[str, object]:
    return TEXT | {"id": text.rjust(22, "x"), "words": text, **more}


def test_notes_go_to_the_page_on_which_the_same_stands_and_those_without_one_are_listed(council: Council) -> None:
    laid = lay(council, level="3B", pages=4, looks=(1, 2, 3, 4))
    member, other = council.browser("member1"), council.browser("member2")
    for page in (1, 2, 3):
        keep(member, notes(laid, page), said(f"on-{page}"))
    keep(member, notes(laid, 3), INK, seen=1)
    keep(other, notes(laid, 1), MARK)

    later = replaced(council, laid, (9, 1, 3, 4))
    assert read(member, f"/papers/{later.version}/notes")["former"] == 3
    answer = carry(member, later)

    assert (answer.status_code, answer.json()) == (200, {"placeless": 1})
    assert words_on(member, notes(later, 2)) == ["on-1"]
    moved = read(member, notes(later, 3))
    assert ([mark["kind"] for mark in moved["marks"]], moved["was"]) == (["text", "ink"], 0)
    told = read(member, f"/papers/{later.version}/notes/all")
    assert [page["page"] for page in told["pages"]] == [2, 3]
    assert [(page["page"], page["marks"][0]["words"]) for page in told["placeless"]] == [(2, "on-2")]
    with council.services.database.read() as unit:
        untouched = unit.scalars(select(NotedPage).where(NotedPage.person_id == council.people["member2"].id)).one()
    assert (untouched.version_id, untouched.page) == (laid.version, 1)
    assert carry(member, later).json() == {"placeless": 1}
    carry(other, later)
    assert words_on(other, notes(later, 2)) == [MARK["words"]]


def test_what_is_written_on_the_later_version_before_stays_beside_what_comes(council: Council) -> None:
    laid = lay(council, pages=2, looks=(1, 2))
    member = council.browser("member1")
    keep(member, notes(laid, 1), said("former"), INK)
    later = replaced(council, laid, (5, 1))
    keep(member, notes(later, 2), said("later"))

    carry(member, later)

    assert words_on(member, notes(later, 2)) == ["later", "former"]
    assert keep(member, notes(later, 2), seen=2, gone=[f"{INK['id']}:2"]).json()["is_joined"] is False
    assert read(member, notes(later, 2))["counter"] == 3


def test_notes_wait_where_the_pages_are_not_known_and_come_back_with_the_former_version(council: Council) -> None:
    laid = lay(council, pages=2, looks=(1, 2))
    member = council.browser("member1")
    keep(member, notes(laid, 2), said("waits"))
    unknown = Laid(laid.material, add_version(council, laid.material, number=2, pages=2))

    assert carry(member, unknown).json() == {"placeless": 0}
    assert read(member, notes(unknown, 2))["marks"] == []
    listed = read(member, f"/papers/{unknown.version}/notes/all")
    assert [page["page"] for page in listed["placeless"]] == [2]
    with council.services.database.write() as unit:
        unit.get_one(Material, laid.material).current_version_id = laid.version
    assert words_on(member, notes(laid, 2)) == ["waits"]


def test_sign_of_a_changed_page_stays_until_its_writer_has_looked(council: Council) -> None:
    laid, member = lay(council, pages=2, looks=(1, 2)), council.browser("member1")
    keep(member, notes(laid, 2), said("changed"))
    with council.services.database.read() as unit:
        assert unit.scalars(select(NotedPage)).one().counter == 1
    later = replaced(council, laid, (1, 3))
    carry(member, later)
    was = read(member, notes(later, 2))["was"]

    fields = {"writer": writer_of(member), "seen": 1, "is_seen": "1"}
    answer = member.post(notes(later, 2), fields, headers={"accept": "application/json"})

    assert (was, answer.status_code) == (2, 200)
    assert read(member, notes(later, 2))["was"] == 0
    assert words_on(member, notes(later, 2)) == ["changed"]


def test_nobody_takes_notes_along_in_a_paper_that_they_may_not_read(council: Council) -> None:
    laid = lay(council, pages=2, looks=(1, 2))

    assert carry(council.browser("executive"), laid).status_code == 404
    assert carry(council.browser(), laid).status_code == 401


def test_former_page_is_named_to_whom_the_policy_shows_it_and_to_nobody_else(council: Council) -> None:
    laid, clerk, member = (
        lay(council, pages=4, looks=(1, 2, 5, 9)),
        council.browser("clerk1"),
        council.browser("member1"),
    )
    for browser in (clerk, member):
        keep(browser, notes(laid, 2), said("changed"))
        keep(browser, notes(laid, 4), said("without-a-page"))
    later = replaced(council, laid, (1, 3, 5))

    shown = []
    for browser in (clerk, member):
        carry(browser, later)
        page, listed = read(browser, notes(later, 2)), read(browser, f"/papers/{later.version}/notes/all")
        at_once = read(browser, f"/papers/{later.version}/notes/pages")["pages"]["2"]
        assert (page["was"], at_once) == (2, page)
        former = browser.fetch(f"/papers/{laid.version}/pages/2").status_code
        shown.append((page["was_of"], listed["placeless"][0].get("version", ""), former))

    assert shown == [(laid.version, laid.version, 200), ("", "", 404)]
    answer = clerk.post(
        notes(later, 2),
        {"writer": writer_of(clerk), "seen": 1, "is_seen": "1"},
        headers={"accept": "application/json"},
    )
    assert answer.status_code == 200
    assert read(clerk, notes(later, 2))["was_of"] == ""
