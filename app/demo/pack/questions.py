"""Notices of general questions (一般質問通告書) and an extract of the minutes, in vertical writing."""

from typing import BinaryIO

from app.demo.pack.sheet import A4_LANDSCAPE, Sheet
from app.demo.pack.vertical import Column
from app.demo.pack.wording import paragraphs

LEFT, RIGHT, TOP, BOTTOM = 20.0, 277.0, 24.0, 190.0


def write_questions(stream: BinaryIO) -> None:
    """Put the notices on `stream`: a list, one page for each of four members, two pages of minutes."""
    sheet = Sheet("tsuukoku", "一般質問通告書・会議録抄", A4_LANDSCAPE)
    notices = paragraphs("questions")
    _list(sheet, notices)
    for order, notice in enumerate(notices, start=1):
        _notice(sheet, order, notice.split("\n"))
    _minutes(sheet)
    sheet.finish(stream)


def _page(sheet: Sheet, title: str) -> None:
    sheet.page_of(A4_LANDSCAPE)
    sheet.mark(title)
    sheet.folio()


def _list(sheet: Sheet, notices: list[str]) -> None:
    _page(sheet, "通告の一覧")
    head = Column(sheet, 266, TOP + 6, 160, 17)
    head.write("一般質問通告一覧表", indent=1, bold=True)
    small = Column(sheet, 250, TOP + 6, 160, 10.5)
    small.write("令和八年第四回みなと町議会定例会", indent=2)
    small.write("（質問の時間は、答弁を含めて一人60分以内）", indent=2)
    right, width = 226.0, 48.0
    for y in (TOP, TOP + 18, TOP + 62, BOTTOM):
        sheet.rule(right - width * len(notices), y, right + 12, y, 0.2 if TOP < y < BOTTOM else 0.4)
    for words, y in (("順", TOP + 6), ("氏名", TOP + 34), ("質問の事項", TOP + 96)):
        Column(sheet, right + 6, y, 60, 10.5).write(words)
    for order, notice in enumerate(notices):
        lines = notice.split("\n")
        edge = right - width * order
        sheet.rule(edge, TOP, edge, BOTTOM, 0.2)
        Column(sheet, edge - width / 2, TOP + 7, 12, 12).write("一二三四"[order])
        Column(sheet, edge - width / 2, TOP + 22, 42, 13).write(lines[0].replace(" ", "　"))
        items = Column(sheet, edge - 8, TOP + 65, 98, 11, 1.7)
        for words in lines[1:]:
            if words.startswith("【"):
                items.write(words.strip("【】"), hang=1)
    sheet.rule(right - width * len(notices), TOP, right - width * len(notices), BOTTOM, 0.4)
    sheet.rule(right + 12, TOP, right + 12, BOTTOM, 0.4)


def _notice(sheet: Sheet, order: int, lines: list[str]) -> None:
    name = lines[0].replace(" ", "　")
    _page(sheet, f"一般質問通告書　{name}")
    head = Column(sheet, 266, TOP, 166, 15, 1.7)
    head.write(f"一般質問通告書（その{'一二三四'[order - 1]}）", indent=3, bold=True)
    body = Column(sheet, 249, TOP + 3, 160, 13, 2.05)
    body.write("令和八年11月30日　午前九時12分　受付", indent=1)
    body.write("みなと町議会議長　岡　田　　正　様")
    body.write(f"みなと町議会議員　　{name}", indent=14)
    body.write("　会議規則第61条第二項の規定により、次のとおり通告します。")
    body.x -= 3
    for words in lines[1:]:
        if words.startswith("【"):
            body.x -= 2
            body.write(words.strip("【】"), bold=True)
        else:
            body.write(words, indent=1, hang=2)
    sheet.box(LEFT, TOP - 4, RIGHT - LEFT, BOTTOM - TOP + 6, 0.4)
    sheet.rule(257, TOP - 4, 257, BOTTOM + 2, 0.2)


def _minutes(sheet: Sheet) -> None:
    """Two tiers of lines, as the printed minutes have them."""
    _page(sheet, "会議録抄")
    Column(sheet, 268, TOP, 166, 14).write("令和八年第三回みなと町議会定例会　会議録（抄）", bold=True)
    middle = (TOP + BOTTOM) / 2
    tiers = [(TOP, 254.0), (middle + 4, 254.0)]
    tier = 0
    column = Column(sheet, tiers[0][1], tiers[0][0], middle - TOP - 4, 10, 1.66)
    sheet.rule(LEFT, middle, 258, middle, 0.2)
    for speech in paragraphs("minutes"):
        lines = len(speech) * column.em / column.height
        if column.x - lines * column.step < LEFT:
            tier += 1
            if tier % 2 == 0:
                _page(sheet, "会議録抄（続き）")
                sheet.rule(LEFT, middle, RIGHT, middle, 0.2)
                tiers = [(TOP, 268.0), (middle + 4, 268.0)]
            top, right = tiers[tier % 2]
            column = Column(sheet, right, top, middle - TOP - 4, 10, 1.66)
        column.write(speech, hang=1)
