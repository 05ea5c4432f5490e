"""A council whose ledger holds pages that were shown: people, papers, versions and records, without pictures."""

from collections.abc import Callable

import pytest

from app import clock
from app.audit.vocabulary import Event, EventKind
from app.materials.models import Material, Reader, Version
from tests.support.council import Council

Shown = Callable[..., Event]
NewPaper = Callable[..., Version]


@pytest.fixture
def paper(council: Council) -> NewPaper:
    """Makes a published paper with one version; `named` may read it by name."""

    def make(title: str = "議案第12号 議案書", level: str = "2", named: str = "") -> Version:
        clerk = council.people["clerk1"].id
        with council.services.database.write() as unit:
            material = Material(title=title, confidentiality=level, created_at=clock.now(), created_by=clerk)
            unit.add(material)
            unit.flush()
            version = Version(
                material_id=material.id, number=1, file_name="gian.pdf", created_at=clock.now(), created_by=clerk
            )
            unit.add(version)
            if named:
                unit.add(Reader(material_id=material.id, person_id=council.people[named].id))
        return version

    return make


@pytest.fixture
def shown(council: Council) -> Shown:
    """Records that a page was shown to somebody, as the reader does; everybody reads in one session of theirs."""
    sessions: dict[str, str] = {}

    def record(
        version: Version, login: str, page: int, code: str | None, *, level: str = "2", ahead: bool = False
    ) -> Event:
        if login not in sessions:
            sessions[login] = council.browser(login).session_id
        event = Event(
            EventKind.PAGE_ISSUED,
            actor_id=council.people[login].id,
            session_id=sessions[login],
            address="10.1.2.3",
            material_id=version.material_id,
            version_id=version.id,
            page=page,
            issue_code=code,
            detail={"level": level, **({"ahead": True} if ahead else {})},
        )
        council.services.ledger.commit_now(event)
        return event

    return record
