"""A copy that was counted as destroyed stands in the register of disposals, where a second person confirms it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from sqlalchemy.orm import Session

from app.access.levels import Confidentiality
from app.audit.notes import By
from app.materials.models import Material, Version
from app.materials.queries import level_of
from app.permits.models import Permit
from app.permits.reserves.models import PaperCopy


class EntryStanding(StrEnum):
    """What the register says of a copy: its words on the screen of copies."""

    WAITS = "2 人目の確認待ち"
    CONFIRMED = "2 人で確認済み"
    DROPPED = "取りやめ"
    OTHER = "記録の内容が、この部のものではなくなっています。記録を元の内容に直してから、2 人目が確かめます"
    DOUBT = "書き換えの疑い"


class MakesEntry(Protocol):
    """Writes into the register what one person has shredded; the number of the entry, which waits for a second one."""

    def __call__(self, session: Session, by: By, *, named: str, level: Confidentiality) -> int: ...


@dataclass(frozen=True)
class DisposalBook:
    """The register of disposals, handed in by whoever assembles the rows, since registers lie above permits.

    `key`: the register's place in addresses, `/registers/{key}`.
    """

    key: str
    make: MakesEntry
    standing: Callable[[Session, int], EntryStanding]

    def is_dropped(self, session: Session, copy: PaperCopy) -> bool:
        """Whether the second person did not confirm it, so that the copy counts as being there still."""
        return copy.entry is not None and self.standing(session, copy.entry) is EntryStanding.DROPPED


@dataclass(frozen=True)
class Destroying:
    """With what a copy may be counted as destroyed. `is_held`: a hold stands on one of its papers."""

    book: DisposalBook
    is_held: bool


def enter_copy(session: Session, by: By, book: DisposalBook, copy: PaperCopy, parts: Sequence[Permit]) -> int:
    """Write a copy into the register; the entry's number. No title stands there, which clerks read also of 3A."""
    levels = [
        level_of(session.get_one(Version, each.version_id), session.get_one(Material, each.material_id))
        for each in parts
    ]
    named = f"紙の予備 第{copy.number}部（許可 {parts[0].number}、資料 {len(parts)} 件）"
    return book.make(session, by, named=named, level=max(levels, key=lambda level: level.rank))
