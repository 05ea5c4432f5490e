"""What a version keeps of a paper's label: whoever lowers it has looked at one version, and decides for no other."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from app.access.levels import Confidentiality
from app.materials.errors import LabelHeldByFile
from app.materials.models import UNDER_WAY, Material, Version
from app.materials.queries import label_of, versions_of
from app.materials.replacements.queries import replacements_of, was_replaced

_GONE = frozenset({"failed", "discarded"})


def keep(version: Version, level: Confidentiality) -> None:
    """Handle a version at this level at least, whatever becomes of the paper's label."""
    kept = label_of(level.value, version.kept_level)
    if kept is not None and version.kept_level != kept.value:
        version.kept_level = kept.value


def keep_before_lowering(session: Session, material: Material) -> None:
    """Let the label go down for the present version alone. To be called before it is changed.

    Versions that readers had keep the level. So does one on its way, unless the paper had no label yet: a first one is
    given to a paper while its file is converted. A paper's first file is seen by nobody before it is ready, so one that
    came under a label of level 3 keeps that too.
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
    """Before a raise is undone: what was brought under the higher level keeps it, whenever it was registered.

    `seen`: ids of the files that the raise was about, and that readers got then. Undoing is a decision about these
    alone, and of a file that nobody could look at yet it is none. Versions that readers had keep what they have.
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
    """True from a file's first byte until it can be looked at."""
    return version.sealed_key is not None and version.state in UNDER_WAY
