"""The words of a page's mark: reader, time, and the issue code that finds the ledger's record. Draws nothing."""

import secrets
from datetime import datetime
from typing import Protocol

from app import clock
from app.access.levels import Confidentiality
from app.access.table import HandlingTable
from app.web.call import Viewer
from viewer.stamp import Mark

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


def issue_code() -> str:
    """A new code like 「K7QM-3FRT」: 8 of 27 characters, 38 bits. The ledger's column refuses one used before."""
    number = secrets.randbits(128)  # so many that the remainder favours no letter by more than 2⁻⁸⁹
    letters = []
    for _ in range(2 * _GROUP):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return f"{''.join(letters[:_GROUP])}-{''.join(letters[_GROUP:])}"


def number_words(seat_number: int | None, login: str) -> str:
    """「第7番」 for a person with a seat, else the person's ID."""
    return f"第{seat_number}番" if seat_number is not None else f"ID {login}"


def mark_for(
    viewer: Viewer, material: Marked, code: str, table: HandlingTable, *, at: datetime | None = None, under: str = ""
) -> Mark:
    """The mark of one issue of a paper's page to a person. `table`: the handling table in force.

    `at`: when it was issued, None for now. `under`: the number of the exception by which it is shown, "" for none.
    """
    number = number_words(viewer.seat_number, viewer.login)
    return Mark(
        name=viewer.display_name,
        number=f"{number}　例外許可 {under}" if under else number,
        at=clock.stamp_text(at or clock.now()),
        issue_code=code,
        level_words=table.level_words(material.level, is_released=material.is_released),
    )
