"""A search that waits for the store: decided again before its answer leaves, about the person and about each paper."""

from typing import Any

import pytest

from app import clock
from app.materials.models import Material, Reader
from app.web import gate
from tests.app.late.ends import end_of_office, raise_to_3a, suspend
from tests.app.reading.shelf import lay
from tests.support.council import Council


def withdraw(council: Council, _login: str) -> None:
    with council.services.database.write() as unit:
        for paper in unit.query(Material):
            paper.withdrawn_at = clock.now()


def name_at_3a(council: Council, login: str) -> None:
    """The paper is 3A now, and names this person; nothing of it may be quoted any more."""
    raise_to_3a(council, login)
    with council.services.database.write() as unit:
        for paper in unit.query(Material):
            unit.add(Reader(material_id=paper.id, person_id=council.people[login].id))


def nothing(_council: Council, _login: str) -> None:
    """Everything stays as it is."""


def look(council: Council, happens: Any) -> Any:
    """Search everything as a member; something happens while the words come from the store."""
    words = council.services.vault.words
    done: list[str] = []

    def slow(*arguments: Any) -> Any:
        if not done:
            done.append("once")
            happens(council, "member1")
        return words(*arguments)

    member = council.browser("member1")
    council.services.vault.words = slow  # type: ignore[assignment, method-assign]  # as from a store that takes its time
    return member.post("/search/hits", {"q": "補正"}, headers={"accept": "application/json"})


@pytest.mark.parametrize("happens", [withdraw, name_at_3a, suspend, end_of_office])
def test_what_ended_while_the_store_was_waited_for_is_not_told(
    council: Council, monkeypatch: pytest.MonkeyPatch, happens: Any
) -> None:
    monkeypatch.setattr(gate, "STREAM_SECONDS", 0.0)
    lay(council)

    answer = look(council, happens)

    assert answer.status_code in {401, 403, 404, 409}
    assert "予算" not in answer.text
    assert council.ledger("places.issued") == []


def test_search_that_takes_long_is_answered_while_nothing_changes(
    council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "STREAM_SECONDS", 0.0)
    lay(council)

    answer = look(council, nothing)

    assert answer.status_code == 200
    assert len(answer.json()["papers"]) == 1
