"""One check: pages are made for a viewer of its own, as for a reader, and both marks are looked for in their bytes.

Nothing is sent, so nothing is recorded. What stands in the way of a check is told from a mark that is not there: a
store that does not answer says nothing of marks, and where there is no paper of level 2 and above nothing can leak.
"""

import logging
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from app import clock
from app.access.levels import Confidentiality, effective
from app.access.table import HandlingTable
from app.db import Database, new_id
from app.errors import AppError
from app.materials.models import Material, PageRow, Replacement, Version
from app.materials.pages.marks import mark_for, page_code, page_copy_id
from app.materials.queries import label_of
from app.reading.images import Copy, PageObject, PressRoom
from app.standards.queries import in_force
from app.vault.objects import page_name
from app.web.call import Viewer
from viewer.failures import MarkNotDrawable
from viewer.hidden.carriers import ENOUGH
from viewer.rechecking.marks import find_marks

log = logging.getLogger("gijo.marks")

_VERSIONS = 200
_LEAST_PIXELS = 250_000  # a smaller page has a mark that is set closer, and hardly ever lies in the vault
_FIELDS = {"name": "氏名", "number": "番号", "at": "時刻", "issue_code": "コード"}


class CheckOutcome(StrEnum):
    """FOUND: both marks. LOST: one is missing. EMPTY: there is no page that needs one. UNDONE: it cannot be told now.

    OVERDUE: it could not be told for so long that the process has closed. The values are kept in the table.
    """

    FOUND = "found"
    LOST = "lost"
    EMPTY = "empty"
    UNDONE = "undone"
    OVERDUE = "overdue"

    @property
    def is_well(self) -> bool:
        return self in {CheckOutcome.FOUND, CheckOutcome.EMPTY}

    @property
    def closes(self) -> bool:
        return self in {CheckOutcome.LOST, CheckOutcome.OVERDUE}


@dataclass(frozen=True)
class CheckedPage:
    """A page that is looked at. `pieces`: of its print that may move, as they were counted when it was converted."""

    material_id: str
    version_id: str
    sealed_key: str
    making: int
    level: Confidentiality
    is_released: bool
    number: int
    pieces: int | None


@dataclass(frozen=True)
class CheckFinding:
    """What a check found, in words for the administrator. `page`: on which page, where it is about one."""

    outcome: CheckOutcome
    words: str = ""
    page: CheckedPage | None = None


def check_marks(room: PressRoom, database: Database, again: CheckedPage | None = None) -> CheckFinding:
    """Look at a page of the newest paper and at one of any other, and at the one that lacked a mark before (`again`).

    Raises what the database raises.
    """
    with database.read() as session:
        pages, handling = [*_pages(session, again)], in_force(session).handling
    findings = [_look_at(room, handling, page) for page in dict.fromkeys(pages)]
    for outcome in (CheckOutcome.LOST, CheckOutcome.FOUND, CheckOutcome.UNDONE):
        for finding in findings:
            if finding.outcome is outcome:
                return finding
    return CheckFinding(CheckOutcome.EMPTY)


def _pages(session: Session, again: CheckedPage | None) -> Iterator[CheckedPage]:
    query = select(
        Material.id,
        Material.confidentiality,
        Material.released_version_id,
        Version.id,
        Version.sealed_key,
        Version.making,
    )
    query = query.join(Version, Version.id == Material.current_version_id).where(
        Version.state == "ready",
        Version.sealed_key.is_not(None),
        Material.withdrawn_at.is_(None),
        or_(Material.confidentiality.is_(None), Material.confidentiality != Confidentiality.C1.value),
    )
    rows = session.execute(query.order_by(Version.created_at.desc(), Version.id).limit(_VERSIONS)).all()
    chosen = [*rows[:1], *([secrets.choice(rows)] if rows else [])]
    for turn, (material_id, level, released, version_id, key, making) in enumerate(chosen):
        wanted = select(PageRow.number, PageRow.pieces).where(
            PageRow.version_id == version_id, PageRow.width_px * PageRow.height_px >= _LEAST_PIXELS
        )
        wanted = wanted.order_by(PageRow.pieces.desc().nulls_last(), PageRow.number)
        of_version = session.execute(wanted.limit(1 if turn == 0 else _VERSIONS)).all()
        if of_version:
            number, pieces = secrets.choice(of_version)
            label = effective(label_of(level, None))
            yield CheckedPage(material_id, version_id, key or "", making, label, released == version_id, number, pieces)
    if again is not None and _is_there(session, again):
        yield again


def _is_there(session: Session, page: CheckedPage) -> bool:
    """Whether somebody may yet get the page: it is of the paper's version, or of a former one that is open as well."""
    version, paper = session.get(Version, page.version_id), session.get(Material, page.material_id)
    if version is None or paper is None or paper.withdrawn_at is not None:
        return False
    if (version.sealed_key, version.making) != (page.sealed_key, page.making):
        return False
    is_open = exists().where(Replacement.former_id == version.id, Replacement.former_open)
    is_shown = version.id in {paper.current_version_id, paper.released_version_id} or session.scalar(select(is_open))
    return bool(is_shown) and paper.level is not Confidentiality.C1


def _look_at(room: PressRoom, handling: HandlingTable, page: CheckedPage) -> CheckFinding:
    name = page_name(page.version_id, page.number, page.making)
    kept = PageObject(page.sealed_key, page.version_id, name)
    try:
        lacking = _lacking(room, handling, page, kept)
    except AppError as error:  # the paper is damaged, or the store does not answer: readers do not get it either
        return CheckFinding(CheckOutcome.UNDONE, error.sentence, page)
    except MemoryError:
        return CheckFinding(CheckOutcome.UNDONE, "メモリーが足りません。", page)
    except MarkNotDrawable as error:
        lacking = f"印の文字「{error.characters}」を描けません"
    except Exception as error:
        log.exception("a page could not be marked, or its image not be opened")
        lacking = f"印のあるページを作れません（{type(error).__name__}）"
    if not lacking:
        return CheckFinding(CheckOutcome.FOUND, page=page)
    return CheckFinding(CheckOutcome.LOST, f"{lacking}。/papers/{page.material_id} の {page.number} ページ目", page)


def _lacking(room: PressRoom, handling: HandlingTable, page: CheckedPage, kept: PageObject) -> str:
    """What the image lacks, in words; "" for nothing."""
    master = room.master(kept)
    if (page.pieces or 0) >= ENOUGH > len(master.carriers):
        return "見えない印を入れる所が、ページから失われています"
    copy = _own_copy(room, handling, page)
    found = find_marks(room.stamper, master, room.image(kept, copy), copy.mark, copy.page_id)
    if found.missing_words:
        return f"見える印の{'、'.join(_FIELDS[each] for each in found.missing_words)}が読めません"
    return "見えない印が、その写しのコードと合いません" if found.hidden is False else ""


def _own_copy(room: PressRoom, handling: HandlingTable, page: CheckedPage) -> Copy:
    """The copy of a viewer that nobody is, in a session of its own, so that no image of before is looked at."""
    viewer = Viewer("mark check", new_id(), "MARK-CHECK", "印の確認", "", None, "", clock.now())
    code = page_code(room.stamper, viewer, page, page.number, under="", is_taken=lambda _code: False)
    page_id = page_copy_id(viewer.person_id, page.version_id, page.number)
    return Copy(viewer.person_id, viewer.session_id, page_id, mark_for(viewer, page, code, handling))
