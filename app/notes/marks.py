"""One mark on a page: a stroke, a highlight, a text or a bookmark. Pure: reads what a script sends, or refuses it.

Places are whole numbers: ten-thousandths of the page's width (x) and height (y), so that they fit any image.
Widths are ten-thousandths of the page's width. Pressure goes from 0 to 255.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from app.errors import BadInput
from app.notes.errors import NoteNotReadable
from app.web.forms.sent import read_json
from app.web.forms.text import Fault, cleaned

WHOLE = 10_000
_MOST_PRESSURE = 255
_MOST_POINTS = 4_000
_MOST_WIDTH = 600
MOST_WORDS, MOST_NAME = 2_000, 80
MOST_CHARACTERS = 64 * 1024
"""The longest mark that is read at all."""

INKS = frozenset({"ink", "light"})
COLOURS = frozenset({"black", "blue", "red", "green", "yellow", "pink", "orange"})
_ID = re.compile(r"[A-Za-z0-9_-]{16,32}", re.ASCII)
_NUMBER = re.compile(r"0|[1-9][0-9]{0,4}", re.ASCII)
_POINTS = re.compile(r"(?:[0-9]{1,5} ){2}[0-9]{1,3}(?: [0-9]{1,5} [0-9]{1,5} [0-9]{1,3})*", re.ASCII)


@dataclass(frozen=True)
class NoteMark:
    """`kind`: ink | light (a highlight) | text | bookmark. `since`: the page's counter after its last change.

    `points`: of ink, "x y pressure" again and again. `words`: of a text, or a bookmark's name. `x`, `y`: of a text.
    """

    id: str
    kind: str
    colour: str = ""
    width: int = 0
    points: str = ""
    words: str = ""
    x: int = 0
    y: int = 0
    since: int = 0

    def is_same(self, other: "NoteMark") -> bool:
        """Whether both show the same, whenever they were written."""
        return {**asdict(self), "since": 0} == {**asdict(other), "since": 0}


Wanted = Callable[[NoteMark], bool]
"""Whether a list tells of a text or a bookmark."""


def read_mark(untrusted_text: str) -> NoteMark:
    """A mark as a script sends it, in JSON; `since`: from which state of it it was changed. Raises NoteNotReadable."""
    if len(untrusted_text) > MOST_CHARACTERS:
        raise NoteNotReadable(cause="a mark is too long")
    try:
        told = read_json(untrusted_text)
    except BadInput as error:
        raise NoteNotReadable(cause="a mark is no JSON") from error
    if not isinstance(told, dict) or not all(isinstance(value, str) for value in told.values()):
        raise NoteNotReadable(cause="a mark is no object of plain values")
    read = _KINDS.get(told.get("kind", ""))
    if read is None or not _ID.fullmatch(told.get("id", "")):
        raise NoteNotReadable(cause="a mark of no kind, or without an id")
    return read(told)


def is_id(untrusted_text: str) -> bool:
    """Whether this may be a mark's id."""
    return _ID.fullmatch(untrusted_text) is not None


def _stroke(told: Mapping[str, str]) -> NoteMark:
    points = told.get("points", "")
    if not _POINTS.fullmatch(points):
        raise NoteNotReadable(cause="points of a stroke")
    numbers = [int(each) for each in points.split(" ")]
    is_long = len(numbers) > 3 * _MOST_POINTS
    if is_long or max(numbers[0::3] + numbers[1::3]) > WHOLE or max(numbers[2::3]) > _MOST_PRESSURE:
        raise NoteNotReadable(cause="a stroke beyond the page")
    width = _whole(told, "width", _MOST_WIDTH)
    return NoteMark(told["id"], told["kind"], _colour(told), width, points, since=_since(told))


def _text(told: Mapping[str, str]) -> NoteMark:
    x, y = (_whole(told, name, WHOLE) for name in ("x", "y"))
    return NoteMark(told["id"], "text", _colour(told), words=_words(told, MOST_WORDS), x=x, y=y, since=_since(told))


def _bookmark(told: Mapping[str, str]) -> NoteMark:
    return NoteMark(told["id"], "bookmark", words=_words(told, MOST_NAME), since=_since(told))


_KINDS: Mapping[str, Callable[[Mapping[str, str]], NoteMark]] = {
    "ink": _stroke,
    "light": _stroke,
    "text": _text,
    "bookmark": _bookmark,
}


def _words(told: Mapping[str, str], most: int) -> str:
    try:
        words = cleaned(told.get("words", ""), has_lines=True).strip()
    except Fault as fault:
        raise NoteNotReadable(cause="words of a note") from fault
    if not words or len(words) > most:
        raise NoteNotReadable(cause="words of a note, none or too many")
    return words


def _colour(told: Mapping[str, str]) -> str:
    if told.get("colour") not in COLOURS:
        raise NoteNotReadable(cause="a colour")
    return told["colour"]


def _since(told: Mapping[str, str]) -> int:
    found = told.get("since", "0")
    if not found.isascii() or not found.isdigit() or len(found) > 9:
        raise NoteNotReadable(cause="since when")
    return int(found)


def _whole(told: Mapping[str, str], name: str, most: int) -> int:
    found = told.get(name, "")
    if not _NUMBER.fullmatch(found) or int(found) > most:
        raise NoteNotReadable(cause=f"{name} of a mark")
    return int(found)


@dataclass(frozen=True)
class PageOfNotes:
    """All marks of a page by their ids, in the order in which they were made, and ids of those that were taken away.

    `was`: the number that the page had before a replacement changed it, until its writer has looked; else 0. `was_of`:
    the id of the version in which it had it.
    """

    marks: Mapping[str, NoteMark]
    gone: tuple[str, ...] = ()
    was: int = 0
    was_of: str = ""


def dump(page: PageOfNotes) -> bytes:
    """A page of notes as bytes, before sealing."""
    marks = [told(mark) for mark in page.marks.values()]
    whole = {"marks": marks, "gone": page.gone, "was": page.was, "was_of": page.was_of}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def load(document: bytes) -> PageOfNotes:
    """What `dump` wrote: only our own writing can be unsealed."""
    whole: dict[str, Any] = json.loads(document)
    marks = (NoteMark(**each) for each in whole["marks"])
    return PageOfNotes(
        {mark.id: mark for mark in marks}, tuple(whole["gone"]), whole.get("was", 0), whole.get("was_of", "")
    )


def told(mark: NoteMark) -> dict[str, str | int]:
    """A mark as the script and the sealed object have it: what it has not is left out."""
    return {name: value for name, value in asdict(mark).items() if value not in {"", 0} or name in {"id", "kind"}}
