"""The pages that a picture may show, and the copies of each of them, as the ledger has them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import LedgerRecord
from app.audit.search import Found, issuing, opened
from app.materials.models import Material, PageRow, Version
from app.materials.pages.marks import page_copy_id
from app.permits.models import Permit


@dataclass(frozen=True)
class TracedPage:
    """One page of a version that is converted, and where its master is."""

    version_id: str
    version_number: int
    sealed_key: str
    making: int
    number: int

    def copy_of(self, person_id: str) -> str:
        """The name of a person's copy of it, as it was marked."""
        return page_copy_id(person_id, self.version_id, self.number)


@dataclass(frozen=True)
class IssuedCode:
    """A code under which a copy of a version was issued to a person. `page`: None for all pages, as of a permit."""

    person_id: str
    code: str
    version_id: str
    page: int | None

    def is_of(self, page: TracedPage) -> bool:
        """Whether a copy of this page bears the code."""
        return self.version_id == page.version_id and self.page in {None, page.number}


def pages_of(session: Session, material_id: str, number: int | None) -> list[TracedPage]:
    """The pages of a paper's versions, the newest version first; only those with this number, if one is given."""
    versions = session.scalars(
        select(Version).where(Version.material_id == material_id).order_by(Version.number.desc())
    ).all()
    pages = []
    for version in versions:
        if version.sealed_key is None or version.state != "ready":
            continue
        of = select(PageRow.number).where(PageRow.version_id == version.id).order_by(PageRow.number)
        numbers = session.scalars(of if number is None else of.where(PageRow.number == number))
        pages += [TracedPage(version.id, version.number, version.sealed_key, version.making, each) for each in numbers]
    return pages


def codes_of(
    session: Session, material_id: str, since: datetime | None = None, until: datetime | None = None
) -> list[IssuedCode]:
    """Every code under which something of a paper was issued to somebody in that time, also if not for the first time.

    Each once.
    """
    query = select(LedgerRecord).where(LedgerRecord.material_id == material_id, issuing())
    if since is not None:
        query = query.where(LedgerRecord.at >= since)
    if until is not None:
        query = query.where(LedgerRecord.at < until)
    of_permits = select(Permit.number, Permit.person_id).where(Permit.material_id == material_id)
    holders = {number: person_id for number, person_id in session.execute(of_permits)}  # noqa: C416 - rows are no pairs to a type checker
    return list(dict.fromkeys(_codes(opened(session.scalars(query.order_by(LedgerRecord.seq))), holders)))


def _codes(records: list[Found], holders: Mapping[str, str]) -> Iterator[IssuedCode]:
    """`holders`: of permits, by number: who prints a paper copy for somebody has it in their name in the record."""
    for record in records:
        person_id = holders.get(str(record.detail.get("permit")), record.actor_id)
        if person_id and record.version_id and (code := record.issued_under):
            yield IssuedCode(person_id, code, record.version_id, record.page)


def exists(session: Session, material_id: str) -> bool:
    """Whether there is such a paper."""
    return session.get(Material, material_id) is not None
