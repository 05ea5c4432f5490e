"""The order of business (議事日程) and the calendar of the session (会期日程表): released, for everyone."""

from typing import BinaryIO

from app.demo.pack.sheet import Sheet
from app.demo.pack.town import CHAIR, COUNCIL, ORDER

DAYS = (
    (
        "第1日",
        "12月8日",
        "火",
        "本会議",
        "午前10時",
        "開会、会期の決定、諸般の報告、一般質問、議案の上程及び提案理由の説明",
    ),
    ("第2日", "12月9日", "水", "本会議", "午前10時", "一般質問、議案に対する質疑、委員会付託"),
    (
        "第3日",
        "12月10日",
        "木",
        "委員会",
        "午前9時30分",
        "総務常任委員会（議案第12号、第14号、第19号、第20号）",
    ),
    (
        "第4日",
        "12月11日",
        "金",
        "委員会",
        "午前9時30分",
        "文教厚生常任委員会（議案第13号、第15号、陳情第2号）",
    ),
    ("第5日", "12月12日", "土", "休会", "", "（町の休日）"),
    ("第6日", "12月13日", "日", "休会", "", "（町の休日）"),
    ("第7日", "12月14日", "月", "委員会", "午前9時30分", "産業建設常任委員会（議案第16号から第18号まで）"),
    ("第8日", "12月15日", "火", "休会", "", "議事の整理のため"),
    ("第9日", "12月16日", "水", "休会", "", "委員会報告書の作成のため"),
    ("第10日", "12月17日", "木", "議会運営委員会", "午後1時30分", "最終日の議事日程について"),
    ("第11日", "12月18日", "金", "本会議", "午前10時", "委員長報告、質疑、討論、採決、閉会"),
)


def write_order_of_business(stream: BinaryIO) -> None:
    """Put the order of business of the first day on `stream`: two pages."""
    sheet = Sheet("gijinittei", "令和8年第4回みなと町議会定例会　議事日程（第1号）")
    sheet.page_of()
    sheet.put(105, 32, "令和8年第4回みなと町議会定例会", 14, align="center")
    sheet.put(70, 45, "議事日程（第1号）", 18, align="spread", width=70, bold=True)
    sheet.put(185, 60, "令和8年12月8日（火曜日）　午前10時開議", 11, align="right")
    y = 76.0
    for item in ORDER[:11]:
        y = _business_line(sheet, y, item.order, item.label, item.subject)
    sheet.folio()
    sheet.page_of()
    y = 30.0
    for item in ORDER[11:]:
        y = _business_line(sheet, y, item.order, item.label, item.subject)
    y = _notes(sheet, y + 8)
    sheet.put(120, y + 10, "みなと町議会議長", 11)
    sheet.put(157, y + 10, CHAIR.replace(" ", "　"), 12)
    sheet.folio()
    sheet.finish(stream)


def _business_line(sheet: Sheet, y: float, order: int, label: str, subject: str) -> float:
    sheet.put(25, y, "日程第", 11.5)
    sheet.put(43, y, str(order), 11.5, align="right")
    left = 52.0
    if label:
        sheet.put(left, y, label, 11.5)
        left = 80.0
    lines = sheet.lines(subject, 1.1 * (185 - left), 11.5)
    for line in lines:
        sheet.put(left, y, line, 11.5, fit=185 - left)
        y += 7.5
    return y + 7.5


def _notes(sheet: Sheet, y: float) -> float:
    sheet.rule(25, y, 185, y, 0.3)
    notes = (
        "1　議案第12号から同意第3号までは、一括して議題とし、提案理由の説明を受けます。",
        "2　一般質問は、通告の順に行います。質問の時間は、答弁を含めて1人60分以内です。",
        "3　傍聴席は24席です。傍聴券は、当日の午前9時30分から議会事務局の受付でお渡しします。",
    )
    y += 8
    for note in notes:
        sheet.put(28, y, note, 10)
        y += 7.5
    return y


def write_calendar(stream: BinaryIO) -> None:
    """Put the calendar of the session on `stream`: one page with a ruled table."""
    sheet = Sheet("kaiki", "令和8年第4回みなと町議会定例会　会期日程表")
    sheet.page_of()
    sheet.put(105, 30, "令和8年第4回みなと町議会定例会", 13, align="center")
    sheet.put(65, 42, "会期日程表（案）", 18, align="spread", width=80, bold=True)
    sheet.put(190, 56, "会期　12月8日から12月18日まで　11日間", 10.5, align="right")
    columns = (18.0, 22.0, 10.0, 30.0, 24.0, 66.0)
    left, y, height = 20.0, 62.0, 17.0
    sheet.box(left, y, sum(columns), 9, 0, (232, 236, 242))
    for x, width, words in _columns(left, columns, ("日次", "月　日", "曜", "区　分", "開議時刻", "内　容")):
        sheet.put(x + width / 2, y + 4.5, words, 10, align="center")
    y += 9
    for day in DAYS:
        if day[3] == "休会":
            sheet.box(left, y, sum(columns), height, 0, (245, 245, 243))
        for x, width, words in _columns(left, columns[:5], day[:5]):
            sheet.put(x + width / 2, y + height / 2, words, 10.5, align="center", fit=width - 3)
        lines = sheet.lines(day[5], columns[5] - 5, 10)
        for place, line in enumerate(lines):
            sheet.put(left + 106.5, y + height / 2 + (place - (len(lines) - 1) / 2) * 5.2, line, 10)
        sheet.rule(left, y, left + sum(columns), y, 0.15)
        y += height
    for x, _, _ in _columns(left, columns, ("",) * 6):
        sheet.rule(x, 62, x, y, 0.15)
    sheet.box(left, 62, sum(columns), y - 62, 0.4)
    sheet.put(left, y + 7, "※　日程は、議事の都合により変わることがあります。", 9.5)
    sheet.put(190, y + 16, f"{COUNCIL}事務局", 10.5, align="right")
    sheet.finish(stream)


def _columns(left: float, widths: tuple[float, ...], words: tuple[str, ...]) -> list[tuple[float, float, str]]:
    """The left edge, width and text of each column."""
    return [(left + sum(widths[:at]), width, words[at]) for at, width in enumerate(widths)]
