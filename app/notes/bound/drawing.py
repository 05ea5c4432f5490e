"""Turns a person's notes on a version into what the bindery draws: asked for by the holder of a permit for it.

The worker calls it when the policy has let the holder have the PDF at this moment; what it opens goes into that PDF.
"""

from collections.abc import Mapping
from functools import partial

from sqlalchemy.orm import Session

from app.notes.marks import INKS, NoteMark, PageOfNotes
from app.notes.queries import noted_pages
from app.notes.sealing import opened, own_key
from app.permits.booklets.bindery import NotesOf, PageNotes
from storage.keyring import Keyring
from viewer.writing.handwriting import PenStroke, TypedWords


def own_notes(keyring: Keyring) -> NotesOf:
    """A function from a unit, a person and a version to the notes by page. It raises NoteDamaged: none is left out."""
    return partial(_notes, keyring)


def _notes(keyring: Keyring, session: Session, person_id: str, version_id: str) -> Mapping[int, PageNotes]:
    rows = noted_pages(session, person_id, version_id)
    key = own_key(session, keyring, person_id) if rows else b""
    return {row.page: _drawn(opened(row, key)) for row in rows}


def _drawn(page: PageOfNotes) -> PageNotes:
    """Without the bookmark, which is a place and nothing on the page."""
    marks = page.marks.values()
    strokes = [_stroke(mark) for mark in marks if mark.kind in INKS]
    return PageNotes(
        strokes, [TypedWords(each.x, each.y, each.words, each.colour) for each in marks if each.kind == "text"]
    )


def _stroke(mark: NoteMark) -> PenStroke:
    numbers = [int(each) for each in mark.points.split(" ")]
    dots = list(zip(numbers[0::3], numbers[1::3], numbers[2::3], strict=True))
    return PenStroke(dots, mark.width, mark.colour, is_light=mark.kind == "light")
