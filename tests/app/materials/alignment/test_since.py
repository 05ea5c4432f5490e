"""A paper was replaced since somebody read it: what they are told of its pages, where they go on, and who is told."""

from collections.abc import Sequence
from typing import Any

import pytest
from fpdf import FPDF
from sqlalchemy import text, update

from app.materials.models import Version
from tests.app.materials.office import Office

pytestmark = pytest.mark.rare("papers drawn twice and compared; only alignment moves it")

BUDGET = ("mokuji", "saishutsu", "sainyu", "kisai")


def paper(*pages: str) -> bytes:
    """Pages about different things, each with its running number at the foot; one with "!" has another figure."""
    document = FPDF(format=(80, 297))
    document.set_auto_page_break(auto=False)
    document.set_font("helvetica", size=12)
    for number, named in enumerate(pages, start=1):
        document.add_page()
        words = named.rstrip("!")
        for line in range(12):
            figure = 9999 if words != named and line == 4 else ord(words[0]) * (line + 7)
            document.cell(text=f"{words[::-1]} {words * 2} {figure}")
            document.ln()
        document.set_y(285)
        document.cell(text=f"- {number} -")
    return bytes(document.output())


def reads(office: Office, version: Version, page: int, login: str = "member1") -> None:
    answer = office.council.browser(login).post(f"/papers/{version.id}/position", {"page": str(page)})
    assert answer.status_code == 200


def contents(office: Office, version: Version, login: str = "member1") -> Any:
    answer = office.council.browser(login).fetch(f"/papers/{version.material_id}/contents")
    return answer.json() if answer.status_code == 200 else answer.status_code


def replaced(office: Office, *pages: str) -> tuple[Version, Version]:
    """A paper that member1 has read to its third page, and the version that came after it."""
    first = office.ready(paper(*BUDGET), label="2")
    reads(office, first, 3)
    return first, office.replaced(first, paper(*pages))


def test_reader_is_told_what_changed_and_goes_on_at_the_same_page_under_its_new_number(office: Office) -> None:
    _, second = replaced(office, "mokuji", "tsuika", "saishutsu", "sainyu")

    told = contents(office, second)

    assert told["since"] == {
        "former": 1,
        "is_news": True,
        "edition": "",
        "pages": [1, 3, 4, 4],
        "changed": [],
        "added": [[2, 2]],
        "moved": [],
        "removed": [[4, 4]],
    }
    assert told["last_page"] == 4
    assert 'data-page="4"' in office.council.browser("member1").get(f"/papers/{second.material_id}").text
    record = office.council.ledger("contents.issued")[-1]
    assert (record["version"], record["detail"]["since"]) == (second.id, 1)


def test_changed_and_moved_pages_are_named_and_running_numbers_are_no_change(office: Office) -> None:
    _, second = replaced(office, "kisai", "mokuji", "saishutsu!", "sainyu")

    told = contents(office, second)["since"]

    assert (told["changed"], told["moved"], told["added"]) == ([[3, 3]], [[1, 1]], [])


def test_who_never_had_the_former_version_open_is_told_nothing_of_it(office: Office) -> None:
    _, second = replaced(office, "mokuji", "saishutsu")

    told = contents(office, second, "member2")

    assert (told["since"], told["last_page"]) == (None, 1)
    assert "since" not in office.council.ledger("contents.issued")[-1]["detail"]


def test_own_place_in_the_newer_version_counts_and_the_former_one_put_back_is_compared_too(office: Office) -> None:
    first, second = replaced(office, "mokuji", "tsuika", "saishutsu", "sainyu")
    reads(office, second, 2)

    assert contents(office, second)["last_page"] == 2
    office.replacement(first, "put-back")
    back = contents(office, first)

    assert (back["last_page"], back["since"]["removed"], back["since"]["former"]) == (3, [[2, 2]], 2)
    assert back["since"]["is_news"] is False, "the version that they opened before is open again"


def test_former_version_of_a_higher_level_is_told_of_only_to_who_may_read_that(office: Office) -> None:
    first, second = replaced(office, "mokuji", "saishutsu")
    assert contents(office, second)["since"] is not None
    with office.council.services.database.write() as session:
        session.get_one(Version, first.id).kept_level = "3A"

    assert contents(office, second)["since"] is None


@pytest.mark.parametrize("known", [0, 1])
def test_pages_that_are_not_known_yet_keep_their_reader_at_the_beginning(office: Office, known: int) -> None:
    first, second = replaced(office, "mokuji", "saishutsu")
    with office.council.services.database.write() as session:
        session.execute(update(Version).where(Version.id == first.id).values(known=known))

    told = contents(office, second)

    assert (told["since"], told["last_page"]) == (None, 1)


def test_nothing_rests_on_a_former_version_whose_row_was_altered(office: Office) -> None:
    first, second = replaced(office, "mokuji", "saishutsu")
    with office.council.services.database.write() as session:
        session.execute(text("UPDATE material_version SET number = 7 WHERE id = :id"), {"id": first.id})

    assert contents(office, second)["since"] is None


def test_damaged_identities_cost_nobody_the_paper(office: Office) -> None:
    first, second = replaced(office, "mokuji", "saishutsu")
    store = office.council.services.store
    store.delete(name := f"v/{first.id}/identities")
    store.put(name, [b"somebody else's bytes"])

    assert contents(office, second)["since"] is None
    assert office.council.browser("member1").get(f"/papers/{second.material_id}").status_code == 200


@pytest.mark.parametrize("pages", [BUDGET, ("gikai", "ryohi")])
def test_same_pages_and_quite_other_pages(office: Office, pages: Sequence[str]) -> None:
    _, second = replaced(office, *pages)

    told = contents(office, second)["since"]

    is_same = pages == BUDGET
    assert told["changed"] == []
    assert (told["added"], told["removed"]) == (([], []) if is_same else ([[1, 2]], [[1, 4]]))
