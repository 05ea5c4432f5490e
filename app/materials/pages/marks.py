"""The words of a page's mark: whose copy, when, and the issue code that resolves in the ledger. Draws nothing."""

import secrets
from typing import Protocol

from app import clock
from app.access.levels import Confidentiality
from app.access.table import HandlingTable
from app.web.call import Viewer
from viewer.stamp import Mark

ALPHABET = "34679ABCDEFGHJKMNPQRSTUWXYZ"
"""No two of these look alike on a photographed corner: of 0 O, 1 I L, 2 Z, 5 S, 8 B, U V one or none is here."""

_GROUP = 4


class Marked(Protocol):
    """A paper as its mark needs to know it: a Material, or the light row of one."""

    @property
    def level(self) -> Confidentiality:
        """The level it is handled at."""

    @property
    def is_released(self) -> bool:
        """Whether residents may read it."""


def issue_code() -> str:
    """A fresh code like 「K7QM-3FRT」: 8 of 27 letters, 38 bits. The ledger's unique column is the last word."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(2 * _GROUP))
    return f"{letters[:_GROUP]}-{letters[_GROUP:]}"


def number_words(seat_number: int | None, login: str) -> str:
    """「第7番」 for who has a seat, else the ID."""
    return f"第{seat_number}番" if seat_number is not None else f"ID {login}"


def mark_for(viewer: Viewer, material: Marked, code: str, table: HandlingTable) -> Mark:
    """The mark of one issue of a paper's page to a person, now. `table`: the handling table in force."""
    return Mark(
        name=viewer.display_name,
        number=number_words(viewer.seat_number, viewer.login),
        at=clock.stamp_text(clock.now()),
        issue_code=code,
        level_words=table.level_words(material.level, is_released=material.is_released),
    )
