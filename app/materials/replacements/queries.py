"""Which of a paper's versions readers get, which one they got before, and which one is to come."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.audit.rows.missed import is_any_missing
from app.materials.models import Material, Replacement, Version
from app.materials.queries import versions_of

_GONE = frozenset({"failed", "discarded"})


@dataclass(frozen=True)
class Succession:
    """A paper's versions by what readers get, got, or will get.

    `current`: the one that readers get. `former`: the one before it, which can be put back. `coming`: a newer one that
    readers have never got, on its way or ready. `newest`: the one whose state the secretariat's lists show.
    """

    current: Version | None = None
    former: Version | None = None
    coming: Version | None = None
    newest: Version | None = None

    @property
    def prepared(self) -> Version | None:
        """The replacement that is ready and waits to be sent out."""
        is_waiting = self.current is not None and self.coming is not None and self.coming.state == "ready"
        return self.coming if is_waiting else None

    @property
    def at_stake(self) -> str | None:
        """Id of the file that a decision about the paper's content is about: the prepared one, else the current one.

        A coming file that is not ready counts only while the paper has no other, because nobody can have looked at it.
        """
        version = self.prepared or self.current or self.coming
        return None if version is None else version.id


def succession(versions: Sequence[Version], current_id: str | None, replaced: Sequence[Replacement]) -> Succession:
    """The succession, from all versions and replacements of one paper in any order."""
    ordered = sorted(versions, key=lambda version: version.number)
    known = {version.id: version for version in ordered}
    current = known.get(current_id or "")
    last_shown = _last_shown(ordered, current_id, replaced)
    later = [each for each in ordered if each.number > last_shown and each.state != "discarded"]
    coming = next((each for each in reversed(later) if each.state not in _GONE), None)
    return Succession(
        current=current,
        former=_former(known, current, replaced),
        coming=coming,
        newest=later[-1] if later else (current or next(reversed(ordered), None)),
    )


def _last_shown(versions: Sequence[Version], current_id: str | None, replaced: Sequence[Replacement]) -> int:
    """The number of the newest version that readers have ever got; 0 when they have got none."""
    shown = {row.version_id for row in replaced} | {row.former_id for row in replaced} | {current_id}
    return max((each.number for each in versions if each.id in shown), default=0)


def _former(known: Mapping[str, Version], current: Version | None, replaced: Sequence[Replacement]) -> Version | None:
    if current is None:
        return None
    if not all(row.is_intact for row in (*replaced, *known.values())):
        return None
    rows = sorted(replaced, key=lambda row: (row.at, row.id))
    last = next((row for row in reversed(rows) if row.version_id == current.id), None)
    former = known.get(last.former_id) if last is not None else None
    return former if former is not None and former.state == "ready" else None


def succession_of(session: Session, material: Material) -> Succession:
    """The succession of one paper, read from the database."""
    replaced = replacements_of(session, [material.id]).get(material.id, [])
    return succession(versions_of(session, material.id), material.current_version_id, replaced)


def earlier_prepared(session: Session, material: Material, newer: Version) -> list[Version]:
    """Replacements that were ready before `newer` and never sent out, which it supersedes."""
    replaced = replacements_of(session, [material.id]).get(material.id, [])
    if not all(row.is_intact for row in replaced) or is_any_missing(session, (Replacement,)):
        return []  # what readers had is not thrown away because its row says something else now
    versions = versions_of(session, material.id)
    last_shown = _last_shown(versions, material.current_version_id, replaced)
    return [each for each in versions if each.state == "ready" and last_shown < each.number < newer.number]


def replacements_of(session: Session, material_ids: Collection[str]) -> dict[str, list[Replacement]]:
    """The replacements of papers, the oldest first, by the paper's id."""
    query = select(Replacement).where(Replacement.material_id.in_(material_ids))
    found: dict[str, list[Replacement]] = {}
    for row in session.scalars(query.order_by(Replacement.at, Replacement.id)):
        found.setdefault(row.material_id, []).append(row)
    return found


def naming(session: Session, material_id: str, version_id: str) -> Sequence[Replacement]:
    """The replacements that name this paper, or this version of it in either place.

    Three columns are searched, so that a row is found even if one of them was altered. The caller checks `is_intact`.
    """
    named = (Replacement.former_id == version_id, Replacement.version_id == version_id)
    return session.scalars(select(Replacement).where(or_(Replacement.material_id == material_id, *named))).all()


def leaving_open(session: Session, material_id: str, current_id: str | None) -> Replacement | None:
    """The replacement by which readers may look at the version before the present one; None where it is closed.

    None also while a row that names the paper was altered or any is missing: which one is the newest is not known then.
    """
    material, rows = session.get(Material, material_id), naming(session, material_id, current_id or "")
    if not all(row.is_intact for row in rows) or is_any_missing(session, (Replacement,)):
        return None
    of_current = [row for row in rows if row.version_id == current_id]
    last = max(of_current, key=lambda row: (row.at, row.id), default=None)
    is_open = last is not None and last.former_open and material is not None and _stood_open_since(material, last.at)
    return last if is_open else None


def _stood_open_since(material: Material, moment: datetime) -> bool:
    """Whether readers could open a paper at a moment, and it was neither closed nor raised in its label since."""
    if material.published_at is None or material.withdrawn_at is not None:
        return False
    return material.published_at <= moment and (material.shut_at is None or material.shut_at < moment)


def was_replaced(session: Session, version: Version) -> bool:
    """True for a version that readers had until another took its place.

    True also when an altered or missing row could be the one that says so.
    """
    rows = naming(session, version.material_id, version.id)
    is_said = any(row.former_id == version.id or not row.is_intact for row in rows)
    return is_said or is_any_missing(session, (Replacement,))
