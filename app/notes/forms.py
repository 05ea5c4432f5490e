"""What a tablet sends after something was written on a page, and what somebody looks for in their notes."""

from collections.abc import Sequence
from functools import partial

from app.materials.words.finding import Term
from app.materials.words.folding import fold, terms_of
from app.materials.words.years import forms_of
from app.notes.errors import NoteNotReadable
from app.notes.marks import NoteMark, Wanted, is_id, read_mark
from app.notes.merging import Taking
from app.reading.pieces import MARK_CHARACTERS
from app.web.forms.fields import checkbox, number, one_id, parsed
from app.web.forms.form import Field, Form, Look
from app.web.forms.sent import Sent
from app.web.forms.text import Fault

_MOST_AT_ONCE = 500
_MOST_CHARACTERS = 60


def _sent(sent: Sent, name: str) -> list[str]:
    found = list(sent.texts.get(name, ()))
    if len(found) > _MOST_AT_ONCE:
        raise NoteNotReadable(cause="too many marks at once")
    return found


def _marks(sent: Sent, name: str) -> tuple[NoteMark, ...]:
    return tuple(read_mark(each) for each in _sent(sent, name))


def _takings(sent: Sent, name: str) -> tuple[Taking, ...]:
    return tuple(_taking(each) for each in _sent(sent, name))


def _taking(untrusted_text: str) -> Taking:
    """「id:since」, as `Taking` has it."""
    mark_id, _, since = untrusted_text.partition(":")
    if not is_id(mark_id) or not since.isascii() or not since.isdigit() or len(since) > 9:
        raise NoteNotReadable(cause="what was taken away")
    return Taking(mark_id, int(since))


def _wanted(typed: str) -> Wanted | None:
    """Those that have all words; None when nothing is looked for. Raises Fault."""
    if len(typed) > _MOST_CHARACTERS:
        raise Fault(f"探すことばは {_MOST_CHARACTERS} 文字までです。短くしてください。")
    terms = [forms_of(term) for term in terms_of(typed)]
    return partial(_has, terms) if terms else None


def _has(terms: Sequence[Term], mark: NoteMark) -> bool:
    words = fold(mark.words).text
    return all(any(form in words for form in term) for term in terms)


def _page(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) <= 6 else 0


def _mark(typed: str) -> str:
    return typed[:MARK_CHARACTERS]


class AllNotesForm(Form):
    """`q`: words that all have to stand in a note or a bookmark. `after`: `next` of the piece before, "" at first."""

    q = parsed("探すことば", _wanted)
    after = parsed("資料", _mark)


class PagesForm(Form):
    """`after`: notes on pages after this one are given."""

    after = parsed("ページ", _page)


class NotesForm(Form):
    """`writer`: whose screen it was written on. `seen`: the page's counter that the tablet knows.

    `former`: the version that it was written on, where that was replaced before it could be sent.

    `is_seen`: a page that was replaced was looked at. `put`: marks in JSON, one a field. `gone`: 「id:since」 of each.
    """

    seen = number("メモの番号", least=0, most=1_000_000_000)
    writer = one_id("書いた人")
    former = one_id("前の版")
    is_seen = checkbox("確かめた")
    put = Field(_marks, Look())
    gone = Field(_takings, Look())
