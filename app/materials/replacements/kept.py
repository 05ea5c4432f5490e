"""The level that a version keeps when the paper's label is lowered, which is decided by looking at another version."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from app.access.levels import Confidentiality
from app.materials.errors import LabelHeldByFile
from app.materials.models import UNDER_WAY, Material, Version
from app.materials.queries import label_of, versions_of
from app.materials.replacements.queries import replacements_of, was_replaced

_GONE = frozenset({"failed", "discarded"})


def keep(version: Version, level: Confidentiality) -> None:
    """Have a version handled at this level at least, even if the paper's label is lowered."""
    kept = label_of(level.value, version.kept_level)
    if kept is not None and version.kept_level != kept.value:
        version.kept_level = kept.value


def keep_before_lowering(session: Session, material: Material) -> None:
    """Have the other versions keep the present level. To be called before the paper's label is lowered.

    These are the versions that readers had, and one on its way unless the paper has no label yet (a first label is
    often given while the file is converted). A first file that came under a label of level 3 keeps it as well, since
    nobody can have looked at it before it is ready.
    """
    for version in versions_of(session, material.id):
        if version.id == material.current_version_id:
            continue
        if material.current_version_id is None:
            if material.label is not None and material.label.is_level_3 and _is_arriving(version):
                keep(version, material.level)
        elif material.label is not None or was_replaced(session, version):
            keep(version, material.level)


def keep_before_undoing(session: Session, material: Material, seen: Collection[str]) -> None:
    """Have files that arrived under the higher level keep it. To be called before a raise is undone.

    `seen`: ids of the files that the raise was about, and that readers got then. Only these lose the level, and only if
    somebody could look at them already. Versions that readers had before keep the level that they have.
    Raises LabelHeldByFile when readers get another file by now.
    """
    if material.current_version_id is not None and material.current_version_id not in seen:
        raise LabelHeldByFile
    rows = replacements_of(session, [material.id]).get(material.id, [])
    had = {row.former_id for row in rows if row.is_intact} | {material.current_version_id}
    for version in versions_of(session, material.id):
        is_decided = version.id in seen and not _is_arriving(version)
        if version.id not in had and version.state not in _GONE and not is_decided:
            keep(version, material.level)


def _is_arriving(version: Version) -> bool:
    """True from a file's first byte until it is ready to be looked at."""
    return version.sealed_key is not None and version.state in UNDER_WAY
