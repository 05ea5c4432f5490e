"""Whether a standing hold (6-5(3)) names what is to be disposed of, as far as the entry's own words tell."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.materials.models import Material
from app.registers.declaration import Bar, Barred
from app.registers.kept.holds import StandingHold, ids_in, papers_in, standing_holds

_SHORTEST = 3
"""Characters of a title or a number from which it tells one thing from another."""
_PARTS = re.compile(r"[^\s、。，．,.・:：;；()（）「」\[\]/／]+")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_BECAUSE = "保全されているので、廃棄、返却したことにはできません。"
_UNKNOWN = (
    "題名、アドレス、番号で書かれていないものと、媒体や端末の中身は、システムには分かりません。"
    "保全されていないことを、議会事務局長か議長に確かめてください。"
)
_TOO_LATE = "もう行ったあとのときは、「事故の記録」に書いて、議会事務局長に知らせてください。"


def held_from(state: str) -> Bar:
    """The bar of a register in which a thing is done away with by putting its entry into this state."""
    states = frozenset({state})

    def bar(session: Session, typed: Mapping[str, Sequence[str]], *, is_locked: bool) -> Barred:
        return _barred(session, typed, states, is_locked=is_locked)

    return bar


def _barred(session: Session, typed: Mapping[str, Sequence[str]], states: frozenset[str], *, is_locked: bool) -> Barred:
    """Names the standing holds, and keeps the entry from these states while one of them names its thing.

    It does when it is put on everything, or was altered; when the entry's words have the address or the title of one of
    its papers; or when they have a number, such as a tablet's, that the hold says of people and devices. A thing that
    is gone already is still seen by the second person.
    """
    holds = list(standing_holds(session, is_locked=is_locked))
    if not holds:
        return Barred()
    said = "\n".join(text for texts in typed.values() for text in texts if _DAY.fullmatch(text) is None)
    naming = [hold for hold in holds if _names(session, hold, said)]
    told = tuple(f"{_words(hold)}{'がこれを挙げています。' if hold in naming else '。'}" for hold in holds)
    if naming:
        return Barred((*told, _TOO_LATE), states, _BECAUSE)
    return Barred((*told, _UNKNOWN))


def _words(hold: StandingHold) -> str:
    if not hold.number:
        return "保全の記録に書き換えの疑いがあり、すべてを保全中"
    what = "すべての資料" if hold.papers is None else f"挙げた資料 {len(hold.papers)} 件"
    return f"保全の記録 第{hold.number}号（{what}）"


def _names(session: Session, hold: StandingHold, said: str) -> bool:
    if hold.papers is None:
        return True
    named = papers_in(session, [ids]) if (ids := ids_in(said)) else None
    if named is not None and not hold.papers.isdisjoint(named):
        return True
    plain, of_people = _plain(said), _plain(hold.people)
    titles = session.scalars(select(Material.title).where(Material.id.in_(hold.papers)))
    if any(len(title) >= _SHORTEST and title in plain for title in map(_plain, titles)):
        return True
    return any(part in of_people for part in _PARTS.findall(plain) if _is_number(part))


def _is_number(part: str) -> bool:
    return len(part) >= _SHORTEST and any(letter.isdigit() for letter in part)


def _plain(text: str) -> str:
    """Without differences of width and case, and without blanks in a row."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
