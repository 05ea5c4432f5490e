"""A person's own notes: kept, joined from two tablets, opened for nobody else, destroyed unread."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app import clock
from app.access.facts import DeviceKind
from app.access.levels import Confidentiality
from app.auth.sessions.models import SessionRow
from app.materials.models import Material, Version
from app.members.models import Office
from app.notes import acts
from app.notes.models import NotedPage, NoteKey
from tests.app.reading.shelf import Laid, add_version, lay
from tests.support.council import Browser, Council

INK = {"id": "i" * 22, "kind": "ink", "colour": "blue", "width": 20, "points": "100 200 128 300 400 255"}
TEXT = {"id": "t" * 22, "kind": "text", "colour": "red", "x": 500, "y": 700, "words": "財源を質疑する"}
MARK = {"id": "b" * 22, "kind": "bookmark", "words": "歳入の表"}


def notes(laid: Laid, page: int = 1) -> str:
    return f"/papers/{laid.version}/notes/{page}"


def writer_of(browser: Browser) -> str:
    """Whose screen it is: the person of the browser's session."""
    with browser.council.services.database.read() as unit:
        row = unit.get(SessionRow, browser.session_id)
        return row.person_id if row else ""


def keep(browser: Browser, address: str, *put: dict[str, Any], seen: int = 0, gone: list[str] | None = None) -> Any:
    fields = {"writer": writer_of(browser), "seen": seen, "put": [json.dumps(each) for each in put], "gone": gone or []}
    return browser.post(address, fields, headers={"accept": "application/json"})


def read(browser: Browser, address: str) -> dict[str, Any]:
    answer = browser.fetch(address)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def words_on(browser: Browser, address: str) -> list[str]:
    return [mark["words"] for mark in read(browser, address)["marks"] if "words" in mark]


def test_notes_come_back_on_another_tablet_of_the_same_person_and_on_nobody_elses(council: Council) -> None:
    laid = lay(council, level="3B")
    first, second, other = council.browser("member1"), council.browser("member1"), council.browser("member2")

    answer = keep(first, notes(laid, 2), INK, TEXT, MARK)

    assert (answer.status_code, answer.json()) == (200, {"counter": 1, "is_joined": False})
    mine, theirs = (read(who, f"/papers/{laid.version}/notes") for who in (second, other))
    assert (mine["pages"], theirs["pages"]) == ({"2": 1}, {})
    assert mine["key"] != theirs["key"]
    assert mine["key"] == read(first, f"/papers/{laid.version}/notes")["key"]
    assert mine["key"] != read(first, f"/papers/{lay(council).version}/notes")["key"]
    assert read(second, notes(laid, 2)) == {
        "counter": 1,
        "marks": [each | {"since": 1} for each in (INK, TEXT, MARK)],
        "was": 0,
        "was_of": "",
    }
    assert read(other, notes(laid, 2)) == {"counter": 0, "marks": [], "was": 0, "was_of": ""}
    issued = council.ledger("notes.issued")
    assert [(one["actor"], one["material"], one["version"], "page" in one) for one in issued] == [
        (council.people[login].id, laid.material, laid.version, False) for login in ("member1", "member2")
    ]
    assert "財源".encode() not in council.at_rest()
    assert b"100 200 128" not in council.at_rest()


def test_all_notes_on_a_paper_are_listed_with_their_words_and_recorded_at_once(council: Council) -> None:
    laid, member = lay(council, level="3B", pages=3), council.browser("member1")
    keep(member, notes(laid, 3), INK, MARK)
    keep(member, notes(laid, 1), TEXT)
    keep(member, notes(laid, 2), INK)
    keep(member, notes(laid, 2), seen=1, gone=[f"{INK['id']}:1"])

    told = read(member, f"/papers/{laid.version}/notes/all")["pages"]

    assert [(page["page"], [mark["words"] for mark in page["marks"]], page["lines"]) for page in told] == [
        (1, [TEXT["words"]], 0),
        (3, [MARK["words"]], 1),
    ]
    [record] = council.ledger("notes.issued")
    assert (record["version"], record["detail"]) == (laid.version, {"level": "3B"})
    nothing = {"pages": [], "placeless": [], "is_more_elsewhere": False}
    assert read(council.browser("member2"), f"/papers/{laid.version}/notes/all") == nothing
    assert council.browser("executive").fetch(f"/papers/{laid.version}/notes/all").status_code == 404


def test_two_tablets_of_one_person_join_what_they_wrote_and_overwrite_nothing(council: Council) -> None:
    laid = lay(council)
    address = notes(laid)
    one, two = council.browser("member1"), council.browser("member1")
    keep(one, address, INK, TEXT)

    later = keep(two, address, MARK, seen=0)
    assert later.json() == {"counter": 2, "is_joined": True}
    mine = keep(one, address, TEXT | {"words": "甲", "since": 1}, seen=2)
    theirs = keep(two, address, TEXT | {"words": "乙", "since": 1}, seen=2)
    again = keep(two, address, TEXT | {"words": "乙", "since": 1}, seen=2)
    assert (mine.json()["is_joined"], theirs.json()["is_joined"]) == (False, True)
    assert again.json() == {"counter": 4, "is_joined": True}
    assert sorted(words_on(one, address)) == sorted(["甲", "乙", "歳入の表"])

    keep(one, address, seen=4, gone=[f"{INK['id']}:1", f"{TEXT['id']}:1"])
    keep(two, address, INK, seen=4)
    left = read(one, address)
    assert sorted(mark["words"] for mark in left["marks"]) == sorted(["甲", "乙", "歳入の表"])
    keep(one, address, seen=left["counter"], gone=[f"{TEXT['id']}:3"])
    keep(two, address, TEXT | {"words": "消されたあとに直した", "since": 3}, seen=4)
    assert "消されたあとに直した" in words_on(one, address)


def test_many_writings_at_once_are_all_kept(council: Council) -> None:
    laid = lay(council)
    tabs = [council.browser("member1") for _ in range(5)]

    def write(number: int) -> Any:
        return keep(tabs[number], notes(laid), MARK | {"id": f"{number}" * 22, "words": f"{number}"})

    with ThreadPoolExecutor(len(tabs)) as threads:
        answers = list(threads.map(write, range(len(tabs))))

    assert [answer.status_code for answer in answers] == [200] * len(tabs)
    assert sorted(words_on(tabs[0], notes(laid))) == ["0", "1", "2", "3", "4"]


WRONG: tuple[dict[str, Any], ...] = (
    INK | {"points": "10001 0 0"},
    INK | {"points": "1 2"},
    INK | {"points": "1 2 256"},
    INK | {"points": "1 2 3 " * 4001 + "1 2 3"},
    INK | {"width": 601},
    INK | {"colour": "url(x)"},
    INK | {"id": "short"},
    INK | {"kind": "html"},
    TEXT | {"x": -1},
    TEXT | {"words": "あ" * 2001},
    TEXT | {"words": " \n "},
    TEXT | {"words": "a\u202eb"},
    TEXT | {"since": "9" * 5000},
    MARK | {"words": ["a"]},
    MARK | {"words": "あ" * 81},
)


def test_what_is_no_note_is_refused_whole_and_changes_nothing(council: Council) -> None:
    laid, member = lay(council), council.browser("member1")
    keep(member, notes(laid), MARK)

    answers = [keep(member, notes(laid), TEXT, wrong, seen=1) for wrong in WRONG]
    answers += [keep(member, notes(laid), gone=["x"]), keep(member, notes(laid), *[MARK] * 501)]
    broken = {"writer": council.people["member1"].id, "seen": "1", "put": ["[" * 9999]}
    answers += [member.post(notes(laid), broken, headers={"accept": "application/json"})]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(422, "N422")] * len(answers)
    assert words_on(member, notes(laid)) == [MARK["words"]]
    assert [keep(member, notes(laid, page), MARK).status_code for page in (0, 3, 10**20)] == [404] * 3


def test_page_and_paper_take_so_many_notes_and_say_what_to_do_then(
    council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid, member = lay(council), council.browser("member1")
    monkeypatch.setattr(acts, "_MOST_PAGE_BYTES", 3_000)
    monkeypatch.setattr(acts, "_MOST_PAPER_BYTES", 4_000)
    large = [TEXT | {"id": f"{number}" * 22, "words": "あ" * 700} for number in range(3)]

    fits, full = keep(member, notes(laid), large[0]), keep(member, notes(laid), *large[1:], seen=1)
    other_page = keep(member, notes(laid, 2), large[1])

    assert (fits.status_code, full.json()["code"], other_page.json()["code"]) == (200, "N409", "N410")
    assert keep(member, notes(laid), seen=1, gone=[f"{large[0]['id']}:1"]).status_code == 200
    assert keep(member, notes(laid, 2), large[1]).status_code == 200


@pytest.mark.parametrize("level", ["3A", "3B", "3C", "2", None])
def test_note_has_the_papers_level_and_closes_with_it(council: Council, level: str | None) -> None:
    named = ("member1",) if level == "3A" else ()
    laid = lay(council, level=level, people=named)
    writer = council.browser("member1")
    assert keep(writer, notes(laid), TEXT).status_code == 200

    personal = council.browser("member1", device=DeviceKind.PERSONAL)
    unknown = council.browser("member1", device=DeviceKind.UNKNOWN)
    outsider, stranger = council.browser("executive"), council.browser()
    expected = 200 if level == "2" else 403
    for who, status in ((personal, expected), (unknown, 403), (outsider, 404), (stranger, 401)):
        assert who.fetch(notes(laid)).status_code == status
        assert keep(who, notes(laid), MARK).status_code == status
    with council.services.database.write() as unit:
        unit.get_one(Material, laid.material).withdrawn_at = clock.now()
    assert writer.fetch(notes(laid)).status_code == 410
    assert keep(writer, notes(laid), MARK).status_code == 410


def test_paper_that_is_raised_takes_its_notes_along(council: Council) -> None:
    laid = lay(council, level="2")
    tablet = council.browser("member1", device=DeviceKind.PERSONAL)
    keep(tablet, notes(laid), TEXT)

    with council.services.database.write() as unit:
        unit.get_one(Material, laid.material).confidentiality = Confidentiality.C3B.value

    assert (tablet.fetch(notes(laid)).status_code, keep(tablet, notes(laid), MARK).status_code) == (403, 403)
    assert words_on(council.browser("member1"), notes(laid)) == [TEXT["words"]]


def test_released_paper_shows_each_their_own_notes_and_a_resident_none(council: Council) -> None:
    laid = lay(council, level="1", is_released=True, groups=())
    member, resident = council.browser("executive"), council.browser()

    assert keep(member, notes(laid), TEXT).status_code == 200
    assert words_on(member, notes(laid)) == [TEXT["words"]]
    assert [answer.status_code for answer in (resident.fetch(notes(laid)), keep(resident, notes(laid), TEXT))] == [
        401
    ] * 2
    assert 'data-part="open-notes"' in member.get(f"/papers/{laid.material}").text
    assert 'data-part="open-notes"' not in resident.get(f"/papers/{laid.material}").text


def test_altered_or_exchanged_rows_open_for_nobody(council: Council) -> None:
    laid, member, other = lay(council), council.browser("member1"), council.browser("member2")
    keep(member, notes(laid), TEXT)
    keep(other, notes(laid), MARK)
    mine, theirs = ((council.people[login].id, laid.version, 1) for login in ("member1", "member2"))

    with council.services.database.write() as unit:
        unit.get_one(NotedPage, theirs).sealed = unit.get_one(NotedPage, mine).sealed
        unit.get_one(NoteKey, theirs[0]).sealed_key = unit.get_one(NoteKey, mine[0]).sealed_key

    answers = [other.fetch(notes(laid)), keep(other, notes(laid), TEXT)]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(500, "N501")] * 2
    assert words_on(member, notes(laid)) == [TEXT["words"]]


def left(council: Council) -> list[tuple[str, str]]:
    with council.services.database.read() as unit:
        return sorted((row.person_id, row.version_id) for row in unit.scalars(select(NotedPage)))


def destroy(council: Council, days: int = 14) -> None:
    with council.services.database.write() as unit:
        acts.destroy_of_papers(unit, lambda *_: False)
        acts.destroy_of_people(unit, days)


def test_notes_of_a_former_member_are_destroyed_unread_some_days_after_the_office(council: Council) -> None:
    laid, member, other = lay(council), council.browser("member1"), council.browser("member2")
    keep(member, notes(laid), TEXT)
    keep(other, notes(laid), TEXT)
    person_id = council.people["member1"].id

    with council.services.database.write() as unit:
        for office in unit.scalars(select(Office).where(Office.person_id == person_id)):
            office.ends_at = clock.now() - timedelta(days=13)
    assert member.fetch(notes(laid)).status_code in {401, 403}
    destroy(council)
    assert len(left(council)) == 2
    destroy(council, days=13)

    assert left(council) == [(council.people["member2"].id, laid.version)]
    with council.services.database.read() as unit:
        assert unit.get(NoteKey, person_id) is None
    [record] = council.ledger("notes.destroyed")
    assert record["detail"] == {"person": person_id, "because": "out_of_office", "pages": 1}
    assert words_on(other, notes(laid)) == [TEXT["words"]]


def test_notes_go_with_the_version_that_is_shredded_and_with_no_other(council: Council) -> None:
    laid, member = lay(council), council.browser("member1")
    keep(member, notes(laid), TEXT)
    later = Laid(laid.material, add_version(council, laid.material, number=2))
    keep(member, notes(later), MARK)
    destroy(council)
    assert len(left(council)) == 2

    with council.services.database.write() as unit:
        unit.get_one(Version, laid.version).sealed_key = None
    destroy(council)

    assert left(council) == [(council.people["member1"].id, later.version)]
    [record] = council.ledger("notes.destroyed")
    assert (record["material"], record["detail"]) == (laid.material, {"because": "paper_gone", "pages": 1})
