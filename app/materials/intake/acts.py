"""Register a paper, or a further version of one, to wait for its file. Knows no meeting."""

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.access.levels import Confidentiality, Marks
from app.access.roles import Role
from app.audit.notes import By
from app.materials import readers
from app.materials.acts import clean_title, tidy_file_name
from app.materials.errors import StillConverting
from app.materials.intake.files import PDF
from app.materials.labels import acts as labels
from app.materials.models import Material, Version
from app.members.models import Group, Person

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
    marks: Marks | None = None,
) -> tuple[Material, Version]:
    """A new paper that waits for its file. A clerk's 3A is a proposal; without a label it is handled as 3C.

    `marks`: whose information it is, its 完全性 and 可用性, when it was said.
    Raises BadInput, ClerkNamed.
    """
    material = Material(title=clean_title(title), created_at=clock.now(), created_by=by.person_id)
    session.add(material)
    session.flush()
    if marks is not None:
        labels.set_marks(session, by, material, marks)
    is_set_3a = label is Confidentiality.C3A and by.actor.holds(Role.ADMINISTRATOR)
    chosen = readers.default_groups(session) if groups is None else list(groups)
    readers.check_clerks(session, by, named := list(people))
    version = _new_version(session, by, material, file_name, 1)
    if label is not None:
        labels.set_label(session, by, material, label)
    readers.put_readers(session, material.id, [] if is_set_3a else chosen, named)
    session.flush()
    return material, version


def replace(session: Session, by: By, material: Material, file_name: str) -> Version:
    """A further version that waits for its file; readers keep the present one until this one is ready.

    Raises StillConverting while a former file is being converted. A former file that is still arriving, or broke off,
    does not matter: of two files the one with the higher version number becomes current.
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
        file_name=tidy_file_name(file_name) or f"file{PDF.endings[0]}",
        created_at=clock.now(),
        created_by=by.person_id,
    )
    session.add(version)
    return version
