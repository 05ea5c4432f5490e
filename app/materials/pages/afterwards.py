"""Objects about all pages of a version, made afterwards where a version was converted before they were, or otherwise.

They rest on words. Those that an older converter read may tell what no page shows (`Paper.has_seen_words`), so such
versions are left out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.db import Database
from app.jobs.acts import enqueue
from app.jobs.kinds import JobKind
from app.jobs.payloads import Payload
from app.jobs.queries import has_job
from app.jobs.runs import JobRun
from app.materials.models import PageRow, Version
from app.materials.pages.workshop import Workshop
from app.materials.queries import page_rows
from app.vault.objects import Vault
from viewer.converter.number import WORDS_SINCE

_AT_ONCE = 200
"""Jobs that one sweep asks for: the next sweep asks for more."""

Made = TypeVar("Made")


@dataclass(frozen=True)
class StoredPage:
    """A page of a ready version, and what is kept of it."""

    vault: Vault
    key: str
    version: Version
    row: PageRow

    def read(self, name_of: Callable[[str, int, int], str]) -> bytes:
        """The object that is named by version, page and making. Raises what the vault raises."""
        return self.vault.read(
            self.key, self.version.id, name_of(self.version.id, self.row.number, self.version.making)
        )


@dataclass(frozen=True)
class Afterwards(Generic[Payload, Made]):
    """One object of a version. `column` of the version holds the way in which it was made; `present` is today's.

    `job`: asks for the version with this id. `name_of`: of version and making. `of_page` and `dump` make the object.
    """

    kind: JobKind[Payload]
    job: Callable[[str], Payload]
    column: InstrumentedAttribute[int]
    present: int
    name_of: Callable[[str, int], str]
    of_page: Callable[[StoredPage], Made]
    dump: Callable[[Sequence[Made]], bytes]

    def want(self, database: Database) -> int:
        """Ask for it where a version lacks it, or has it in another way; for how many."""
        is_asked = has_job(self.kind, Version.id, ("queued", "leased", "failed"))
        query = select(Version.id).where(self._is_lacking(), ~is_asked).order_by(Version.id).limit(_AT_ONCE)
        with database.read() as session:
            lacking = session.scalars(query).all()
        if lacking:
            with database.write() as session:
                for version_id in lacking:
                    enqueue(session, self.kind, self.job(version_id))
        return len(lacking)

    def make(self, shop: Workshop, version_id: str, run: JobRun) -> None:
        """Make it of one version. Raises what JobRun and the vault raise; the job is then tried again."""
        with shop.database.read() as session:
            version = session.scalars(select(Version).where(Version.id == version_id, self._is_lacking())).first()
            rows = page_rows(session, version_id)
        if version is None or version.sealed_key is None:
            shop.clear_if_gone(version_id)
            return
        key, making, pages = version.sealed_key, version.making, []
        for row in rows:
            run.check()
            run.make_way()
            pages.append(self.of_page(StoredPage(shop.vault, key, version, row)))
        shop.vault.put_once(key, version_id, self.name_of(version_id, making), self.dump(pages))
        with shop.database.write() as session:
            now = session.get(Version, version_id, with_for_update=True)
            if now is not None and now.making == making and now.sealed_key is not None:
                setattr(now, self.column.key, self.present)
                run.finish(session)
        if not run.is_finished:
            shop.clear_if_gone(version_id)  # it was put after the others were deleted

    def _is_lacking(self) -> ColumnElement[bool]:
        is_there = and_(Version.state == "ready", Version.sealed_key.is_not(None))
        return and_(is_there, Version.converter >= WORDS_SINCE, self.column != self.present)
