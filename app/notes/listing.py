"""The list of a person's own notes on a paper, for the reader's script. What leaves is recorded first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from app.access.actions import Action
from app.audit.vocabulary import Event, EventKind
from app.materials.models import Material, Version
from app.materials.queries import Paper, level_of
from app.notes.carrying import left_behind
from app.notes.errors import NoteDamaged
from app.notes.marks import INKS, Wanted, told
from app.notes.models import NotedPage
from app.notes.queries import noted_pages
from app.notes.sealing import opened, own_key
from app.reading.issue import event
from app.reading.since import reads_former, sees_version
from app.web import answers
from app.web.call import Call, Issue


@dataclass(frozen=True)
class PaperNotes:
    """What a list has of a person's notes on a paper, as JSON, and the records that leave before it."""

    values: dict[str, object]
    events: tuple[Event, ...]

    @property
    def is_empty(self) -> bool:
        return not any(self.values.values())


def listed(call: Call) -> Issue:
    """JSON with what of the version's notes can be read in a list, as `notes_on` has it."""
    found = notes_on(call)
    return Issue(answers.json(found.values), found.events)


def notes_on(call: Call, is_wanted: Wanted | None = None) -> PaperNotes:
    """What a list tells of the call's paper: words and bookmarks, and how many lines there are.

    `{"pages": [{"page", "marks": [texts and bookmarks, as `marks.told` has them], "lines": strokes and highlights,
    "is_damaged": only of one that cannot be opened}],
    "placeless": likewise, of pages of former versions that have no page in this one, or were not taken along yet; with
    "version" where the person may see that page,
    "is_more_elsewhere": whether there are some on versions that are not opened here and now}`. With `is_wanted`: only
    of pages with such texts or bookmarks, and of them these alone.
    """
    paper, person_id = call.loaded(Paper), call.viewer.person_id
    rows = noted_pages(call.session, person_id, paper.version_id or "")
    former = left_behind(call.session, person_id, paper, partial(reads_former, call, action=Action.NOTES_READ))
    key = own_key(call.session, call.services.keyring, person_id) if rows or former else b""
    seen = {version.id for version in {version for _, version in former} if sees_version(call, version.id)}
    values: dict[str, object] = {
        name: [
            page | ({"version": row.version_id} if row.version_id in seen else {})
            for row, page in ((row, _listed(row, key, is_wanted)) for row in of)
            if _says_something(page)
        ]
        for name, of in (("pages", rows), ("placeless", [row for row, _ in former]))
    }
    every = left_behind(call.session, person_id, paper, lambda _version: True)
    values["is_more_elsewhere"] = is_wanted is None and len(every) > len(former)
    return PaperNotes(values, (event(call, EventKind.NOTES_ISSUED), *_of_former(call, former)))


def _of_former(call: Call, former: Sequence[tuple[NotedPage, Version]]) -> Iterator[Event]:
    """One record for each former version, since the level is that version's own."""
    for version in dict.fromkeys(version for _, version in former):
        material = call.session.get_one(Material, version.material_id)
        level = max(level_of(version, material), call.loaded(Paper).level, key=lambda each: each.rank)
        yield replace(event(call, EventKind.NOTES_ISSUED, level=level.value), version_id=version.id)


def _says_something(page: dict[str, object]) -> bool:
    return any(value for name, value in page.items() if name != "page")


def _listed(row: NotedPage, key: bytes, is_wanted: Wanted | None) -> dict[str, object]:
    """What a list has of a page; one that is damaged says so, and keeps nobody from the others."""
    try:
        notes = opened(row, key)
    except NoteDamaged:
        return {"page": row.page, "marks": [], "lines": 0, "is_damaged": True}
    words = [mark for mark in notes.marks.values() if mark.kind not in INKS]
    lines = len(notes.marks) - len(words) if is_wanted is None else 0
    return {
        "page": row.page,
        "marks": [told(mark) for mark in words if not is_wanted or is_wanted(mark)],
        "lines": lines,
    }
