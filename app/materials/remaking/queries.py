"""Which versions wait to be made anew, which could not be, and which are held because a release rests on them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.jobs.models import Job
from app.materials.models import Material, Remaking, Version
from app.materials.releases.proposals import RELEASE
from app.materials.remaking.jobs import REMAKE
from app.proposals.queries import open_row
from viewer.converter.number import CONVERTER, WORDS_SINCE

_CLOSED = "前の方式で作ったページのため、文字の検索と読み上げを止めています。"
_WAITS = f"{_CLOSED}ページを順に作り直しています。終わると、使えるようになります。"


@dataclass(frozen=True)
class Standstill:
    """A version whose pages stay as an older converter made them, and why."""

    material: Material
    version: Version
    remaking: Remaking


def is_pledged(session: Session, material: Material, version_id: str) -> bool:
    """Whether this version is released to residents as it looks now, or its release waits for the second person.

    True also when the paper's row, or that of the waiting release, was altered, since it then proves nothing.
    """
    if not material.is_intact or material.released_version_id == version_id:
        return True
    waiting = open_row(session, RELEASE, material.id)
    return waiting is not None and (not waiting.is_intact or RELEASE.read(waiting).payload.version_id == version_id)


def _is_older(than: int = CONVERTER) -> tuple[ColumnElement[bool], ...]:
    return Version.state == "ready", Version.sealed_key.is_not(None), Version.converter < than


def due(session: Session, most: int | None = None) -> Sequence[str]:
    """Ids of versions to be made anew for which no job is open, those that readers get first."""
    under_way = select(Job.subject).where(Job.kind == REMAKE.name, Job.state.in_(("queued", "leased")))
    is_untried = or_(Remaking.version_id.is_(None), Remaking.converter < CONVERTER)
    query = (
        select(Version.id)
        .join(Material, Material.id == Version.material_id)
        .outerjoin(Remaking, Remaking.version_id == Version.id)
        .where(*_is_older(), is_untried, Version.id.not_in(under_way))
        .order_by(Material.current_version_id != Version.id, Version.id)
    )
    return session.scalars(query.limit(most) if most is not None else query).all()


def left(session: Session) -> int:
    """How many versions are still to be made anew, without those that could not be and those that are held."""
    return _left(session, CONVERTER)


def left_without_words(session: Session) -> int:
    """How many of these versions serve no words until then."""
    return _left(session, WORDS_SINCE)


def _left(session: Session, than: int) -> int:
    stands = select(Remaking.version_id).where(Remaking.converter >= CONVERTER)
    query = select(func.count()).select_from(Version).where(*_is_older(than), Version.id.not_in(stands))
    return session.scalar(query) or 0


def words_of_older(session: Session, versions: Iterable[Version]) -> dict[str, str]:
    """Version id → a sentence that says why its words are closed, for those of these versions whose words are."""
    older = [version.id for version in versions if version.state == "ready" and version.converter < WORDS_SINCE]
    tried = session.scalars(select(Remaking).where(Remaking.version_id.in_(older), Remaking.converter >= CONVERTER))
    return dict.fromkeys(older, _WAITS) | {each.version_id: f"{_CLOSED}{each.sentence}" for each in tried}


def standstills(session: Session) -> list[Standstill]:
    """Every version that the present converter could not make anew, or that is held, by paper id and number."""
    query = (
        select(Material, Version, Remaking)
        .join(Version, Version.material_id == Material.id)
        .join(Remaking, Remaking.version_id == Version.id)
        .where(*_is_older(), Remaking.converter >= CONVERTER)
        .order_by(Material.id, Version.number)
    )
    return [Standstill(*found) for found in session.execute(query)]
