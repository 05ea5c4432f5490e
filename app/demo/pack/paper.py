"""What a demonstration paper, an agenda item and a meeting are. Knows no page layout and no database."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import BinaryIO, Literal

JST = timezone(timedelta(hours=9), "JST")

Confidentiality = Literal["3A", "3B", "3C", "2", "1"]


@dataclass(frozen=True)
class DemoMeeting:
    """One sitting. `starts_at` carries Japan Standard Time."""

    key: str
    title: str
    starts_at: datetime
    place: str


@dataclass(frozen=True)
class DemoAgendaItem:
    """One line of the agenda; `number_label` is empty for a heading without a number."""

    key: str
    number_label: str
    title: str


@dataclass(frozen=True)
class DemoPaper:
    """One paper and its labels.

    `audience` holds group keys ("members", "executives", "soumu") or, for 3A, sign-in names of the persons named.
    `write` puts a complete PDF on a binary stream; two calls write the same bytes.
    """

    key: str
    file_name: str
    title: str
    agenda_key: str
    confidentiality: Confidentiality
    integrity: Literal[2, 1]
    availability: Literal[2, 1]
    audience: tuple[str, ...]
    released: bool
    write: Callable[[BinaryIO], None]
