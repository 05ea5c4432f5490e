"""The list of a person's own notes on a paper, for the reader's script. What leaves is recorded first."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from app.access.actions import Action
from app.audit.vocabulary import Event, EventKind
from app.materials.models import Material, Version
from app.materials.queries import Paper, level_of
from app.notes.carrying import left_behind
from app.notes.errors import NoteDamaged
from app.notes.marks import INKS, told
from app.notes.models import NotedPage
from app.notes.queries import noted_pages
from app.notes.sealing import opened, own_key
from app.reading.issue import event
from app.reading.since import reads_former
from app.web import answers
from app.web.call import Call, Issue


def listed(call: Call) -> Issue:
    """JSON with what of the version's notes can be read in a list: words and bookmarks, and how many lines there are.

    `{"pages": [{"page", "marks": [texts and bookmarks, as `marks.told` has them], "lines": strokes and highlights,
    "is_damaged": only of one that cannot be opened}],
    "placeless": likewise, of pages of former versions that have no page in this one,
    "is_more_elsewhere": whether there are some on versions that are not opened here and now}`
    """
    paper, person_id = call.loaded(Paper), call.viewer.person_id
    rows = noted_pages(call.session, person_id, paper.version_id or "")
    former = left_behind(call.session, person_id, paper, partial(reads_former, call, action=Action.NOTES_READ))
    key = own_key(call.session, call.services.keyring, person_id) if rows or former else b""
    values: dict[str, object] = {
        name: [page for page in (_listed(row, key) for row in of) if any(page[each] for each in page if each != "page")]
        for name, of in (("pages", rows), ("placeless", [row for row, _ in former]))
    }
    every = left_behind(call.session, person_id, paper, lambda _version: True)
    values["is_more_elsewhere"] = len(every) > len(former)
    recorded = event(call, EventKind.NOTES_ISSUED, pages=_numbers(rows))
    return Issue(answers.json(values), (recorded, *_of_former(call, former)))


def _of_former(call: Call, former: Sequence[tuple[NotedPage, Version]]) -> Iterator[Event]:
    """One record for each former version, since the numbers of the pages and the level are that version's own."""
    for version in dict.fromkeys(version for _, version in former):
        material = call.session.get_one(Material, version.material_id)
        level = max(level_of(version, material), call.loaded(Paper).level, key=lambda each: each.rank)
        pages = _numbers([row for row, of in former if of is version])
        recorded = event(call, EventKind.NOTES_ISSUED, level=level.value, pages=pages)
        yield replace(recorded, version_id=version.id)


def _numbers(rows: Sequence[NotedPage]) -> str:
    return ",".join(str(row.page) for row in rows)


def _listed(row: NotedPage, key: bytes) -> dict[str, object]:
    """What a list has of a page; one that is damaged says so, and keeps nobody from the others."""
    try:
        notes = opened(row, key)
    except NoteDamaged:
        return {"page": row.page, "marks": [], "lines": 0, "is_damaged": True}
    words = [told(mark) for mark in notes.marks.values() if mark.kind not in INKS]
    return {"page": row.page, "marks": words, "lines": len(notes.marks) - len(words)}
