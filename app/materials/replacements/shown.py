"""The mark of what the screen of a replacement shows, by which the word of whoever sends a version out is bound."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.materials.models import Material, Version
from app.materials.progress import warning_words
from app.materials.queries import level_of
from app.materials.readers import readers_of, readers_words
from app.materials.replacements.queries import succession_of
from app.web.forms.merging import mark


def mark_of(session: Session, material: Material) -> str:
    """The mark of title, label, marks, openness and readers of a paper, and of each of its files that an act can name.

    Readers are marked by their rows, and by the words with the number of people that each group has at this moment.
    """
    versions = succession_of(session, material)
    groups, people = readers_of(session, material.id)
    return mark(
        material.id,
        material.title,
        f"{material.confidentiality} {material.marks.text} {material.is_released}",
        f"{material.published_at} {material.withdrawn_at}",
        readers_words(session, material.id),
        [*(group.id for group in groups), *(person.id for person in people)],
        *_said_of(material, versions.current),
        *_said_of(material, versions.former),
        *_said_of(material, versions.prepared),
    )


def _said_of(material: Material, version: Version | None) -> Iterator[str]:
    if version is None:
        yield ""
        return
    yield f"{version.id} {version.number} {version.file_name}"
    yield f"{version.sha256} {version.pages} {version.created_by} {level_of(version, material).value}"
    yield " ".join(warning_words(version))
