"""The particulars of a budget (事項別明細書) on facing pages: amounts on the left, 節 and words on the right."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.demo.pack.budget import KINDS, Chapter, Item, Section, Work, figures
from app.demo.pack.sheet import Sheet
from app.demo.pack.table import Column, Table

STEP = 4.9  # height of one line of a 目, millimetres
FIRST = 46.0
LAST = 268.0

_SPENDING_LEFT = (
    Column("目", 40),
    Column("補正前の額", 22, "right"),
    Column("補正額", 19, "right"),
    Column("計", 22, "right"),
    Column("国県支出金", 18, "right"),
    Column("地方債", 16, "right"),
    Column("その他", 16, "right"),
    Column("一般財源", 19, "right"),
)
_INCOME_LEFT = (
    Column("目", 76),
    Column("補正前の額", 32, "right"),
    Column("補正額", 30, "right"),
    Column("計", 34, "right"),
)
_RIGHT = (Column("区　分", 46), Column("金　額", 22, "right"), Column("説　明", 82), Column("", 22, "right"))


@dataclass(frozen=True)
class Note:
    """One line of the explanation: words, amount, and whether it heads a work."""

    words: str
    amount: str
    is_head: bool


@dataclass(frozen=True)
class Block:
    """One 目 as it will be printed: cells of the left page, 節 and explanation of the right page."""

    left: tuple[str, ...]
    kinds: tuple[tuple[str, str], ...]
    notes: tuple[Note, ...]

    @property
    def lines(self) -> int:
        return max(len(self.kinds), len(self.notes), 2) + 1


def _spending_block(item: Item) -> Block:
    kinds = tuple((f"{kind}　{KINDS[kind]}", figures(amount)) for kind, amount in item.kinds().items())
    notes: list[Note] = []
    for place, work in enumerate(item.works, start=1):
        notes.append(Note(f"{place:02}　{work.title}", figures(work.change), is_head=True))
        notes += [Note(f"　　{line.words}", figures(line.change), is_head=False) for line in work.expenses]
    shares = (item.paid_by("国") + item.paid_by("県"), item.paid_by("債"), item.paid_by("他"))
    left = (
        f"{item.number}　{item.title}",
        figures(item.before),
        figures(item.change),
        figures(item.after),
        *(figures(share) if share else "" for share in shares),
        figures(item.general),
    )
    return Block(left, kinds, tuple(notes))


def _income_block(item: Item) -> Block:
    kinds: list[tuple[str, str]] = []
    notes: list[Note] = []
    for place, work in enumerate(_by_title(item.works), start=1):
        kinds.append((f"{place}　{work.title}", figures(work.change)))
        kinds += [("", "")] * (len(work.expenses) - 1)
        notes += [Note(line.words, figures(line.change), is_head=False) for line in work.expenses]
    left = (f"{item.number}　{item.title}", figures(item.before), figures(item.change), figures(item.after))
    return Block(left, tuple(kinds), tuple(notes))


def _by_title(works: Sequence[Work]) -> list[Work]:
    """Works of one 節 brought together, in the order in which the 節 first appears."""
    found: dict[str, Work] = {}
    for work in works:
        found.setdefault(work.title, Work(work.title)).expenses.extend(work.expenses)
    return list(found.values())


def write_spending(sheet: Sheet, chapters: Sequence[Chapter]) -> None:
    """Facing pages for every 項 that changes, with an outline entry for each 款 and 項."""
    for chapter in chapters:
        sections = [section for section in chapter.sections if any(item.works for item in section.items)]
        for place, section in enumerate(sections):
            heading = Heading("歳出", chapter, section, is_first=place == 0)
            blocks = [_spending_block(item) for item in section.items if item.works]
            total = (figures(section.before), figures(section.change), figures(section.after))
            shares = (section.paid_by("国") + section.paid_by("県"), section.paid_by("債"), section.paid_by("他"))
            cells = ("計", *total, *(figures(share) if share else "" for share in shares), figures(section.general))
            _pairs(sheet, heading, blocks, cells, _SPENDING_LEFT)


def write_income(sheet: Sheet, chapters: Sequence[Chapter]) -> None:
    """Facing pages for every 項 of the income that changes."""
    for chapter in chapters:
        sections = [section for section in chapter.sections if any(item.works for item in section.items)]
        for place, section in enumerate(sections):
            heading = Heading("歳入", chapter, section, is_first=place == 0)
            blocks = [_income_block(item) for item in section.items if item.works]
            cells = ("計", figures(section.before), figures(section.change), figures(section.after))
            _pairs(sheet, heading, blocks, cells, _INCOME_LEFT)


@dataclass(frozen=True)
class Heading:
    """What stands over a pair of pages, and whether the 款 begins here."""

    side: str
    chapter: Chapter
    section: Section
    is_first: bool

    @property
    def words(self) -> str:
        chapter = f"（款）{self.chapter.number}　{self.chapter.title}"
        return f"{chapter}　　（項）{self.section.number}　{self.section.title}"


def _pairs(
    sheet: Sheet, heading: Heading, blocks: Sequence[Block], total: tuple[str, ...], columns: Sequence[Column]
) -> None:
    waiting, is_first = list(blocks), True
    while waiting:
        taken: list[Block] = []
        y = FIRST
        while waiting and (not taken or y + waiting[0].lines * STEP < LAST - 8):
            block = waiting.pop(0)
            taken.append(block)
            y += block.lines * STEP
        _left(sheet, heading, taken, columns, None if waiting else total, is_first=is_first)
        _right(sheet, heading, taken, has_total=not waiting)
        is_first = False


def _page(sheet: Sheet, heading: Heading) -> None:
    sheet.page_of()
    sheet.put(19, 22, heading.words if sheet.page % 2 == 0 else "", 11)
    sheet.put(191, 22 if sheet.page % 2 else 26, "（単位：千円）", 8.5, align="right")
    sheet.folio()


def _left(
    sheet: Sheet,
    heading: Heading,
    blocks: Sequence[Block],
    columns: Sequence[Column],
    total: tuple[str, ...] | None,
    *,
    is_first: bool,
) -> None:
    if sheet.page % 2 == 0:  # the left page of an open book is even
        _blank(sheet)
    _page(sheet, heading)
    if heading.is_first and is_first:
        sheet.mark(f"{heading.side}　{heading.chapter.number}　{heading.chapter.title}", 2)
    if is_first:
        sheet.mark(f"{heading.section.number}　{heading.section.title}", 3)
    table = Table(sheet, 19, 30, columns, size=8.5)
    table.head(FIRST - 30)
    for block in blocks:
        _cells(sheet, table, block.left, STEP)
        table.y += block.lines * STEP
        sheet.rule(table.x, table.y, table.x + table.width, table.y, 0.12)
    if total:
        _cells(sheet, table, total, 3.8, bold=True)
        table.y += 7.6
    table.close()
    if len(columns) > 4:
        _group_head(sheet)


def _group_head(sheet: Sheet) -> None:
    """The head over the four sources: 補正額の財源内訳, parted into 特定財源 and 一般財源."""
    left, right = 122.0, 191.0
    sheet.box(left, 30, right - left, FIRST - 30, 0.12, (234, 238, 243))
    sheet.put((left + right) / 2, 32.8, "補 正 額 の 財 源 内 訳", 8, align="center")
    sheet.rule(left, 35.4, right, 35.4, 0.12)
    sheet.put(left + 25, 38, "特　定　財　源", 8, align="center")
    sheet.rule(left, 40.6, left + 50, 40.6, 0.12)
    for x, words, y in ((9, "国県支出金", 43.3), (26, "地方債", 43.3), (42, "その他", 43.3), (59.5, "一般財源", 40.6)):
        sheet.put(left + x, y, words, 8, align="center")
    for x in (18.0, 34.0):
        sheet.rule(left + x, 40.6, left + x, FIRST, 0.12)
    sheet.rule(left + 50, 35.4, left + 50, FIRST, 0.12)


def _cells(sheet: Sheet, table: Table, cells: Sequence[str], middle: float, *, bold: bool = False) -> None:
    x = table.x
    for column, cell in zip(table.columns, cells, strict=True):
        if column.align == "right":
            sheet.put(x + column.width - 1.4, table.y + middle, cell, 9, align="right", fit=column.width - 2, bold=bold)
        elif cell == "計":
            sheet.put(x + column.width / 2, table.y + middle, cell, 9, align="center", bold=bold)
        else:
            lines = sheet.lines(cell, column.width - 3, 9)
            for place, line in enumerate(lines):
                sheet.put(x + (1.6 if place == 0 else 5.2), table.y + middle + place * STEP, line, 9)
        x += column.width


def _right(sheet: Sheet, heading: Heading, blocks: Sequence[Block], *, has_total: bool) -> None:
    _page(sheet, heading)
    table = Table(sheet, 19, 30, _RIGHT, size=8.5)
    sheet.box(19, 30, table.width, FIRST - 30, 0, (234, 238, 243))
    sheet.put(53, 34, "節", 8.5, align="center")
    sheet.rule(19, 38, 87, 38, 0.12)
    sheet.put(42, 42, "区　　分", 8.5, align="center")
    sheet.put(76, 42, "金　　額", 8.5, align="center")
    sheet.put(139, 38, "説　　明", 8.5, align="center")
    table.y = FIRST
    sheet.rule(19, FIRST, 191, FIRST, 0.25)
    for block in blocks:
        _right_block(sheet, table, block)
    table.y += 7.6 if has_total else 0
    sheet.rule(65, 38, 65, table.y, 0.12)
    sheet.rule(87, 30, 87, table.y, 0.12)
    sheet.box(19, 30, table.width, table.y - 30, 0.35)


def _right_block(sheet: Sheet, table: Table, block: Block) -> None:
    for place, (words, amount) in enumerate(block.kinds):
        middle = table.y + STEP * (place + 1)
        sheet.put(20.6, middle, words, 9, fit=43)
        sheet.put(85.4, middle, amount, 9, align="right")
    for place, note in enumerate(block.notes):
        middle = table.y + STEP * (place + 1)
        sheet.put(89, middle, note.words, 9 if note.is_head else 8.5, fit=78)
        sheet.put(189.4, middle, note.amount, 9 if note.is_head else 8.5, align="right")
    table.y += block.lines * STEP
    sheet.rule(19, table.y, 191, table.y, 0.12)


def _blank(sheet: Sheet) -> None:
    sheet.page_of()
    sheet.put(105, 148, "（このページは、余白です。）", 9, align="center")
    sheet.folio()
