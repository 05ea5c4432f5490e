"""Whether the versions of a paper are those whose files the ledger tells of."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import LedgerRecord
from app.audit.search import detail_of, parts_of
from app.audit.vocabulary import EventKind
from app.materials.models import Material, Version
from app.materials.queries import versions_of


def are_altered(session: Session, material: Material) -> bool:
    """Whether a version is not what was received: it would escape, or the certificate would name another file.

    A version's hash is not sealed. The record of its arrival has it, and says which paper it is of.
    """
    if not all(version.is_intact for version in versions_of(session, material.id)):
        return True
    arrived = (LedgerRecord.material_id == material.id, LedgerRecord.kind == EventKind.MATERIAL_UPLOADED.value)
    bodies = session.scalars(select(LedgerRecord.body).where(*arrived))
    return any(_is_another(session, material, body) for body in bodies)


def _is_another(session: Session, material: Material, body: str) -> bool:
    """Whether the version of a record lies with another paper now, or has another hash; one that is gone does not."""
    found = [session.get(Version, version_id) for version_id in parts_of(body, "version")]
    sha256 = detail_of(body).get("sha256")
    left = [one for one in found if one is not None]
    return any(one.material_id != material.id or sha256 not in {None, one.sha256} for one in left)
