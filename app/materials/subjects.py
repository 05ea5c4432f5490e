"""How a ledger record names the paper that an act was about."""

from app.audit.notes import Detail, RecordSubject
from app.materials.models import Material, Version


def about_paper(material: Material, version: Version | None = None) -> RecordSubject:
    """An act on a paper, or on one version of it. The title stands in every record, the file in those of a version."""
    title: Detail = {"title": material.title}
    if version is None:
        return RecordSubject(material.id, detail=title)
    return RecordSubject(material.id, version.id, detail=title | {"file": version.file_name, "number": version.number})
