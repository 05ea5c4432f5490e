"""The words of a page's mark: reader, time, and the issue code that finds the ledger's record. Draws nothing.

Within a session a page keeps its code, and the time in its mark stands still: it is when the session began. So asking
again gives the same bytes, and teaches nothing about what lies under the mark.
"""

import itertools
import secrets
from collections.abc import Callable
from typing import Protocol

from app import clock
from app.access.levels import Confidentiality
from app.access.table import HandlingTable
from app.web.call import Viewer
from viewer.stamp import Mark, Stamper

ALPHABET = "34679ABCDEFGHJKMNPQRSTUWXYZ"
"""The characters of issue codes. Of those that look alike in a photograph (0 O, 1 I L, 2 Z, 5 S, 8 B, U V) at most one
is among them.
"""

_GROUP = 4


class Marked(Protocol):
    """The part of a Material or a Paper that a mark needs."""

    @property
    def level(self) -> Confidentiality:
        """The level it is handled at."""

    @property
    def is_released(self) -> bool:
        """Whether residents may read it."""


class MarkedPage(Protocol):
    """The part of a Paper that the code of one of its pages needs."""

    @property
    def level(self) -> Confidentiality:
        """The level it is handled at."""

    @property
    def version_id(self) -> str | None:
        """Its version."""


def issue_code() -> str:
    """A new code like 「K7QM-3FRT」: 8 of 27 characters, 38 bits. The ledger's column refuses one used before."""
    return _code(secrets.randbits(128))


def page_code(
    stamper: Stamper, viewer: Viewer, paper: MarkedPage, page: int, *, under: str, is_taken: Callable[[str], bool]
) -> str:
    """The code of a page in this session, at this level and by this exception: drawn from the key, always the same.

    `is_taken`: whether the ledger has refused a code to this page, since another has it; then the next one is drawn.
    """
    told = (viewer.session_id, paper.version_id or "", str(page), paper.level.value, under)
    codes = (_code(stamper.draw(*told, str(attempt))) for attempt in itertools.count())
    return next(code for code in codes if not is_taken(code))


def _code(number: int) -> str:
    """The code that a number of 128 bits stands for: so many that the remainder favours no letter by more than 2⁻⁸⁹."""
    letters = []
    for _ in range(2 * _GROUP):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return f"{''.join(letters[:_GROUP])}-{''.join(letters[_GROUP:])}"


def page_copy_id(person_id: str, version_id: str, page: int) -> str:
    """Whose copy of which page it is: by that a mark has its place, on the screen at every scale and in a PDF."""
    return f"{person_id}/{version_id}/{page}"


def number_words(seat_number: int | None, login: str) -> str:
    """「第7番」 for a person with a seat, else the person's ID."""
    return f"第{seat_number}番" if seat_number is not None else f"ID {login}"


def mark_for(viewer: Viewer, material: Marked, code: str, table: HandlingTable, *, under: str = "") -> Mark:
    """The mark of a paper's page for a person. `table`: the handling table in force.

    `under`: the number of the exception by which it is shown, "" for none.
    """
    number = number_words(viewer.seat_number, viewer.login)
    return Mark(
        name=viewer.display_name,
        number=f"{number}　例外許可 {under}" if under else number,
        at=clock.stamp_text(viewer.began_at),
        issue_code=code,
        level_words=table.level_words(material.level, is_released=material.is_released),
    )
