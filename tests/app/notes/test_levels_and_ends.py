"""Notes on a former version that has kept a higher level, and whose notes end: nothing lower opens, nothing is lost."""

from sqlalchemy import delete, update

from app.access.facts import DeviceKind
from app.materials.models import Material, Version
from app.members.models import Office
from app.notes.models import NotedPage
from tests.app.notes.test_carrying import carry, replaced, said
from tests.app.notes.test_notes import TEXT, destroy, keep, left, notes, read, words_on
from tests.app.reading.shelf import Laid, lay
from tests.support.council import Council


def lowered_after_a_replacement(council: Council) -> tuple[Laid, Laid]:
    """Notes on a version of 3B; the next version was looked at, and its paper lowered to level 2."""
    laid = lay(council, level="3B", pages=2, looks=(1, 2))
    member = council.browser("member1")
    for page in (1, 2):
        keep(member, notes(laid, page), said(f"secret-{page}"))
    later = replaced(council, laid, (1, 9))
    with council.services.database.write() as unit:
        unit.get_one(Version, laid.version).kept_level = "3B"
        unit.get_one(Material, laid.material).confidentiality = "2"
    return laid, later


def test_notes_on_a_version_of_a_higher_level_open_where_that_version_would_and_stay_there(council: Council) -> None:
    _, later = lowered_after_a_replacement(council)
    tablet, personal = council.browser("member1"), council.browser("member1", device=DeviceKind.PERSONAL)

    assert read(personal, f"/papers/{later.version}/notes")["former"] == 0
    assert read(personal, f"/papers/{later.version}/notes/all") == {
        "pages": [],
        "placeless": [],
        "is_more_elsewhere": True,
    }
    carry(personal, later)
    assert words_on(personal, notes(later, 1)) == []

    carry(tablet, later)
    assert words_on(personal, notes(later, 1)) == []
    listed = read(tablet, f"/papers/{later.version}/notes/all")
    assert listed["is_more_elsewhere"] is False
    assert [page["marks"][0]["words"] for page in listed["placeless"]] == ["secret-1", "secret-2"]


def test_notes_whose_row_was_put_under_another_paper_are_not_listed_there(council: Council) -> None:
    secret, other, member = lay(council, level="3B"), lay(council), council.browser("member1")
    keep(member, notes(secret), TEXT)
    with council.services.database.write() as unit:
        unit.execute(update(NotedPage).values(material_id=other.material))

    assert read(member, f"/papers/{other.version}/notes/all")["placeless"] == []


def test_record_of_a_list_says_of_which_version_the_pages_are(council: Council) -> None:
    laid, member = lay(council, level="3B", pages=3, looks=(1, 2, 3)), council.browser("member1")
    keep(member, notes(laid, 3), TEXT)
    later = replaced(council, laid, (1, 2))
    keep(member, notes(later, 1), TEXT)

    read(member, f"/papers/{later.version}/notes/all")

    told = [(one["version"], one["detail"]) for one in council.ledger("notes.issued")]
    assert told == [
        (later.version, {"level": "3B"}),
        (laid.version, {"level": "3B"}),
    ]


def test_notes_stay_while_an_office_of_their_writer_is_missing(council: Council) -> None:
    laid, member = lay(council), council.browser("member1")
    keep(member, notes(laid), TEXT)
    person_id = council.people["member1"].id
    with council.services.database.write() as unit:
        unit.execute(delete(Office).where(Office.person_id == person_id))

    destroy(council)

    assert left(council) == [(person_id, laid.version)]


def test_damaged_notes_of_one_page_keep_nobody_from_those_of_the_others(council: Council) -> None:
    laid, member = lay(council, pages=3, looks=(1, 2, 3)), council.browser("member1")
    for page in (1, 2, 3):
        keep(member, notes(laid, page), said(f"on-{page}"))
    with council.services.database.write() as unit:
        unit.get_one(NotedPage, (council.people["member1"].id, laid.version, 2)).sealed = b"altered"

    told = read(member, f"/papers/{laid.version}/notes/all")["pages"]
    later = replaced(council, laid, (1, 2, 3))
    answer = carry(member, later)

    assert told[1] == {"page": 2, "marks": [], "lines": 0, "is_damaged": True}
    assert [page["page"] for page in told] == [1, 2, 3]
    assert (answer.status_code, answer.json()) == (200, {"placeless": 1})
    assert [words_on(member, notes(later, page)) for page in (1, 2, 3)] == [["on-1"], [], ["on-3"]]


def test_notes_on_a_paper_that_is_taken_out_are_destroyed_with_a_record(council: Council) -> None:
    laid, clerk = lay(council, is_published=False), council.browser("clerk1")
    keep(clerk, notes(laid), TEXT)

    answer = clerk.post(f"/prepare/materials/{laid.material}/take-out", {})

    assert (answer.status_code, left(council)) == (303, [])
    [record] = council.ledger("notes.destroyed")
    assert (record["material"], record["detail"]) == (laid.material, {"because": "paper_gone", "pages": 1})
