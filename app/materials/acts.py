"""Changes to a paper that exists: its name, withdrawal, restoring. Each leaves a record."""

import re
import unicodedata

from sqlalchemy.orm import Session

from app import clock
from app.audit.notes import By, note
from app.audit.vocabulary import EventKind
from app.errors import BadInput
from app.halts.queries import must_not_be_frozen
from app.materials.errors import NotWithdrawn, TitleReleased, WithdrawnAlready
from app.materials.models import Binding, Material
from app.materials.releases.ending import close_what_waits, end_release
from app.materials.releases.proposals import RELEASE
from app.materials.subjects import about_paper
from app.proposals.acts import refuse_by_act
from app.proposals.queries import open_row
from storage.letters import composed

TITLE_LIMIT = 200
FILE_NAME_LIMIT = 200
REASON_LIMIT = 200

_KEPT = {"Zs", "Co"}
"""Kept though unprintable to Python: blanks of every width, and private-use characters, which stand for rare kanji."""


def tidy_title(untrusted_title: str) -> str:
    """The title in NFC, without unprintable characters.

    Each run of blanks is one blank: the first of them as it was written:
    「議案第16号　予算」 keeps its wide one.
    """
    plain = "".join(c if _is_kept(c) else " " for c in composed(untrusted_title))
    return re.sub(r"\s+", lambda run: run[0][0], plain).strip()


def tidy_file_name(untrusted_name: str) -> str:
    """The last part of an uploaded file's path, without unprintable characters; "" when nothing is left.

    Composed (NFC): a Mac sends a kana and its voicing mark as two characters, other machines as one. A name longer
    than FILE_NAME_LIMIT characters is cut in the middle and keeps its ending.
    """
    last = composed(untrusted_name.replace("\\", "/").rsplit("/", 1)[-1][: 4 * FILE_NAME_LIMIT])
    name = "".join(c for c in last if _is_kept(c)).strip()
    if len(name) <= FILE_NAME_LIMIT:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:  # no ending, but a full stop in a sentence
        return name[: FILE_NAME_LIMIT - 1] + "…"
    return stem[: FILE_NAME_LIMIT - len(ending) - 2] + "…" + dot + ending


def _is_kept(character: str) -> bool:
    return character.isprintable() or unicodedata.category(character) in _KEPT


def clean_title(untrusted_title: str) -> str:
    """The tidied title of a form. Raises BadInput when it is empty or too long."""
    title = tidy_title(untrusted_title)
    if not title or len(title) > TITLE_LIMIT:
        raise BadInput(fields={"title": f"資料名を 1〜{TITLE_LIMIT} 文字で入力してください。"})
    return title


def rename(session: Session, by: By, material: Material, title: str) -> None:
    """Give a paper another name. Closes a release that waits, because it was asked for under the former name.

    Raises TitleReleased while the paper is released: residents would read the new name at once, and what they read
    takes two persons.
    """
    former = material.title
    if title == former:
        return
    if material.released_version_id is not None:
        raise TitleReleased
    if (waiting := open_row(session, RELEASE, material.id)) is not None:
        refuse_by_act(session, by, RELEASE, waiting, "題名が変わったため")
    material.title = title
    _record(session, by, material, EventKind.MATERIAL_CHANGED, what="title", former=former, now=title)


def bind(session: Session, by: By, material: Material, binding: Binding) -> None:
    """Say on which side a paper is bound: in which direction its pages are turned."""
    former = material.binding
    if binding.value == former:
        return
    material.binding = binding.value
    _record(session, by, material, EventKind.MATERIAL_CHANGED, what="binding", former=former, now=binding.value)


def withdraw(session: Session, by: By, material: Material, reason: str) -> None:
    """Close a paper to its readers at once; their next page is refused. Ends a release to residents too.

    Raises WithdrawnAlready.
    """
    if material.withdrawn_at is not None:
        raise WithdrawnAlready
    material.withdrawn_at, material.withdrawn_reason = clock.now(), reason
    material.shut_at = material.withdrawn_at
    end_release(material)
    close_what_waits(session, material)
    _record(
        session, by, material, EventKind.MATERIAL_WITHDRAWN, what="withdrawn", former="no", now="yes", reason=reason
    )


def restore(session: Session, by: By, material: Material) -> None:
    """Open a withdrawn paper to its readers again; to residents only by a new release. Raises NotWithdrawn."""
    if material.withdrawn_at is None:
        raise NotWithdrawn
    must_not_be_frozen(session, by)
    material.shut_at = material.shut_at or material.withdrawn_at  # withdrawn by an edition that did not keep it
    material.withdrawn_at, material.withdrawn_reason = None, ""
    _record(session, by, material, EventKind.MATERIAL_CHANGED, what="withdrawn", former="yes", now="no")


def _record(
    session: Session,
    by: By,
    material: Material,
    kind: EventKind,
    *,
    what: str,
    former: str,
    now: str,
    reason: str = "",
) -> None:
    why = {"reason": reason} if reason else {}
    note(session, by, kind, about_paper(material), what=what, **{"from": former, "to": now}, **why)
