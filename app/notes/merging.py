"""Joins what two tablets of one person wrote on the same page, so that neither overwrites the other. Pure.

A mark is known by its id, which the tablet that made it chose at random. So what is sent twice, because an answer was
lost, changes nothing the second time. Strokes never change: they come and go. A text can be changed on two tablets at
once; then both texts stay. What was taken away stays away, but for a text that was changed elsewhere meanwhile: words
are never lost by a deletion that did not know of them.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.notes.marks import INKS, NoteMark, PageOfNotes

MOST_GONE = 2_000
"""So many ids of marks that were taken away are remembered; a tablet that was away longer may bring back older ones."""
_ID_CHARACTERS = 22


@dataclass(frozen=True)
class Taking:
    """A mark to be taken away, as it was after the page's counter was `since`."""

    id: str
    since: int


@dataclass(frozen=True)
class NoteChanges:
    """What one tablet did: marks it put on the page or changed, and marks it took away.

    `is_seen`: the person has looked at a page that a replacement changed.
    """

    put: Sequence[NoteMark] = ()
    taken: Sequence[Taking] = ()
    is_seen: bool = False


def merged(page: PageOfNotes, changes: NoteChanges, counter: int) -> PageOfNotes:
    """The page after these changes; `counter` is the page's number after them. The same object when nothing changes."""
    marks, gone = dict(page.marks), dict.fromkeys(page.gone)
    for taking in changes.taken:
        found = marks.get(taking.id)
        if found is not None and found.kind not in INKS and found.since > taking.since:
            continue
        marks.pop(taking.id, None)
        gone[taking.id] = None
    for mark in changes.put:
        if mark.id in gone and (mark.kind in INKS or mark.since == 0):
            continue
        gone.pop(mark.id, None)
        _put(marks, mark, counter)
    left = tuple(gone)[-MOST_GONE:]
    was, was_of = (0, "") if changes.is_seen else (page.was, page.was_of)
    is_same = marks == page.marks and set(left) == set(page.gone) and was == page.was
    return page if is_same else PageOfNotes(marks, left, was, was_of)


def _put(marks: dict[str, NoteMark], mark: NoteMark, counter: int) -> None:
    """Add a mark, or change the one with its id; what was changed from an older state becomes a mark beside it."""
    found = marks.get(mark.id)
    if found is None or (found.since == mark.since and found.kind == mark.kind and mark.kind not in INKS):
        if found is None or not found.is_same(mark):
            marks[mark.id] = replace(mark, since=counter)
    elif mark.kind not in INKS and not found.is_same(mark):
        beside = replace(mark, id=_beside(mark), since=counter)
        if beside.id not in marks:
            marks[beside.id] = beside


def _beside(mark: NoteMark) -> str:
    """An id for a text that stands beside another: the same for the same words, so that sending again adds nothing."""
    return hashlib.sha256(f"{mark.id}\0{mark.kind}\0{mark.words}".encode()).hexdigest()[:_ID_CHARACTERS]
