"""A paper's first steps: registered or given a further version, each waiting for its file. Knows no meeting."""

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.access.levels import Confidentiality
from app.access.roles import Role
from app.audit.notes import By
from app.materials import readers
from app.materials.acts import clean_title
from app.materials.errors import StillConverting
from app.materials.intake.files import PDF
from app.materials.labels import acts as labels
from app.materials.models import Material, Version
from app.members.models import Group, Person

FILE_NAME_LIMIT = 200
_CONVERTING = ("queued", "converting")


def register(
    session: Session,
    by: By,
    *,
    title: str,
    file_name: str,
    label: Confidentiality | None = None,
    groups: Iterable[Group] | None = None,
    people: Iterable[Person] = (),
) -> tuple[Material, Version]:
    """A new paper that waits for its file. A clerk's 3A is a proposal; without a label it is handled as 3C.

    Raises BadInput.
    """
    material = Material(title=clean_title(title), created_at=clock.now(), created_by=by.person_id)
    session.add(material)
    session.flush()
    is_set_3a = label is Confidentiality.C3A and by.actor.holds(Role.ADMINISTRATOR)
    chosen = readers.default_groups(session) if groups is None else list(groups)
    readers.put_readers(session, material.id, [] if is_set_3a else chosen, list(people))
    version = _new_version(session, by, material, file_name, 1)
    if label is not None:
        labels.set_label(session, by, material, label)
    session.flush()
    return material, version


def replace(session: Session, by: By, material: Material, file_name: str) -> Version:
    """A further version that waits for its file; readers keep the present one until this one is ready.

    Raises StillConverting while a former file is being converted. One that is still arriving, or broke off, is passed
    over: only a newer version than the present one becomes current.
    """
    under_way = select(Version.id).where(Version.material_id == material.id, Version.state.in_(_CONVERTING))
    if session.execute(under_way).first():
        raise StillConverting
    last = session.scalar(select(func.max(Version.number)).where(Version.material_id == material.id)) or 0
    version = _new_version(session, by, material, file_name, last + 1)
    session.flush()
    return version


def _new_version(session: Session, by: By, material: Material, file_name: str, number: int) -> Version:
    version = Version(
        material_id=material.id,
        number=number,
        file_name=_clean_file_name(file_name),
        created_at=clock.now(),
        created_by=by.person_id,
    )
    session.add(version)
    return version


def _clean_file_name(untrusted_name: str) -> str:
    """The last part of a path, without control characters: shown to people, never used as a path."""
    last = untrusted_name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable()).strip()[-FILE_NAME_LIMIT:] or f"file{PDF.endings[0]}"
