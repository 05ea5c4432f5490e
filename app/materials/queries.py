"""Reading papers from the database: the light row every page image asks for, and the rows the acts work on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from sqlalchemy import Select, String, bindparam, exists, select
from sqlalchemy.orm import Session

from app.access.facts import Actor, PaperFacts
from app.access.levels import Confidentiality, effective
from app.errors import NotFound
from app.materials.models import Material, PageRow, Reader, Version
from app.members.models import GroupMember


class PermitLike(Protocol):
    """A permit as papers need to know it."""

    @property
    def person_id(self) -> str:
        """Its holder."""


@dataclass(frozen=True)
class Paper:
    """A paper with one of its versions, and how the actor stands to it. `version_id` None: none is ready yet."""

    material_id: str
    title: str
    label: Confidentiality | None
    published_at: datetime | None
    released_at: datetime | None
    withdrawn_at: datetime | None
    current_version_id: str | None
    version_id: str | None
    number: int
    file_name: str
    state: str
    pages: int | None
    sealed_key: str | None
    in_audience: bool
    is_named: bool

    @property
    def id(self) -> str:
        """The paper's id, as on a Material."""
        return self.material_id

    @property
    def level(self) -> Confidentiality:
        """The level this paper is handled at."""
        return effective(self.label)

    @property
    def is_current(self) -> bool:
        """True when this is the version readers get."""
        return self.version_id is not None and self.version_id == self.current_version_id

    @property
    def is_released(self) -> bool:
        return self.released_at is not None

    def facts(self, actor: Actor, permit: PermitLike | None = None) -> PaperFacts:
        """What a decision looks at. A former version counts as neither published nor released."""
        return PaperFacts(
            level=self.label,
            is_released=self.is_released and self.is_current,
            is_published=self.published_at is not None and self.is_current,
            is_withdrawn=self.withdrawn_at is not None,
            in_audience=self.in_audience,
            is_named=self.is_named,
            has_download_permit=permit is not None,
            is_own_permit=permit is not None and permit.person_id == actor.person_id,
        )


class _PaperRow(NamedTuple):
    """The columns of `_paper_query`, in their order; of a paper without a version the version's are None."""

    id: str
    title: str
    confidentiality: str | None
    published_at: datetime | None
    released_at: datetime | None
    withdrawn_at: datetime | None
    current_version_id: str | None
    version_id: str | None
    number: int | None
    file_name: str | None
    state: str | None
    pages: int | None
    sealed_key: str | None
    is_named: bool
    by_group: bool


def _paper_query() -> Select[*tuple[object, ...]]:
    """Of the person given as the parameter `person`; nobody is in no audience."""
    person_id = bindparam("person", type_=String)
    of_paper = Reader.material_id == Material.id
    is_named = exists().where(of_paper, Reader.person_id == person_id)
    by_group = (
        exists()
        .where(of_paper, Reader.group_id == GroupMember.group_id, GroupMember.person_id == person_id)
        .correlate(Material)
    )
    return select(
        Material.id,
        Material.title,
        Material.confidentiality,
        Material.published_at,
        Material.released_at,
        Material.withdrawn_at,
        Material.current_version_id,
        Version.id.label("version_id"),
        Version.number,
        Version.file_name,
        Version.state,
        Version.pages,
        Version.sealed_key,
        is_named.label("is_named"),
        by_group.label("by_group"),
    )


_BY_VERSION = _paper_query().join(Version, Version.material_id == Material.id).where(Version.id == bindparam("version"))
_CURRENT = (
    _paper_query()
    .outerjoin(Version, Version.id == Material.current_version_id)
    .where(Material.id.in_(bindparam("materials", expanding=True)))
)
"""Built once, not for every page that goes out: putting such a statement together costs more than running it."""


def _paper(found: Iterable[object], person_id: str | None) -> Paper:
    row = _PaperRow._make(found)
    is_named = person_id is not None and bool(row.is_named)
    return Paper(
        material_id=row.id,
        title=row.title,
        label=None if row.confidentiality is None else Confidentiality(row.confidentiality),
        published_at=row.published_at,
        released_at=row.released_at,
        withdrawn_at=row.withdrawn_at,
        current_version_id=row.current_version_id,
        version_id=row.version_id,
        number=row.number or 0,
        file_name=row.file_name or "",
        state=row.state or "",
        pages=row.pages,
        sealed_key=row.sealed_key,
        in_audience=is_named or (person_id is not None and bool(row.by_group)),
        is_named=is_named,
    )


def paper_of_version(session: Session, actor: Actor, version_id: str) -> Paper:
    """A version with its paper, in one query. Raises NotFound."""
    row = session.connection().execute(_BY_VERSION, {"person": actor.person_id, "version": version_id}).one_or_none()
    if row is None:
        raise NotFound(cause=f"no version {version_id[:40]}")
    return _paper(row, actor.person_id)


def papers(session: Session, actor: Actor, material_ids: list[str]) -> dict[str, Paper]:
    """Papers with their current versions, in one query; unknown ids are left out."""
    found = session.execute(_CURRENT, {"person": actor.person_id, "materials": material_ids}).all()
    return {row.id: _paper(row, actor.person_id) for row in found}


def paper_of_material(session: Session, actor: Actor, material_id: str) -> Paper:
    """A paper with its current version. Raises NotFound."""
    found = papers(session, actor, [material_id])
    if material_id not in found:
        raise NotFound(cause=f"no material {material_id[:40]}")
    return found[material_id]


def load_material(session: Session, material_id: str, *, locked: bool = False) -> Material:
    """The paper's row; locked, so that two people who change one paper come one after the other. Raises NotFound."""
    query = select(Material).where(Material.id == material_id)
    material = session.scalars(query.with_for_update() if locked else query).first()
    if material is None:
        raise NotFound(cause=f"no material {material_id[:40]}")
    return material


def load_version(session: Session, version_id: str) -> tuple[Version, Material]:
    """A version and its paper. Raises NotFound."""
    version = session.get(Version, version_id)
    if version is None:
        raise NotFound(cause=f"no version {version_id[:40]}")
    return version, load_material(session, version.material_id)


def load_page(session: Session, version_id: str, number: int) -> PageRow:
    """One page's row. Raises NotFound when there is no such page, or not yet."""
    page = session.get(PageRow, (version_id, number))
    if page is None:
        raise NotFound(cause=f"no page {number} in {version_id}")
    return page


def page_rows(session: Session, version_id: str) -> list[PageRow]:
    """The pages of a version in order."""
    query = select(PageRow).where(PageRow.version_id == version_id).order_by(PageRow.number)
    return list(session.scalars(query))


def versions_of(session: Session, material_id: str) -> list[Version]:
    """All versions of a paper, the newest first."""
    query = select(Version).where(Version.material_id == material_id).order_by(Version.number.desc())
    return list(session.scalars(query))
