"""A list of new tablets from a spreadsheet: bytes become lines of number and ID, each with what is wrong with it."""

import unicodedata
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.auth.devices.fleet import queries
from app.members.models import Person
from app.web.spreadsheets import UnreadableSpreadsheet, folded_heading, read_spreadsheet

COLUMNS = ("管理番号", "ID")


@dataclass(frozen=True)
class FleetLine:
    """A line, by its number. `fault`: why it cannot be taken in, "" for one that can; `person_id` is set then."""

    number: int
    asset: str
    login: str
    person_id: str = ""
    name: str = ""
    fault: str = ""


def read_list(session: Session, untrusted: bytes) -> list[FleetLine]:
    """The lines below the headings, each checked against people and open tablets. Raises UnreadableSpreadsheet."""
    wanted = [folded_heading(column) for column in COLUMNS]
    sheet = read_spreadsheet(untrusted, set(wanted))
    if not set(wanted) <= set(sheet.headings):
        raise UnreadableSpreadsheet("「管理番号」と「ID」の見出しを書いてください。", sheet.top.number)
    asset, login = (sheet.headings.index(name) for name in wanted)
    seen: set[str] = set()
    return [
        _checked(session, line.number, tidy(line.cell(asset)), tidy(line.cell(login)), seen) for line in sheet.lines
    ]


def tidy(untrusted_asset: str) -> str:
    """A number as it is kept, however a reader or a person typed it: half-width, without blanks around."""
    return unicodedata.normalize("NFKC", untrusted_asset).strip()


def is_asset(tidied: str) -> bool:
    """Whether it can be a number: up to 40 signs that can be seen, in one line."""
    return 0 < len(tidied) <= 40 and tidied.isprintable()


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
