"""Reads papers from the database: the few columns that each page image needs, and whole rows for acts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple, Protocol

from sqlalchemy import BigInteger, ColumnElement, Select, String, bindparam, cast, func, literal, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.access.facts import Actor, PaperFacts
from app.access.levels import Confidentiality, effective, level_in
from app.driver.prepared import Prepared
from app.errors import NotFound
from app.materials.disposed import disposed_paper
from app.materials.errors import PaperDisposed
from app.materials.models import Material, PageRow, Reader, Version
from app.members.belonging import NOW, OFFICES_OF, keys_of
from app.members.models import Group, GroupMember
from app.seals import fits, tell_missing
from viewer.converter.number import WORDS_SINCE


class PermitLike(Protocol):
    """What this module needs of a permit; `permits` is above it, and may not be imported."""

    @property
    def fetcher_id(self) -> str:
        """Id of the person who may fetch its PDF."""


@dataclass(frozen=True)
class Paper:
    """A paper with one of its versions, and whether the actor is a reader. `version_id` None: none is ready yet.

    `label`: by which this version is handled: the paper's, or a higher one that the version has kept.
    `brought_by`: who registered the paper and who put in this version. `converter`, `making`, `fold`: as of a Version.
    """

    material_id: str
    title: str
    label: Confidentiality | None
    published_at: datetime | None
    withdrawn_at: datetime | None
    current_version_id: str | None
    version_id: str | None
    number: int
    file_name: str
    state: str
    pages: int | None
    sealed_key: str | None
    released_version_id: str | None
    converter: int
    making: int
    fold: int
    brought_by: frozenset[str]
    in_audience: bool
    is_named: bool
    is_altered: bool = False

    @property
    def id(self) -> str:
        """The paper's id, as on a Material."""
        return self.material_id

    @property
    def level(self) -> Confidentiality:
        """The level this paper is handled at."""
        return effective(self.label)

    @property
    def has_seen_words(self) -> bool:
        """False when an older converter read its words. They may hold text that no page shows, so they stay closed."""
        return self.converter >= WORDS_SINCE

    @property
    def is_current(self) -> bool:
        """True when this is the version readers get."""
        return self.version_id is not None and self.version_id == self.current_version_id

    @property
    def is_released(self) -> bool:
        """True when this very version is open to residents and the one that readers get."""
        return self.is_current and self.version_id == self.released_version_id

    def facts(self, actor: Actor, permit: PermitLike | None = None) -> PaperFacts:
        """The facts for a decision on this paper. A former version counts as neither published nor released.

        A release belongs to one version. While another one is current, `is_being_renewed` tells residents so.
        """
        return PaperFacts(
            level=self.label,
            is_released=self.is_released,
            is_being_renewed=self.released_version_id not in {None, self.current_version_id},
            is_published=self.published_at is not None and self.is_current,
            is_withdrawn=self.withdrawn_at is not None,
            in_audience=self.in_audience,
            is_named=self.is_named,
            is_further=self.current_version_id is not None and not self.is_current,
            has_download_permit=permit is not None,
            is_own_permit=permit is not None and permit.fetcher_id == actor.person_id,
            is_brought_by_actor=self.brought_by == {actor.person_id},
            is_altered=self.is_altered,
        )


def label_of(label: str | None, kept: str | None) -> Confidentiality | None:
    """The label by which a version is handled: the paper's, or the level that the version has kept if it is higher."""
    own = None if label is None else level_in(label)
    return own if kept is None else max(effective(own), level_in(kept), key=lambda level: level.rank)


def level_of(version: Version, material: Material) -> Confidentiality:
    """The level that one version of a paper is handled at; of the one that readers get, the paper's."""
    is_current = version.id == material.current_version_id
    return effective(label_of(material.confidentiality, None if is_current else version.kept_level))


class _PaperRow(NamedTuple):
    """The columns of `_paper_query`, in their order; those of the version are None when the paper has none."""

    id: str
    title: str
    confidentiality: str | None
    published_at: datetime | None
    first_published_at: datetime | None
    shut_at: datetime | None
    owner: str
    integrity: str
    availability: str
    withdrawn_at: datetime | None
    current_version_id: str | None
    version_id: str | None
    number: int | None
    file_name: str | None
    state: str | None
    pages: int | None
    sealed_key: str | None
    released_version_id: str | None
    created_at: datetime
    created_by: str
    file_by: str | None
    kept_level: str | None
    converter: int | None
    making: int | None
    fold: int | None
    seal: str
    version_seal: str | None
    named_by: str | None
    by_group: str | None
    by_office: str | None


def _as_text(moment: InstrumentedAttribute[datetime | None]) -> ColumnElement[str]:
    """A moment as the seals have it, its microseconds; "" for none."""
    return func.coalesce(cast(type_coerce(moment, BigInteger), String), "")


def _in_one_part(seal: InstrumentedAttribute[str]) -> ColumnElement[str]:
    """A seal without slashes, which ours have not: one that was written by SQL must not shift what comes after it."""
    return func.replace(seal, "/", "-")


def _sealed_moment(text: str) -> int | None:
    return int(text) if text else None


def _ways_in() -> tuple[Select[str], Select[str], Select[str]]:
    """The rows by which a person reads a paper: by name, by a group that they were put into, by an office."""
    person_id = bindparam("person", type_=String)
    of_paper = Reader.material_id == Material.id
    reader = Reader.id + "/" + _in_one_part(Reader.seal) + "/" + _as_text(Reader.added_at)
    member = GroupMember.group_id + "/" + _in_one_part(GroupMember.seal)
    for moment in (GroupMember.added_at, GroupMember.starts_at, GroupMember.ends_at):
        member = member + "/" + _as_text(moment)
    named_by = select(reader).where(of_paper, Reader.person_id == person_id)
    by_group = (
        select(reader + "/" + member)
        .where(of_paper, Reader.group_id == GroupMember.group_id, GroupMember.person_id == person_id)
        .where(Group.id == GroupMember.group_id, Group.key.not_in(map(literal, OFFICES_OF)), GroupMember.inside_at(NOW))
        .correlate(Material)
    )
    offices = [bindparam(f"office_{key}", type_=String) for key in OFFICES_OF]
    by_office = (
        select(reader + "/" + Group.id + "/" + Group.key + "/" + _in_one_part(Group.seal) + "/" + Group.name)
        .where(of_paper, Reader.group_id == Group.id, Group.key.in_(offices))
        .correlate(Material)
    )
    return named_by, by_group, by_office


_OF_PAPER = _PaperRow._fields[: _PaperRow._fields.index("version_id")]


def _paper_query() -> Select[*tuple[object, ...]]:
    """The query for _PaperRow, by `person`, an id or None, and `office_…`, for each key of a group into which offices
    put people: the key if they put this person into it, or None.

    `named_by`: id, seal and moment of the Reader row that names the person, with slashes. `by_group`: those of one for
    their group, then the membership's group, seal and moments; `by_office`: then the group's id, key, seal and name.
    """
    named_by, by_group, by_office = _ways_in()
    return select(
        *(getattr(Material, name) for name in _OF_PAPER),
        Version.id.label("version_id"),
        Version.number,
        Version.file_name,
        Version.state,
        Version.pages,
        Version.sealed_key,
        Material.released_version_id,
        Material.created_at,
        Material.created_by,
        Version.created_by.label("file_by"),
        Version.kept_level,
        Version.converter,
        Version.making,
        Version.fold,
        Material.seal,
        Version.seal.label("version_seal"),
        named_by.limit(1).correlate(Material).scalar_subquery().label("named_by"),
        by_group.limit(1).scalar_subquery().label("by_group"),
        by_office.limit(1).scalar_subquery().label("by_office"),
    )


_BY_VERSION = Prepared(
    _paper_query().join(Version, Version.material_id == Material.id).where(Version.id == bindparam("version"))
)
_CURRENT = (
    _paper_query()
    .outerjoin(Version, Version.id == Material.current_version_id)
    .where(Material.id.in_(bindparam("materials", expanding=True)))
)
"""Built once, not for every page: putting such a statement together costs more than running it."""


_LABEL = attrgetter(*Material.sealed_columns)


def _is_intact(session: Session, row: _PaperRow, person_id: str | None) -> bool:
    """True when every row by which is decided about this paper for this person fits its seal."""
    is_intact = fits(session, Material, (row.id,), _LABEL(row), row.seal)
    if row.version_id is not None:
        is_intact &= fits(
            session,
            Version,
            (row.version_id,),
            (row.id, row.number, row.file_by, row.kept_level, row.converter, row.making),
            row.version_seal or "",
        )
    try:
        return is_intact & _is_reader_intact(session, row, person_id)
    except ValueError:  # a slash in an id, or what is no moment
        tell_missing(session, Material, (row.id,))
        return False


def _is_reader_intact(session: Session, row: _PaperRow, person_id: str | None) -> bool:
    """The same of the rows by which this person reads it. Raises ValueError when they are not in the form of ours."""
    is_intact = True
    if row.named_by:
        reader_id, seal, since = row.named_by.split("/")
        is_intact &= fits(session, Reader, (reader_id,), (row.id, None, person_id, _sealed_moment(since)), seal)
    elif row.by_group:
        reader_id, seal, since, group_id, member_seal, *moments = row.by_group.split("/")
        is_intact &= fits(session, Reader, (reader_id,), (row.id, group_id, None, _sealed_moment(since)), seal)
        is_intact &= fits(session, GroupMember, (group_id, person_id), [*map(_sealed_moment, moments)], member_seal)
    elif row.by_office:
        reader_id, seal, since, group_id, key, group_seal, name = row.by_office.split("/", 6)
        is_intact &= fits(session, Reader, (reader_id,), (row.id, group_id, None, _sealed_moment(since)), seal)
        is_intact &= fits(session, Group, (group_id,), (key, name), group_seal)
    return is_intact


def _paper(session: Session, found: Iterable[object], person_id: str | None) -> Paper:
    row = _PaperRow._make(found)
    is_named = person_id is not None and bool(row.named_by)
    return Paper(
        material_id=row.id,
        title=row.title,
        label=label_of(row.confidentiality, None if row.version_id == row.current_version_id else row.kept_level),
        published_at=row.published_at,
        withdrawn_at=row.withdrawn_at,
        current_version_id=row.current_version_id,
        version_id=row.version_id,
        number=row.number or 0,
        file_name=row.file_name or "",
        state=row.state or "",
        pages=row.pages,
        sealed_key=row.sealed_key,
        released_version_id=row.released_version_id,
        converter=row.converter or 0,
        making=row.making or 0,
        fold=row.fold or 0,
        brought_by=frozenset({row.created_by, row.file_by or row.created_by}),
        in_audience=is_named or (person_id is not None and bool(row.by_group or row.by_office)),
        is_named=is_named,
        is_altered=not _is_intact(session, row, person_id),
    )


def _asking(actor: Actor) -> dict[str, object]:
    keys = keys_of(actor.roles)
    return {"person": actor.person_id, **{f"office_{key}": key if key in keys else None for key in OFFICES_OF}}


def paper_of_version(session: Session, actor: Actor, version_id: str) -> Paper:
    """A version with its paper, in one query. Raises NotFound."""
    found = _BY_VERSION.rows(session.connection(), _asking(actor) | {"version": version_id})
    if not found:
        raise NotFound(cause=f"no version {version_id[:40]}")
    return _paper(session, found[0], actor.person_id)


def papers(session: Session, actor: Actor, material_ids: list[str]) -> dict[str, Paper]:
    """Papers with their current versions, in one query; unknown ids are left out."""
    found = session.execute(_CURRENT, _asking(actor) | {"materials": material_ids}).all()
    return {row.id: _paper(session, row, actor.person_id) for row in found}


def paper_of_material(session: Session, actor: Actor, material_id: str) -> Paper:
    """A paper with its current version. Raises NotFound."""
    found = papers(session, actor, [material_id])
    if material_id not in found:
        raise NotFound(cause=f"no material {material_id[:40]}")
    return found[material_id]


def load_material(session: Session, material_id: str, *, locked: bool = False) -> Material:
    """The paper's row; locked, so that two people who change one paper come one after the other. Raises NotFound.

    A locked row is read again even if the unit has loaded it. Raises PaperDisposed for a lock: nothing changes it.
    """
    query = select(Material).where(Material.id == material_id)
    if locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    material = session.scalars(query).first()
    if material is None:
        raise NotFound(cause=f"no material {material_id[:40]}")
    if locked and disposed_paper(session, material_id) is not None:
        raise PaperDisposed
    return material


def lock_material(session: Session, material_id: str) -> None:
    """Lock a paper until the unit ends, so that acts on it come one after the other. No error when it is gone."""
    query = select(Material).where(Material.id == material_id).with_for_update()
    session.scalars(query.execution_options(populate_existing=True)).first()


def lock_paper_of(session: Session, version_id: str) -> None:
    """Lock the paper of a version, as `lock_material` does."""
    material_id = session.scalar(select(Version.material_id).where(Version.id == version_id))
    if material_id is not None:
        lock_material(session, material_id)


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
