"""Opens the notes that others share with a person, page by page, after the gate has let this person see the paper now.

Their owner's key is unwrapped for the answer and given to nobody. Notes that their owner has not taken along to a later
version yet are shown on the page on which the same stands; nothing is moved for it.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from app.access.actions import Action
from app.materials.alignment.comparing import alignment_of
from app.materials.models import Version
from app.materials.queries import Paper
from app.notes.carrying import alignments, left_behind
from app.notes.errors import NoteDamaged
from app.notes.marks import NoteMark
from app.notes.models import NotedPage, NoteShare
from app.notes.queries import noted_pages
from app.notes.sealing import opened, own_key
from app.notes.sharing.standing import shares_for, shares_of
from app.reading.since import reads_former
from app.web.call import Call
from viewer.alignment.versions import PageChange

_STATE_DIGITS = 16
NO_BOOKMARK = "bookmark"
"""The kind of mark that is never shown: a bookmark is a place of one's own."""


@dataclass(frozen=True)
class SharedRow:
    """A noted page of somebody who shares it, and the page of this version on which it is shown.

    `was`: the number it had in the version on which it was written, where the page has changed since; else 0.
    """

    page: int
    row: NotedPage
    was: int = 0


def pages_shown(call: Call, paper: Paper, shares: Sequence[NoteShare]) -> list[int] | None:
    """The pages of this version whose notes these sharings of one owner show; None for all of them."""
    if any(share.page == 0 for share in shares):
        return None
    later = call.session.get(Version, paper.version_id)
    found: set[int] = set()
    for share in shares:
        if share.version_id == paper.version_id:
            found.add(share.page)
        elif (former := call.session.get(Version, share.version_id)) is not None and later is not None:
            alignment = alignment_of(call.services.vault, former, later)
            page = alignment.later_page(share.page) if alignment else None
            found |= set() if page is None else {page}
    return sorted(found)


def shared_rows(call: Call, paper: Paper, owner_id: str, shares: Sequence[NoteShare]) -> list[SharedRow]:
    """The noted pages of one owner that these sharings show on this version, in the order of its pages. Opens none."""
    may_read = partial(reads_former, call, action=Action.NOTES_SEE)
    shown = pages_shown(call, paper, shares)
    found = [SharedRow(row.page, row) for row in noted_pages(call.session, owner_id, paper.version_id or "")]
    if paper.is_current:
        became = alignments(call.session, call.services.vault, owner_id, paper, may_read)
        for row, _ in left_behind(call.session, owner_id, paper, may_read):
            alignment = became.get(row.version_id)
            page = alignment.later_page(row.page) if alignment else None
            if alignment is not None and page is not None:
                has_changed = alignment.changes[page - 1] is PageChange.CHANGED
                found.append(SharedRow(page, row, row.page if has_changed else 0))
    return sorted((each for each in found if shown is None or each.page in shown), key=lambda each: each.page)


def opened_marks(call: Call, owner_id: str, rows: Sequence[SharedRow]) -> Iterator[tuple[SharedRow, list[NoteMark]]]:
    """The marks of each page, without bookmarks. A page that was altered is left out; so are all when the key was."""
    try:
        key = own_key(call.session, call.services.keyring, owner_id) if rows else b""
    except NoteDamaged:
        return
    for each in rows:
        try:
            notes = opened(each.row, key)
        except NoteDamaged:
            continue
        yield each, [mark for mark in notes.marks.values() if mark.kind != NO_BOOKMARK]


def pages_shared(call: Call, paper: Paper) -> list[int] | None:
    """The pages of this version on which the call's person shares notes; None for all."""
    return pages_shown(call, paper, shares_of(call.session, call.viewer.person_id, paper.material_id))


def shown_by_owner(call: Call, paper: Paper) -> dict[str, list[NoteShare]]:
    """What others share on the paper with the call's person, by their ids."""
    of: dict[str, list[NoteShare]] = defaultdict(list)
    for each in shares_for(call.session, call.viewer.person_id, paper.material_id):
        of[each.owner_id].append(each)
    return of


def shown_state(call: Call, paper: Paper) -> str:
    """A digest that changes with what others show this person on the paper here and now; "" for nothing. Opens none."""
    if not call.judge(Action.NOTES_SEE, call.facts).is_allowed:
        return ""
    of = shown_by_owner(call, paper)
    rows = [
        (owner, each.page, each.row.version_id, each.row.page, each.row.counter)
        for owner, shares in of.items()
        for each in shared_rows(call, paper, owner, shares)
    ]
    ids = [share.id for shares in of.values() for share in shares]
    return hashlib.sha256(repr((ids, rows)).encode()).hexdigest()[:_STATE_DIGITS] if of else ""
