"""A list of new tablets from a spreadsheet: bytes become lines of number and ID, each with what is wrong with it."""

import csv
import io
import unicodedata
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.auth.devices.fleet import queries
from app.members.models import Person

COLUMNS = ("管理番号", "ID")
MOST_LINES = 500


class UnreadableFleet(Exception):
    """The list as a whole cannot be read; the sentence says why and what to do."""


@dataclass(frozen=True)
class FleetLine:
    """One line. `fault`: why it cannot be taken in, "" for one that can; `person_id` is set then."""

    number: int
    asset: str
    login: str
    person_id: str = ""
    name: str = ""
    fault: str = ""


def read_list(session: Session, untrusted: bytes) -> list[FleetLine]:
    """The lines below the heading, each checked against people and open tablets. Raises UnreadableFleet."""
    lines = [cells for cells in _cells(untrusted) if any(cell.strip() for cell in cells)]
    heading = [unicodedata.normalize("NFKC", cell).strip().upper() for cell in lines[0]] if lines else []
    if not {"管理番号", "ID"} <= set(heading):
        raise UnreadableFleet("1 行目に「管理番号」と「ID」の見出しを書いてください。")
    if len(lines) > MOST_LINES + 1:
        raise UnreadableFleet(f"一度に取り込めるのは {MOST_LINES} 台までです。分けてください。")
    places = (heading.index("管理番号"), heading.index("ID"))
    seen: set[str] = set()
    return [_checked(session, number, *_pair(cells, places), seen) for number, cells in enumerate(lines[1:], 2)]


def tidy(untrusted_asset: str) -> str:
    """A number as it is kept, however a reader or a person typed it: half-width, without blanks around."""
    return unicodedata.normalize("NFKC", untrusted_asset).strip()


def is_asset(tidied: str) -> bool:
    """Whether it can be a number: up to 40 signs that can be seen, in one line."""
    return 0 < len(tidied) <= 40 and tidied.isprintable()


def _pair(cells: list[str], places: tuple[int, int]) -> tuple[str, str]:
    asset, login = (cells[place] if place < len(cells) else "" for place in places)
    return tidy(asset), tidy(login)


def _checked(session: Session, number: int, asset: str, login: str, seen: set[str]) -> FleetLine:
    is_known = login != "" and login.isprintable()  # PostgreSQL takes no NUL, not even to look for it
    person = session.scalars(select(Person).where(Person.login == login)).one_or_none() if is_known else None
    fault = ""
    if not is_asset(asset):
        fault = "管理番号を 40 字までで書いてください。"
    elif person is not None and person.is_active and (asset in seen or login in seen):
        fault = "同じ管理番号か ID が、一覧に二度あります。"
    else:
        fault = "".join(queries.objections(session, asset, person).values())
    seen |= {asset, login}
    if person is None or fault:
        return FleetLine(number, asset, login, fault=fault)
    return FleetLine(number, asset, login, person.id, person.display_name)


def _cells(untrusted: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = untrusted.decode(encoding)
        except UnicodeDecodeError:
            continue
        try:
            return list(csv.reader(io.StringIO(text, newline=""), strict=True))
        except csv.Error as error:
            raise UnreadableFleet('引用符（"）の対応が合っていません。') from error
    raise UnreadableFleet("文字の種類が分かりません。「CSV UTF-8（コンマ区切り）」で保存し直してください。")
