"""What somebody looks for in papers."""

from app.materials.words.finding import Term
from app.materials.words.folding import terms_of
from app.materials.words.years import forms_of
from app.reading.pieces import MARK_CHARACTERS
from app.web.forms.fields import parsed
from app.web.forms.form import Form
from app.web.forms.text import Fault

_MOST_CHARACTERS = 60
_MOST_TERMS = 5


def _terms(typed: str) -> list[Term]:
    """The folded words, two characters or more together: one is on every page."""
    if len(typed) > _MOST_CHARACTERS:
        raise Fault(f"探すことばは {_MOST_CHARACTERS} 文字までです。短くしてください。")
    terms = terms_of(typed)
    if len("".join(terms)) < 2:
        raise Fault("探すことばを 2 文字以上入力してください。")
    if len(terms) > _MOST_TERMS:
        raise Fault(f"一度に探せることばは {_MOST_TERMS} つまでです。減らしてください。")
    return [forms_of(term) for term in terms]


def _page(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) <= 6 else 0


def _mark(typed: str) -> str:
    return typed[:MARK_CHARACTERS]  # one that is cut off names no papers


class SearchForm(Form):
    """`q`: words, separated by spaces, that all have to stand on a page. `after`: pages after this one are told."""

    q = parsed("探すことば", _terms)
    after = parsed("ページ", _page)


class AcrossForm(Form):
    """`q`: as in one paper. `after`: `next` of the piece before, "" for the first."""

    q = parsed("探すことば", _terms)
    after = parsed("資料", _mark)
