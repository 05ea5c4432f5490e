"""The sheets before a volume's pages: whose copy it is and when it has to be back, and the contents."""

from collections.abc import Sequence
from datetime import datetime

from app import clock
from app.permits.reserves.volumes.wording import BoundPart, LeftOut, VolumeWording
from viewer.booklet import BookletPage
from viewer.cover import SheetLine, count_sheets, draw_sheets


def cover_sheets(council: str, said: VolumeWording, pages: Sequence[int], made_at: datetime) -> list[BookletPage]:
    """The cover with the contents below it. `pages`: how many pages each part has."""
    head, tail = _head(council, said, sum(pages), made_at), _left_out(said.left_out)
    before = count_sheets([*head, *_contents(said.parts, pages, 0), *tail])
    return draw_sheets([*head, *_contents(said.parts, pages, before), *tail])


def _head(council: str, said: VolumeWording, pages: int, made_at: datetime) -> list[SheetLine]:
    back = f"{said.back_by}までに、議会事務局へ返してください。番号で数えて戻します。"
    return [
        SheetLine(council, 12),
        SheetLine("紙の予備", 26, above_points=20),
        SheetLine(said.meeting, 16, above_points=8),
        SheetLine(f"第{said.copy_number}部", 44, above_points=24),
        SheetLine(f"{said.holder_name}　{_seat(said)}", 18, above_points=6),
        SheetLine(f"冊子の扱い　{said.level_words}（綴じた資料のうち最高度の分類）", 12, above_points=24),
        SheetLine(f"許可　{said.set_number}", 12),
        SheetLine(f"作った日時　{clock.stamp_text(made_at)}", 12),
        SheetLine(f"戻す日　{back}", 12),
        SheetLine("写しを取らないでください。なくしたときは、すぐに議会事務局へ知らせてください。", 12),
        SheetLine(f"目次（{len(said.parts)} 件、{pages} ページ）", 14, above_points=24),
    ]


def _seat(said: VolumeWording) -> str:
    """「第7番」, without the copy's number, which stands above in large letters."""
    return said.holder_number.partition("　")[0]


def _contents(parts: Sequence[BoundPart], pages: Sequence[int], before: int) -> list[SheetLine]:
    lines: list[SheetLine] = []
    place, page = "", before + 1
    for part, count in zip(parts, pages, strict=True):
        if part.place and part.place != place:
            lines.append(SheetLine(part.place, 11, above_points=8))
        place = part.place
        words = f"{part.paper.title}（{part.paper.level.words}）"
        lines.append(SheetLine(words, 11, indent_points=14, right=str(page)))
        page += count
    return lines


def _left_out(left_out: Sequence[LeftOut]) -> list[SheetLine]:
    if not left_out:
        return []
    head = SheetLine("綴じていない資料", 14, above_points=20)
    return [head, *(SheetLine(f"{each.number}　{each.why}", 11, indent_points=14) for each in left_out)]
