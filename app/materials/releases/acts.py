"""Asking for a paper to be opened to residents."""

from sqlalchemy.orm import Session

from app.audit.notes import By
from app.materials.errors import NotReleasable, ReleasedAlready
from app.materials.models import Material
from app.materials.releases.cleaning import want
from app.materials.releases.errors import MayBeProcedure, ProcedureNotReleasable
from app.materials.releases.proposals import RELEASE, Release, is_releasable, names_procedure
from app.proposals import acts as proposals
from app.proposals.kinds import Proposed


def ask(session: Session, by: By, material: Material, *, is_no_procedure: bool, reason: str = "") -> Proposed[Release]:
    """Ask a second person to open the current version, and ask the worker to make the file that residents save.

    The caller has locked the paper. Raises NotReleasable, ReleasedAlready, ReleaseOpen,
    ProcedureNotReleasable, and MayBeProcedure unless whoever asks has made sure that it is none.
    """
    version_id = material.current_version_id
    if version_id is None or not is_releasable(session, material, version_id):
        raise NotReleasable
    if material.is_released:
        raise ReleasedAlready
    if names_procedure(material.title):
        raise ProcedureNotReleasable
    if not is_no_procedure:
        raise MayBeProcedure
    want(session, version_id)
    return proposals.ask(session, by, RELEASE, material.id, Release(version_id, is_no_procedure=True), reason=reason)
