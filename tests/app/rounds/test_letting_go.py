"""A reader who was allowed a page meets its loss, or that somebody let it go at this moment: only the loss is told."""

from collections.abc import Callable

import pytest
from sqlalchemy import update

from app.audit.notes import SYSTEM
from app.materials.models import Material, RecognisedPage, Version
from app.materials.recognition.pages import PageState
from app.materials.removal import remove_unread
from app.rounds.letting_go import was_let_go
from app.vault.objects import (
    booklet_name,
    identities_name,
    original_name,
    outline_name,
    page_name,
    recognised_name,
    recognised_page_name,
    words_name,
)
from tests.app.reading.shelf import Laid, lay
from tests.support.council import Council

pytestmark = pytest.mark.rare("a reading and a deletion in the same moment; only rounds and the vault move it")


def taken_out(council: Council, laid: Laid) -> None:
    with council.services.database.write() as session:
        remove_unread(session, SYSTEM, session.get_one(Material, laid.material), ())
    council.services.vault.delete(laid.version)  # as the worker does after it


def made_anew(council: Council, laid: Laid) -> None:
    with council.services.database.write() as session:
        session.get_one(Version, laid.version).making = 1
    council.services.vault.delete_pages(laid.version, 0)


def lost(council: Council, laid: Laid) -> None:
    council.services.store.delete(page_name(laid.version, 1))


@pytest.mark.parametrize(("meanwhile", "is_told"), [(taken_out, False), (made_anew, False), (lost, True)])
def test_page_that_goes_while_it_is_read_is_told_only_when_nobody_let_it_go(
    council: Council, monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[Council, Laid], None], *, is_told: bool
) -> None:
    laid, store = lay(council, is_published=False), council.services.store
    reader, read = council.browser("clerk1"), store.read
    name = page_name(laid.version, 1)
    happened: list[str] = []

    def read_meanwhile(asked: str) -> bytes:
        if asked == name and not happened:
            happened.append(name)
            meanwhile(council, laid)
        return read(asked)

    monkeypatch.setattr(store, "read", read_meanwhile)
    assert reader.fetch(laid.page(1)).status_code >= 400
    council.services.findings.close()

    assert happened
    told = [entry["detail"]["name"] for entry in council.ledger("evidence.altered")]
    assert told == ([name] if is_told else [])


def test_loss_is_told_although_the_same_page_was_let_go_before(council: Council) -> None:
    laid, findings = lay(council), council.services.findings
    name = recognised_page_name(laid.version, 1)

    def told_when(state: PageState) -> list[str]:
        with council.services.database.write() as session:
            session.merge(RecognisedPage(version_id=laid.version, number=1, making=0, state=state))
        findings.note("object", name)
        findings.close()
        return [entry["detail"]["name"] for entry in council.ledger("evidence.altered")]

    assert told_when(PageState.DROPPED) == []
    assert told_when(PageState.READ) == [name]


def test_row_that_was_altered_lets_nothing_go_and_is_told_beside_the_loss(council: Council) -> None:
    """The edit is found while the loss is told, and the service stops in this moment."""
    laid, findings = lay(council), council.services.findings
    with council.services.database.write() as session:
        session.execute(update(Version).where(Version.id == laid.version).values(making=1))

    findings.note("object", page_name(laid.version, 1))
    findings.close()

    assert {entry["detail"]["what"] for entry in council.ledger("evidence.altered")} == {"object", "row"}


def test_what_is_needed_and_what_is_being_made_is_never_taken_for_let_go(council: Council) -> None:
    laid = lay(council)
    one = laid.version
    with council.services.database.write() as session:
        version = session.get_one(Version, one)
        version.making, version.recognised = 2, 3

    def let_go(name: str) -> bool:
        with council.services.database.read() as session:
            return was_let_go(session, name)

    needed = [original_name(one), f"v/{one}/key", recognised_name(one, 2, 3), recognised_name(one, 2, 4)]
    for making in (2, 3):
        needed += [page_name(one, 1, making), outline_name(one, making), words_name(one, making)]
        needed += [identities_name(one, making), recognised_page_name(one, 1, making)]
    assert not any(map(let_go, needed))
    former = [page_name(one, 1), page_name(one, 1, 1), outline_name(one, 1), words_name(one), identities_name(one, 1)]
    former += [recognised_name(one, 1, 3), recognised_name(one, 2, 2), booklet_name("nobody")]
    assert all(map(let_go, former))
