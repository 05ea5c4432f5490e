"""By which pages of a paper a picture's reader can be told, and by which they cannot, in words for the secretariat."""

import itertools
from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.levels import Confidentiality
from app.materials.alignment.comparing import stretch_words
from app.materials.models import PageRow
from viewer.hidden.carriers import ENOUGH

UNTRACEABLE_ADVICE = (
    "見えない印を入れられる文字の行が足りないページです（図面、写真、スキャン、文字の少ないページなど）。"
    "写真に撮られても、そのページだけでは、だれに見せたものか分かりません。見える印は、どのページにも入ります。"
    "読める人を絞るか、文字の入った PDF があれば入れ直してください。"
)


def is_traced(level: Confidentiality) -> bool:
    """Whether papers of this level should be traceable: those that residents may not read."""
    return level is not Confidentiality.C1


def untraceable_pages(session: Session, version_ids: Collection[str]) -> dict[str, list[int]]:
    """Of each of these versions that has some, the numbers of the pages that alone name nobody; blank ones aside."""
    too_few = PageRow.version_id.in_(version_ids), PageRow.pieces < ENOUGH
    query = select(PageRow.version_id, PageRow.number).where(*too_few).order_by(PageRow.number)
    found: dict[str, list[int]] = {}
    for version_id, number in session.execute(query):
        found.setdefault(version_id, []).append(number)
    return found


def untraceable_title(pages: Sequence[int]) -> str:
    """「この資料の 3〜5、9 ページは、写しから人をたどれません」."""
    return f"この資料の {stretch_words(pages)}\u00a0ページは、写しから人をたどれません"


def pieces_of(session: Session, version_id: str) -> list[str]:
    """For each run of pages with the same count, how many pieces of print carry the hidden mark there, in words.

    Empty when none of its pages was looked at.
    """
    query = select(PageRow.number, PageRow.pieces).where(PageRow.version_id == version_id).order_by(PageRow.number)
    rows = session.execute(query).all()
    if all(row.pieces is None for row in rows):
        return []
    return [
        f"{stretch_words(row.number for row in run)}\u00a0ページ：{_count_words(run[0].pieces)}"
        for _, group in itertools.groupby(rows, key=lambda row: row.pieces)
        for run in (list(group),)
    ]


def _count_words(pieces: int | None) -> str:
    return "何も書かれていません" if pieces is None else f"{pieces}\u00a0か所"
